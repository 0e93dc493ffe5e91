import * as z from "zod";
import { NEXT_STEPS } from "../decide/next-step.ts";
import { HTTP_STATUS, type PaymentsErrorCode } from "../errors.ts";

const clientSecret = z.string().meta({
  description:
    "The PaymentIntent's client secret, for Stripe's SDK in the app. Not to be stored or logged.",
  examples: ["pi_3PExample0001_secret_Example0001"],
});
const status = z.string().meta({
  description: "Stripe's status of the PaymentIntent. Only `succeeded` is paid. The list is open.",
  examples: ["requires_action"],
});
const requiresAction = z.literal(true).optional().meta({
  description: "Present when the app must act (`handleNextAction`).",
});
const paymentId = z
  .string()
  .meta({ description: "Our id of the payment.", examples: ["pay_8f14e45f"] });
const nextStep = z.enum(NEXT_STEPS).meta({
  description: "What the app does next; what it should switch on.",
  examples: ["handle_next_action"],
});

export const processResponse = z.object({
  client_secret: clientSecret,
  status,
  requires_action: requiresAction,
  payment_id: paymentId,
  next_step: nextStep,
});

export const confirmResponse = z.object({
  status,
  requires_action: requiresAction,
  client_secret: clientSecret.optional(),
  payment_id: paymentId,
  next_step: nextStep,
});

export const statusResponse = z.object({
  status,
  requires_action: requiresAction,
  payment_id: paymentId,
  next_step: nextStep,
  amount: z.int().meta({
    description: "What was agreed, in the currency's smallest unit.",
    examples: [1050],
  }),
  currency: z.string().meta({ description: "Three lower-case letters.", examples: ["usd"] }),
  amount_received: z.int().meta({
    description: "What Stripe has received: less than `amount` after a partial capture.",
    examples: [1050],
  }),
  amount_refunded: z.int().meta({
    description:
      "What was given back of it or is on its way, as far as webhooks and reconcile have told.",
    examples: [0],
  }),
});

export const webhookResponse = z.object({ received: z.literal(true) });

export const errorResponse = z.object({
  error: z.object({
    // An exhaustive record: its names are the codes.
    code: z.enum(Object.keys(HTTP_STATUS) as PaymentsErrorCode[]).meta({
      description: "Stable; what clients switch on.",
      examples: ["card_declined"],
    }),
    message: z.string().meta({ description: "One sentence for the developer." }),
    retryable: z.boolean().meta({
      description: "Whether the same request, repeated later, may succeed.",
    }),
    issues: z
      .array(
        z.object({
          path: z
            .string()
            .meta({ description: "Dotted; empty for the body itself.", examples: ["amount"] }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: "What is wrong with which field." }),
    decline_code: z
      .string()
      .optional()
      .meta({ examples: ["insufficient_funds"] }),
    stripe_code: z
      .string()
      .optional()
      .meta({ examples: ["card_declined"] }),
    request_id: z
      .string()
      .optional()
      .meta({ description: "Stripe's.", examples: ["req_1A2b3C"] }),
    status: status.optional(),
    next_step: nextStep.optional(),
    payment_id: paymentId.optional(),
    reason: z.string().optional().meta({
      description: "Why an order cannot be paid: `nothing_to_pay` where it costs nothing.",
    }),
    advice: z.string().optional().meta({ description: "What the payer can do about a decline." }),
    error_id: z
      .string()
      .optional()
      .meta({ description: "Names the log line of an internal_error." }),
  }),
});
