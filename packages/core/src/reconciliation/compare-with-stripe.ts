import type { Engine } from "../engine.ts";
import { reportDifference } from "../money/difference.ts";
import { compareIntents } from "./compare-intents.ts";
import { comparePaid } from "./compare-paid.ts";
import type { CompareOptions, ComparisonReport } from "./comparison-report.ts";
import { lookAtStrays } from "./look-at-strays.ts";

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
