import type { FeedCursor } from "../ports/event-feed-store.ts";

const HOUR_MS = 3_600_000;

/** Stripe lists events for thirty days. */
const LISTED_FOR_MS = 30 * 24 * HOUR_MS;

/** An event may be listed later than its own instant says. */
const OVERLAP_MS = HOUR_MS;

/** After this much of the list the cursor is moved, so that who dies in between need not begin again. */
const STRETCH_MS = 6 * HOUR_MS;

/** A stretch of time, both ends included. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

/** From when on Stripe's events must be read, and what nobody can read any more. */
export interface FeedStart {
  readonly from: Date;
  /** What lay between the cursor and the edge of Stripe's list; null when nothing did. */
  readonly gap: Stretch | null;
}

/**
 * Where reading begins: an hour before the cursor, or before the first payment where there is none yet. Never before the
 * edge of Stripe's list.
 *
 * @param firstPaymentAt When our first payment was made; null when there is none: then nothing can have been missed.
 */
export function feedStart(
  cursor: FeedCursor | null,
  firstPaymentAt: Date | null,
  now: Date,
): FeedStart {
  const edgeMs = now.getTime() - LISTED_FOR_MS;
  const readUntil = cursor?.readUntil ?? firstPaymentAt ?? now;
  const from = new Date(Math.max(readUntil.getTime() - OVERLAP_MS, edgeMs));
  const missed = readUntil.getTime() < edgeMs;
  return { from, gap: missed ? { from: readUntil, to: new Date(edgeMs) } : null };
}

/** The time until now, in pieces, the oldest first. */
export function stretchesUntil(from: Date, now: Date): Stretch[] {
  const stretches: Stretch[] = [];
  for (let startMs = from.getTime(); startMs < now.getTime(); startMs += STRETCH_MS) {
    const endMs = Math.min(startMs + STRETCH_MS, now.getTime());
    stretches.push({ from: new Date(startMs), to: new Date(endMs) });
  }
  return stretches;
}
