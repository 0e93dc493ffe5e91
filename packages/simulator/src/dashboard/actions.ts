import * as z from "zod";
import type { Simulator } from "../simulator.ts";
import { ActionError } from "./action-error.ts";
import { callApi } from "./call-api.ts";
import { optional } from "./form-fields.ts";
import { CARDS } from "./views/payment-actions.ts";

/** What a button does. Answers with a sentence that says what came of it. */
export type Action = (
  simulator: Simulator,
  form: Readonly<Record<string, string>>,
) => Promise<string>;

/** Fields are checked first; what `act` throws is told to whoever pressed the button. */
export function action<T extends z.ZodType>(
  fields: T,
  act: (simulator: Simulator, fields: z.output<T>) => string | Promise<string>,
): Action {
  return async (simulator, form) => {
    const checked = fields.safeParse(form);
    if (checked.success) return act(simulator, checked.data);
    const [issue] = checked.error.issues;
    throw new ActionError(`${issue?.path.join(".") || "The form"}: ${issue?.message}`);
  };
}

const paymentIntent = z.string().min(1);
const amount = z
  .string()
  .regex(/^\d*$/, { error: "must be a whole number of minor units, or empty for all." })
  .optional();
const withAmount = (text: string | undefined, name: string): Record<string, string> =>
  text ? { [name]: text } : {};

export const paymentActions = {
  authenticate: action(
    z.object({ payment_intent: paymentIntent, outcome: z.enum(["complete", "fail"]) }),
    (simulator, { payment_intent, outcome }) => {
      const { status } = simulator.authenticate(payment_intent, outcome);
      return `3-D Secure ${outcome === "complete" ? "completed" : "failed"}; the payment is now ${status}.`;
    },
  ),
  pay: action(
    z.object({ payment_intent: paymentIntent, card: z.enum(Object.keys(CARDS)) }),
    (simulator, { payment_intent, card }) => {
      const secret =
        simulator.engine.world.paymentIntents.get(payment_intent)?.object.client_secret;
      if (!secret) throw new ActionError(`There is no PaymentIntent ${payment_intent}.`);
      const outcome = simulator.confirmOnClient(secret, { paymentMethod: card });
      if (!outcome.ok) throw new ActionError(outcome.error.message);
      return `Confirmed with ${card}; the payment is now ${outcome.paymentIntent.status}.`;
    },
  ),
  refund: action(
    z.object({ payment_intent: paymentIntent, amount }),
    (simulator, { payment_intent, amount }) => {
      callApi(simulator, payment_intent, {
        path: "/v1/refunds",
        params: { payment_intent, ...withAmount(amount, "amount") },
      });
      return "Refunded.";
    },
  ),
  capture: action(
    z.object({ payment_intent: paymentIntent, amount }),
    (simulator, { payment_intent, amount }) => {
      callApi(simulator, payment_intent, {
        path: `/v1/payment_intents/${payment_intent}/capture`,
        params: withAmount(amount, "amount_to_capture"),
      });
      return "Captured.";
    },
  ),
  cancel: action(z.object({ payment_intent: paymentIntent }), (simulator, { payment_intent }) => {
    callApi(simulator, payment_intent, {
      path: `/v1/payment_intents/${payment_intent}/cancel`,
      params: {},
    });
    return "Canceled.";
  }),
  dispute: action(z.object({ payment_intent: paymentIntent }), (simulator, { payment_intent }) => {
    const { status } = simulator.dispute(payment_intent);
    return `The dispute is open: ${status.replaceAll("_", " ")}.`;
  }),
} satisfies Record<string, Action>;

export const webhookActions = {
  resend: action(
    z.object({ event: z.string().min(1), endpoint: optional(z.string()) }),
    async ({ webhooks }, { event, endpoint }) => {
      const count = await webhooks.resend(event, {
        ...(endpoint !== undefined && { endpointId: endpoint }),
      });
      return count === 0
        ? "Sent nowhere: no endpoint wants this event."
        : `Sent again to ${plural(count, "endpoint")}.`;
    },
  ),
  deliver: action(z.object({}), async (simulator) => {
    return `Made ${plural(await simulator.webhooks.deliverAll(), "try", "tries")}.`;
  }),
} satisfies Record<string, Action>;

const LONGEST_HOURS = 10 * 365 * 24;

export const clockActions = {
  advance: action(
    z.object({
      preset: z.enum(["1", "24", "168"]).optional(),
      hours: z.string().optional(),
    }),
    async (simulator, { preset, hours }) => {
      const wish = Number(preset ?? hours?.replace(",", "."));
      if (!(wish > 0 && wish <= LONGEST_HOURS)) {
        throw new ActionError("Hours must be a number above 0, and no more than ten years.");
      }
      await simulator.advance(wish);
      return `The clock was put forward by ${plural(wish, "hour")}.`;
    },
  ),
} satisfies Record<string, Action>;

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
