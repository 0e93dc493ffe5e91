import * as z from "zod";
import type { DisputeReason } from "../engine/disputes/reason.ts";
import type { Simulator } from "../simulator.ts";
import { type ControlEndpoint, ControlRefusal, endpoint, orRefuse } from "./endpoint.ts";

const id = z.string().min(1);

const authentication = z
  .strictObject({
    payment_intent: id.exactOptional(),
    setup_intent: id.exactOptional(),
    outcome: z.enum(["complete", "fail"]),
  })
  .refine(
    ({ payment_intent, setup_intent }) =>
      (payment_intent === undefined) !== (setup_intent === undefined),
    "either payment_intent or setup_intent must be named",
  );

const clientConfirmation = z.strictObject({
  client_secret: id,
  payment_method: id,
  return_url: z.string().refine(URL.canParse, "expected a URL").exactOptional(),
});

/** As in Stripe's documentation of disputes. */
const REASONS = [
  "bank_cannot_process",
  "check_returned",
  "credit_not_processed",
  "customer_initiated",
  "debit_not_authorized",
  "duplicate",
  "fraudulent",
  "general",
  "incorrect_account_details",
  "insufficient_funds",
  "noncompliant",
  "product_not_received",
  "product_unacceptable",
  "subscription_canceled",
  "unrecognized",
] as const satisfies readonly DisputeReason[];

const dispute = z.strictObject({
  payment_intent: id,
  reason: z.enum(REASONS).exactOptional(),
  amount: z.int().min(1).exactOptional(),
  status: z.enum(["needs_response", "warning_needs_response"]).exactOptional(),
});

export function paymentEndpoints(simulator: Simulator): readonly ControlEndpoint[] {
  const { world } = simulator.engine;

  function checkKnown(paymentIntentId: string): void {
    if (world.paymentIntents.has(paymentIntentId)) return;
    throw new ControlRefusal(404, `There is no PaymentIntent '${paymentIntentId}'.`);
  }

  return [
    endpoint(["POST", "/authenticate"], authentication, ({ outcome, ...named }) => {
      const { payment_intent, setup_intent = "" } = named;
      if (payment_intent !== undefined) checkKnown(payment_intent);
      else if (!world.setupIntents.has(setup_intent)) {
        throw new ControlRefusal(404, `There is no SetupIntent '${setup_intent}'.`);
      }
      return orRefuse(409, () => simulator.authenticate(payment_intent ?? setup_intent, outcome));
    }),
    endpoint(["POST", "/confirm"], clientConfirmation, (sent) =>
      simulator.confirmOnClient(sent.client_secret, {
        paymentMethod: sent.payment_method,
        ...(sent.return_url !== undefined && { returnUrl: sent.return_url }),
      }),
    ),
    endpoint(["POST", "/dispute"], dispute, ({ payment_intent, ...options }) => {
      checkKnown(payment_intent);
      return orRefuse(409, () => simulator.dispute(payment_intent, options));
    }),
  ];
}
