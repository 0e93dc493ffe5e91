import type { Contradiction } from "../../records/contradiction.ts";
import type { Payment } from "../../records/payment.ts";
import { addEffect, CLOSED } from "../effects.ts";
import { keptOf } from "./money-kept.ts";

/** More than these are not kept while a person has not seen to them: one tells as much as a thousand. */
const MOST_OPEN = 50;

/** What is still to be seen to of one intent; undefined when nothing is. */
export function openContradiction(
  payment: Payment,
  paymentIntentId: string,
): Contradiction | undefined {
  return openOnes(payment).find((each) => each.paymentIntentId === paymentIntentId);
}

/** Everything that is still to be seen to. */
export function openOnes({ contradictions }: Payment): Contradiction[] {
  return contradictions.filter(({ resolvedAt }) => resolvedAt === null);
}

/**
 * The payment with one more contradiction, which a person is told of. What is open already, and money that a person has
 * accounted for, is not told again.
 */
export function contradict(
  payment: Payment,
  kind: Contradiction["kind"],
  paymentIntentId: string,
  at: Date,
): Payment {
  const known = payment.contradictions.filter((each) => each.paymentIntentId === paymentIntentId);
  const silent = known.some((each) => each.resolvedAt === null || each.resolvedAs === "kept");
  if (silent || openOnes(payment).length >= MOST_OPEN) return payment;
  const added = { kind, paymentIntentId, seenAt: at, resolvedAt: null, resolvedAs: null };
  const key = `review:${paymentIntentId}${known.length === 0 ? "" : `:${known.length + 1}`}`;
  return addEffect(
    { ...payment, contradictions: [...payment.contradictions, added] },
    { kind: "review", key, at, reason: kind },
  );
}

/** The payment with those of its open contradictions ended that `fits`. The same object when there are none. */
export function endContradictions(
  payment: Payment,
  as: NonNullable<Contradiction["resolvedAs"]>,
  at: Date,
  fits: (contradiction: Contradiction) => boolean,
): Payment {
  const ends = (each: Contradiction) => each.resolvedAt === null && fits(each);
  if (!payment.contradictions.some(ends)) return payment;
  return {
    ...payment,
    contradictions: payment.contradictions.map((each) =>
      ends(each) ? { ...each, resolvedAt: at, resolvedAs: as } : each,
    ),
  };
}

/** The payment, with a person told if it is canceled and Stripe has money of its intent all the same. */
export function noticeMoney(payment: Payment, at: Date): Payment {
  const { paymentIntentId, status } = payment;
  if (status !== "canceled" || paymentIntentId === null || keptOf(payment) <= 0) return payment;
  const wentBack =
    wasClosed(payment) ||
    payment.contradictions.some(
      (each) => each.paymentIntentId === paymentIntentId && each.resolvedAs === "closed",
    );
  const kind = wentBack ? "money_came_back" : "succeeded_after_canceled";
  return contradict(payment, kind, paymentIntentId, at);
}

/** Whether a person closed it because its money had gone back. */
export function wasClosed({ effects }: Payment): boolean {
  return effects.some(({ reason }) => reason === CLOSED);
}
