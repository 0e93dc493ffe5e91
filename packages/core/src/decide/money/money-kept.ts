import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import type { Payment } from "../../records/payment.ts";
import type { Dispute, Refund } from "../../records/reversal.ts";
import { MONEY_TAKEN } from "../../records/statuses.ts";

/** Statuses in which a refund gives nothing back. */
export const GIVES_NOTHING: ReadonlySet<string> = new Set(["failed", "canceled"]);

/** Minor units for which refunds stand, whether they have arrived or are on their way. */
export function amountRefundedOf(refunds: readonly Refund[]): number {
  return sumOf(refunds.filter(({ status }) => !GIVES_NOTHING.has(status)));
}

/**
 * Minor units that have gone back for good. A refund that is pending, or waits for the payer, has not; nor has a dispute
 * before it is lost.
 */
export function goneBackOf(refunds: readonly Refund[], disputes: readonly Dispute[]): number {
  const arrived = refunds.filter(({ status }) => status === "succeeded");
  const lost = disputes.filter(({ status }) => status === "lost");
  return sumOf(arrived) + sumOf(lost);
}

/** Minor units of the payment's own intent that Stripe still has, by what the record knows. */
export function keptOf(payment: Payment): number {
  const { amountReceived, amountCapturable, refunds, disputes } = payment;
  return amountReceived + amountCapturable - goneBackOf(refunds, disputes);
}

/** Minor units that Stripe has of an intent, as far as the intent alone says; refunds count where its charge is known. */
export function heldBy(intent: PaymentIntentSnapshot): number {
  if (!MONEY_TAKEN.has(intent.status)) return 0;
  return intent.amountReceived + intent.amountCapturable - (intent.charge?.amountRefunded ?? 0);
}

function sumOf(reversals: readonly { readonly amount: number }[]): number {
  return reversals.reduce((sum, { amount }) => sum + amount, 0);
}
