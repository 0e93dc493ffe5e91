import type { Judge } from "./trial.ts";

/** I15: amounts that are told are Stripe's. */
export const trueAmounts: Judge = function* ({ world }) {
  for (const { kind, intentId, payment, reason } of world.history.told) {
    if (intentId === null || kind !== "succeeded" || reason !== null) continue;
    const intent = world.stripe.intent(intentId);
    if (intent?.status !== "succeeded") continue;
    // A field that says what was received, or else the one amount that there is.
    const told = payment.amountReceived ?? payment.amount;
    if (told !== intent.amount_received)
      yield `succeeded of ${intentId} was told with ${told}; Stripe received ${intent.amount_received}`;
  }
  for (const { operation, answers } of world.history.taps) {
    if (operation !== "status") continue;
    for (const { code, status, body, call } of answers) {
      if (code !== "ok" || status !== "succeeded") continue;
      const intent = call.seen === null ? null : world.stripe.intent(call.seen.id);
      const told = body.amount_received ?? body.amount;
      if (intent !== null && told !== intent.amount_received)
        yield `status of ${intent.id} said ${told}; Stripe received ${intent.amount_received}`;
    }
  }
};
