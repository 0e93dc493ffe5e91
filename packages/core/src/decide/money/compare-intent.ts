import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import type { Payment } from "../../records/payment.ts";
import { FINAL, MONEY_TAKEN, UNCONFIRMED } from "../../records/statuses.ts";
import { openContradiction, wasClosed } from "./contradict.ts";

/** What follows when a PaymentIntent at Stripe is held against the payment it belongs to. */
export type Comparison =
  | "agrees"
  /** Stripe knows more: fetch and merge. */
  | "merge"
  /** Refunds differ: fetch and merge them. */
  | "refunded"
  /** The charge is disputed. Only the list of its disputes tells whether there is more than is known here. */
  | "disputed"
  /** Unconfirmed, named after a payment that will never use it, and old enough to be canceled. */
  | "orphan"
  /** Stripe has money, and none stands for it here. */
  | "no_such_payment"
  /** Money of a row that is still being created: this database has lost what it acknowledged. */
  | "intent_never_stored"
  /** Paid here, and Stripe has no such money. */
  | "not_paid_at_stripe";

/**
 * Holds a PaymentIntent against the payment it belongs to.
 *
 * @param payment The one that stores it, else the one that its metadata name; null when there is none.
 * @param orphanBefore Instant before which an unconfirmed intent must have been made to count as an orphan.
 */
export function compareIntent(
  payment: Payment | null,
  intent: PaymentIntentSnapshot,
  orphanBefore: Date,
): Comparison {
  const moneyTaken = MONEY_TAKEN.has(intent.status);
  if (payment === null) return moneyTaken ? "no_such_payment" : "agrees";
  if (payment.paymentIntentId === intent.id) return compareOwn(payment, intent);
  if (moneyTaken) {
    if (isKnownContradiction(payment, intent)) return "agrees";
    // Only a stored intent is ever confirmed.
    return payment.status === "creating" ? "intent_never_stored" : "merge";
  }
  const abandoned = UNCONFIRMED.has(intent.status) && intent.createdAt < orphanBefore;
  return abandoned && payment.status !== "creating" ? "orphan" : "agrees";
}

function compareOwn(payment: Payment, intent: PaymentIntentSnapshot): Comparison {
  if (MONEY_TAKEN.has(intent.status)) {
    if (payment.status === "canceled") {
      if (wasClosed(payment)) return compareReversals(payment, intent);
      return isKnownContradiction(payment, intent) ? compareReversals(payment, intent) : "merge";
    }
    if (payment.status !== intent.status && !FINAL.has(payment.status)) return "merge";
    if (saysUnpaid(payment, intent)) return "merge";
    // Some captures take less than is held, and leave the rest held.
    if (payment.amountCapturable !== intent.amountCapturable && isHeld(payment)) return "merge";
    return compareReversals(payment, intent);
  }
  if (payment.status === "succeeded") return "not_paid_at_stripe";
  const isNews = intent.status === "canceled" && !FINAL.has(payment.status);
  return isNews ? "merge" : "agrees";
}

function isHeld({ status }: Payment): boolean {
  return status === "requires_capture";
}

function isKnownContradiction(payment: Payment, intent: PaymentIntentSnapshot): boolean {
  return payment.contradictions.some(({ paymentIntentId }) => paymentIntentId === intent.id);
}

/** It says that Stripe has no such money, and Stripe has. */
function saysUnpaid(payment: Payment, intent: PaymentIntentSnapshot): boolean {
  return openContradiction(payment, intent.id)?.kind === "not_paid_at_stripe";
}

function compareReversals(payment: Payment, { charge }: PaymentIntentSnapshot): Comparison {
  if (charge === null) return "agrees";
  if (charge.amountRefunded !== payment.amountRefunded) return "refunded";
  return charge.disputed ? "disputed" : "agrees";
}
