import { ABSORBING } from "../../records/statuses.ts";

/** What Stripe has of one PaymentIntent, as it says at the moment of a decision. */
export interface MoneyAtStripe {
  readonly paymentIntentId: string;
  /** Stripe's status; `missing` when it knows no such PaymentIntent. */
  readonly status: string;
  readonly currency: string;
  /** Minor units that have not gone back for good: received or held, less refunds that arrived and disputes that were lost. */
  readonly kept: number;
  /** Minor units of these that are on their way back: refunds that are pending, or wait for the payer. */
  readonly leaving: number;
}

/** Why the money does not count as paid; null when it does. */
export function whyNotPaid(money: MoneyAtStripe): string | null {
  const { paymentIntentId, status, kept, leaving } = money;
  if (status === "missing") return `Stripe knows no PaymentIntent ${paymentIntentId}: ${OTHER_KEY}`;
  if (status !== "succeeded") {
    return `Stripe says that the PaymentIntent ${paymentIntentId} is ${status}, not succeeded.`;
  }
  if (kept - leaving > 0) return null;
  return leaving > 0
    ? `The money of ${paymentIntentId} is on its way back: wait until the refund has arrived or failed.`
    : `The money of ${paymentIntentId} has gone back: resolve it as "closed".`;
}

/** Why the money has not gone back; null when it has. */
export function whyNotClosed(money: MoneyAtStripe): string | null {
  const { paymentIntentId, status, currency, kept, leaving } = money;
  if (kept > 0) {
    const amount = `${kept} ${currency} (smallest unit) of ${paymentIntentId}`;
    return leaving > 0
      ? `The money has not gone back: Stripe still has ${amount}, and a refund that is pending may fail. Wait until it has arrived.`
      : `The money has not gone back: Stripe still has ${amount}. Refund or cancel it there first; a dispute counts once it is lost.`;
  }
  // It can take no more money.
  if (ABSORBING.has(status) || status === "missing") return null;
  return `The PaymentIntent ${paymentIntentId} is ${status} at Stripe and may still take money: cancel it there first.`;
}

const OTHER_KEY =
  'check that the key is of the account that took the payment. If it is, resolve it as "closed".';
