import type { Owner } from "../records/owner.ts";

/** How far Stripe's list of events has been read. */
export interface FeedCursor {
  /** Every event that Stripe made before this instant, by Stripe's clock, has been offered to the inbox; 1970 before the first. */
  readonly readUntil: Date;
  /** When a run last read the list to its end and compared what was paid, by ours; 1970 before the first. */
  readonly readAt: Date;
}

/**
 * Keeps one cursor for each owner. Durable once a promise resolves; throws PaymentsError `store_unavailable` as the
 * payment store does.
 */
export interface EventFeedStore {
  /** Finds the cursor. @returns null before anything was read. */
  find(owner: Owner): Promise<FeedCursor | null>;

  /**
   * Moves the cursor. Atomic, and never back: of two calls, in whatever order, each instant stays at the later one.
   *
   * @param believedUntil A stored `readAt` after this instant was written by a clock that was wrong, and gives way to the
   * given one. Absent: none does.
   */
  advance(owner: Owner, cursor: FeedCursor, believedUntil?: Date): Promise<void>;
}
