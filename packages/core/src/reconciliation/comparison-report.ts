import type { Difference } from "../money/difference.ts";

/** What came of holding Stripe's PaymentIntents against our payments. */
export interface ComparisonReport {
  /** PaymentIntents and payments made since then were compared. */
  readonly from: Date;
  /** PaymentIntents that belong to a payment or an order of this installation. */
  readonly compared: number;
  /** Payments that Stripe knew more of. */
  readonly outdated: number;
  /** Ids of unconfirmed PaymentIntents that nobody will use; canceled unless it was a dry run. */
  readonly orphans: readonly string[];
  /** Must be empty: a person has to see to these, and `payments.reviews` lists them until then. */
  readonly paidThereNotHere: readonly Difference[];
  /** Must be empty; the same. */
  readonly paidHereNotThere: readonly Difference[];
  /** PaymentIntents that could not be dealt with; see the log. */
  readonly failed: number;
}

/** How the comparison is made. */
export interface CompareOptions {
  readonly from: Date;
  /** Compares; changes nothing on either side. */
  readonly dryRun: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onCompared?: ((compared: number) => void) | undefined;
}
