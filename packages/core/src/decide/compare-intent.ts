import { type Payment, UNCONFIRMED } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { CLOSED } from "./effects.ts";

/** What follows when a PaymentIntent at Stripe is held against the payment that its metadata name. */
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
  | PaidThere
  /** Paid here, and Stripe has no such money. */
  | "not_paid_at_stripe";

/** Why Stripe has money that no payment here stands for. */
export type PaidThere = "no_such_payment" | "intent_never_stored";

/** Statuses in which Stripe holds or has taken the payer's money. */
const MONEY_TAKEN: ReadonlySet<string> = new Set(["succeeded", "requires_capture"]);

/**
 * Holds a PaymentIntent against the payment that its metadata name.
 *
 * @param payment Null when there is none by that name.
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
    // Only a stored intent is ever confirmed: this database has lost what it acknowledged.
    return payment.status === "creating" ? "intent_never_stored" : "merge";
  }
  const abandoned = UNCONFIRMED.has(intent.status) && intent.createdAt < orphanBefore;
  return abandoned && payment.status !== "creating" ? "orphan" : "agrees";
}

function compareOwn(payment: Payment, intent: PaymentIntentSnapshot): Comparison {
  if (MONEY_TAKEN.has(intent.status)) {
    if (payment.status === "canceled") {
      const closed = payment.effects.some(({ reason }) => reason === CLOSED);
      return closed || isKnownContradiction(payment, intent) ? "agrees" : "merge";
    }
    if (payment.status !== intent.status && !SETTLED.has(payment.status)) return "merge";
    return compareReversals(payment, intent);
  }
  if (payment.status === "succeeded") return "not_paid_at_stripe";
  const isNews = intent.status === "canceled" && !CLOSED_HERE.has(payment.status);
  return isNews ? "merge" : "agrees";
}

const SETTLED: ReadonlySet<string> = new Set(["succeeded", "review"]);
const CLOSED_HERE: ReadonlySet<string> = new Set(["canceled", "review"]);

function isKnownContradiction(payment: Payment, intent: PaymentIntentSnapshot): boolean {
  return payment.contradictions.some(({ paymentIntentId }) => paymentIntentId === intent.id);
}

function compareReversals(payment: Payment, { charge }: PaymentIntentSnapshot): Comparison {
  if (charge === null) return "agrees";
  if (charge.amountRefunded !== payment.amountRefunded) return "refunded";
  return charge.disputed ? "disputed" : "agrees";
}
