import type { Judge } from "./trial.ts";

/** I3: who hears `succeeded` finds the money of that amount at Stripe. */
export const noPhantom: Judge = function* ({ world }) {
  for (const { kind, intentId, reason, payment } of world.history.told) {
    if (kind !== "succeeded" && kind !== "authorized") continue;
    const charge = world.history.charges.find((each) => each.intentId === intentId);
    if (intentId === null || charge === undefined) {
      yield `told ${kind} of ${intentId}, and Stripe took nothing`;
      continue;
    }
    if (reason !== null) continue;
    const intent = world.stripe.intent(intentId);
    const right = charge.carried.amount === payment.amount && intent.currency === payment.currency;
    if (!right)
      yield `told ${kind} of ${intentId} as agreed for ${payment.amount}; its amount was ${charge.carried.amount}`;
    if (kind === "succeeded" && intent.status !== "succeeded")
      yield `told succeeded of ${intentId}, which is ${intent.status}`;
  }
};
