import type { Engine } from "../engine.ts";
import { compareIntents } from "./compare-intents.ts";
import { comparePaid } from "./compare-paid.ts";
import type { Difference } from "./difference.ts";

/** What came of holding Stripe's PaymentIntents against our payments. */
export interface ComparisonReport {
  /** PaymentIntents and payments made since then were compared. */
  readonly from: Date;
  /** PaymentIntents whose metadata name a payment of this installation. */
  readonly compared: number;
  /** Payments that Stripe knew more of. */
  readonly outdated: number;
  /** Ids of unconfirmed PaymentIntents that nobody will use; canceled unless it was a dry run. */
  readonly orphans: readonly string[];
  /** Must be empty: a person has to enter these payments or give the money back. */
  readonly paidThereNotHere: readonly Difference[];
  /** Must be empty. */
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
 * Holds every PaymentIntent made since an instant against the payment that it names, and every paid payment against its
 * intent. What Stripe knows better is merged, abandoned orphans are canceled, what cannot be is listed.
 *
 * @throws PaymentsError by what Stripe answered instead of a list, and `store_unavailable`.
 */
export async function compareWithStripe(
  engine: Engine,
  options: CompareOptions,
): Promise<ComparisonReport> {
  const { paidAtStripe, ...there } = await compareIntents(engine, options);
  const paidHereNotThere = await comparePaid(engine, paidAtStripe, options);
  for (const each of there.paidThereNotHere) {
    report(
      engine,
      "paid_there_not_here",
      each,
      "Stripe has money that no payment here stands for.",
    );
  }
  for (const each of paidHereNotThere) {
    report(
      engine,
      "paid_here_not_there",
      each,
      "A payment is paid here and Stripe has no such money.",
    );
  }
  return { from: options.from, ...there, paidHereNotThere };
}

function report(
  { logger }: Engine,
  event: "paid_there_not_here" | "paid_here_not_there",
  { paymentIntentId, paymentId, orderRef, because }: Difference,
  says: string,
): void {
  logger.error(
    {
      event,
      payment_intent_id: paymentIntentId,
      payment_id: paymentId,
      order_ref: orderRef,
      reason: because,
    },
    `${says} A person must look.`,
  );
}
