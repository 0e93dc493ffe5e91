import type { Engine } from "../engine.ts";
import { compareIntents } from "./compare-intents.ts";
import { comparePaid } from "./compare-paid.ts";
import { type Difference, reportDifference } from "./difference.ts";
import { lookAtStrays } from "./look-at-strays.ts";

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

/**
 * Holds every PaymentIntent made since an instant against the payment it belongs to, and every paid payment against its
 * intent. What Stripe knows better is merged, abandoned orphans are canceled, what cannot be is listed and kept for a person.
 *
 * @throws PaymentsError by what Stripe answered instead of a list, and `store_unavailable`.
 */
export async function compareWithStripe(
  engine: Engine,
  options: CompareOptions,
): Promise<ComparisonReport> {
  const { paidAtStripe, ...there } = await compareIntents(engine, options);
  const known = await lookAtStrays(engine, there.paidThereNotHere, options);
  const paidThereNotHere = [...there.paidThereNotHere, ...known.found];
  const paidHereNotThere = await comparePaid(engine, paidAtStripe, options);
  for (const each of paidThereNotHere) reportDifference(engine, "paid_there_not_here", each);
  for (const each of paidHereNotThere) reportDifference(engine, "paid_here_not_there", each);
  const failed = there.failed + known.failed;
  return { from: options.from, ...there, paidThereNotHere, paidHereNotThere, failed };
}
