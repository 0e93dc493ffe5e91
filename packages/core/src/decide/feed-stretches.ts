import type { FeedCursor } from "../ports/event-feed-store.ts";
import { believedUntil } from "./has-come.ts";

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
  /** What was never read and is no longer listed; null when nothing was. */
  readonly gap: Stretch | null;
}

/**
 * Where reading begins: an hour before the newest event that was read, or before the first payment where nothing was read
 * yet. Never before the edge of Stripe's list. An instant of ours that lies in the future is not believed: then all is
 * read that Stripe lists.
 *
 * @param firstPaymentAt When our first payment was made; null when there is none: then nothing can have been missed.
 */
export function feedStart(
  cursor: FeedCursor | null,
  firstPaymentAt: Date | null,
  now: Date,
): FeedStart {
  const edge = new Date(now.getTime() - LISTED_FOR_MS);
  const isBelieved = (instant: Date) => instant <= believedUntil(now);
  const first = firstPaymentAt ?? now;
  const beginning = isBelieved(first) ? first : edge;
  const fromMs = (cursor?.readUntil ?? beginning).getTime() - OVERLAP_MS;
  // Where nothing happened for long the newest event is old, and yet nothing was missed.
  const readTo =
    cursor !== null && isBelieved(cursor.readAt)
      ? later(cursor.readAt, cursor.readUntil)
      : (cursor?.readUntil ?? beginning);
  return {
    from: new Date(Math.max(fromMs, edge.getTime())),
    gap: readTo < edge ? { from: readTo, to: edge } : null,
  };
}

/** Before the list was read to its end for the first time, only its newest event says how far. */
function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

/** The time until now, in pieces, the oldest first; one at least, though our clock may not have come so far. */
export function stretchesUntil(from: Date, now: Date): Stretch[] {
  const stretches: Stretch[] = [];
  let startMs = from.getTime();
  do {
    const endMs = Math.max(from.getTime(), Math.min(startMs + STRETCH_MS, now.getTime()));
    stretches.push({ from: new Date(startMs), to: new Date(endMs) });
    startMs += STRETCH_MS;
  } while (startMs < now.getTime());
  return stretches;
}
