import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import type { Payment } from "../../records/payment.ts";
import type { Dispute, Refund } from "../../records/reversal.ts";
import { mergeIntent } from "./merge-intent.ts";
import { withDisputes, withRefunds } from "./merge-reversals.ts";

/** All that Stripe says about the money of one PaymentIntent. */
export interface MoneyFacts {
  /** Null when Stripe knows no such PaymentIntent. */
  readonly intent: PaymentIntentSnapshot | null;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
}

/** The payment with all that Stripe says about its own money. What vanished there stays as it was known. */
export function learnMoney(
  payment: Payment,
  { intent, refunds, disputes }: MoneyFacts,
  at: Date,
): Payment {
  if (intent === null) return payment;
  // The reversals first: what was received is no news where it has gone back.
  const reversed = withDisputes(withRefunds(payment, refunds, at), disputes, at);
  return mergeIntent(reversed, intent, at);
}
