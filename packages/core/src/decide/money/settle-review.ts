import type { Contradiction, Decision, Resolution } from "../../records/contradiction.ts";
import type { Payment } from "../../records/payment.ts";
import { FINAL, holdsOrder } from "../../records/statuses.ts";
import { addEffect, CLOSED, RESOLVED } from "../effects.ts";
import { endContradictions, openOnes } from "./contradict.ts";
import { type MoneyAtStripe, whyNotClosed, whyNotPaid } from "./judge-resolution.ts";

/**
 * The PaymentIntents that a decision is about: of a payment in review its own, and every one that contradicts it; else those
 * of its open contradictions, and of a paid payment that is to be closed its own.
 */
export function intentsToAsk(payment: Payment, as: Resolution): string[] {
  const ids = openOnes(payment).map(({ paymentIntentId }) => paymentIntentId);
  const { status, paymentIntentId: own } = payment;
  const isOwn =
    status === "review" || (status === "succeeded" && as === "closed" && ids.length === 0);
  return [...new Set(isOwn && own !== null ? [own, ...ids] : ids)];
}

/** Why a decision cannot be taken, in a sentence; null when it can. @param asked What {@link intentsToAsk} named. */
export function whyNotSettled(
  payment: Payment,
  as: Resolution,
  asked: readonly MoneyAtStripe[],
): string | null {
  const [first] = asked;
  if (first === undefined) return "The payment is not in review.";
  if (as === "closed") return firstOf(asked.map(whyNotClosed));
  const inReview = payment.status === "review";
  if (as === "paid") return inReview ? whyNotPaid(ownOf(payment, asked) ?? first) : NOT_IN_REVIEW;
  if (inReview) return 'A payment in review ends as "paid" or "closed".';
  return asked.some(({ kept }) => kept > 0) ? null : NOTHING_KEPT;
}

/** The payment after a decision that nothing speaks against. @param asked What {@link intentsToAsk} named. */
export function settleReview(
  payment: Payment,
  decision: Decision & { readonly as: Resolution },
  asked: readonly MoneyAtStripe[],
): Payment {
  const { as, at } = decision;
  const settled = { ...payment, decisions: [...payment.decisions, decision] };
  const gone = new Set(asked.filter(({ kept }) => kept <= 0).map((each) => each.paymentIntentId));
  const isGone = ({ paymentIntentId }: Contradiction) => gone.has(paymentIntentId);
  const closed = endContradictions(settled, "closed", at, isGone);
  const own = ownOf(payment, asked);
  if (as === "paid") {
    const kept = endContradictions(closed, "kept", at, (each) => !isForeign(payment, each));
    return addEffect(
      { ...kept, status: "succeeded" },
      { kind: "succeeded", key: "succeeded:resolved", at, reason: RESOLVED },
    );
  }
  if (as === "kept") return endContradictions(closed, "kept", at, () => true);
  // A payment whose money has gone back must let go of its order.
  const hasEnded = FINAL.has(payment.status) && holdsOrder(payment.status);
  if (own === undefined || !hasEnded) return closed;
  const cancelReason = own.status === "missing" ? "vanished" : "requested";
  return addEffect(
    { ...closed, status: "canceled", cancelReason },
    { kind: "canceled", key: "canceled", at, reason: CLOSED },
  );
}

const NOT_IN_REVIEW =
  'The payment is not in review. Money that contradicts it ends as "closed" after it went back, or as "kept" where it stays.';
const NOTHING_KEPT = 'The money has gone back: resolve it as "closed".';

function ownOf({ paymentIntentId }: Payment, asked: readonly MoneyAtStripe[]) {
  return asked.find((each) => each.paymentIntentId === paymentIntentId);
}

/** Money of another intent stays to be seen to when the payment's own counts as paid. */
function isForeign(payment: Payment, { paymentIntentId }: Contradiction): boolean {
  return paymentIntentId !== payment.paymentIntentId;
}

function firstOf(reasons: readonly (string | null)[]): string | null {
  return reasons.find((reason) => reason !== null) ?? null;
}
