import type { Owner } from "../records/owner.ts";

/** What is due now. */
export interface DueQuery extends Owner {
  /** Instant to compare with. */
  readonly now: Date;
  /** At most this many. */
  readonly limit: number;
  /**
   * Nothing waits for longer than until then: what is due later was written by a clock that was wrong, and is due now,
   * after everything that is due in earnest. Absent: every instant is believed.
   */
  readonly believedUntil?: Date;
}

/** What is due now, to be kept from other workers for a while. */
export interface TakeQuery extends DueQuery {
  /** Until when nobody else takes what this call took, unless it is updated before. */
  readonly takenUntil: Date;
  /** Nobody keeps anything for longer than until then: what is taken until later is free. Absent: every mark is believed. */
  readonly keptUntil?: Date;
}

/** What a call took. */
export interface Taken<Item> {
  readonly item: Item;
  /**
   * It had been taken before, that time was over, and no update had come since: whoever took it died, or is slow. False
   * for what is taken for the first time, and for what was updated after it was taken.
   */
  readonly leftBehind: boolean;
}

/** Where a page ends: the next one begins after it. */
export interface PageMark {
  readonly at: Date;
  readonly id: string;
}
