import type { Contradiction } from "../records/contradiction.ts";
import type { Payment } from "../records/payment.ts";

const DAY_MS = 24 * 3_600_000;

/** A refund can fail weeks after it was made; Stripe lists its events for 30 days. */
const WATCHED_FOR_MS = 35 * DAY_MS;

/**
 * When to look once more whether money that had gone back is here again, daily for 35 days after a person closed the
 * payment or one of its contradictions. An event usually tells before; this is for those that never came.
 *
 * @returns null when there is nothing to watch, or no longer.
 */
export function nextWatchAt(payment: Payment, now: Date): Date | null {
  const closedAt = lastClosedAt(payment);
  if (closedAt === null) return null;
  // An instant in the future is of a clock that was wrong.
  const start = Math.min(closedAt.getTime(), now.getTime());
  const next = start + (Math.floor((now.getTime() - start) / DAY_MS) + 1) * DAY_MS;
  return next > start + WATCHED_FOR_MS ? null : new Date(next);
}

/** Since when a closing is still watched. */
export function watchedSince(now: Date): Date {
  return new Date(now.getTime() - WATCHED_FOR_MS);
}

/** Contradictions about other intents whose money had gone back when a person closed them. */
export function watchedOthers(payment: Payment, now: Date): Contradiction[] {
  const since = watchedSince(now);
  return payment.contradictions.filter(
    ({ paymentIntentId, resolvedAs, resolvedAt }) =>
      resolvedAs === "closed" &&
      resolvedAt !== null &&
      resolvedAt >= since &&
      paymentIntentId !== payment.paymentIntentId,
  );
}

function lastClosedAt({ decisions }: Payment): Date | null {
  return decisions.findLast(({ as }) => as === "closed")?.at ?? null;
}
