import { isOurs, ownerOf } from "../decide/is-ours.ts";
import { compareIntent } from "../decide/money/compare-intent.ts";
import { contradict, openContradiction } from "../decide/money/contradict.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import { type Engine, stripeDeadline, trustedNow } from "../engine.ts";
import { cancelOrphan } from "../intents/cancel-intent.ts";
import { fetchIntent } from "../intents/fetch-intent.ts";
import { retrieveIntent } from "../intents/retrieve-intent.ts";
import { type Difference, paidThere } from "../money/difference.ts";
import { fetchDisputes, fetchRefunds, knowsDisputes } from "../money/fetch-reversals.ts";
import { listAll } from "../money/list-all.ts";
import { hasMoney, keepStray, reopenStray, whyStray } from "../money/notice-stray.ts";
import { findOwner } from "../orders/find-owner.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { tellAfterwards } from "../outbox/tell-afterwards.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { UNCONFIRMED } from "../records/statuses.ts";
import { reportFailure } from "./compare-failure.ts";
import type { CompareOptions, ComparisonReport } from "./comparison-report.ts";

/** What Stripe's side of the comparison showed. */
export type IntentsReport = Omit<ComparisonReport, "from" | "paidHereNotThere"> & {
  /** Ids of the PaymentIntents that succeeded. */
  readonly paidAtStripe: ReadonlySet<string>;
};

/** What came of one intent; null for one that concerns nobody here. */
type Outcome = "agreed" | "outdated" | "orphan" | Difference | null;

/** Holds every PaymentIntent made since an instant against the payment that it belongs to. */
export async function compareIntents(
  engine: Engine,
  { from, dryRun, signal, onCompared }: CompareOptions,
): Promise<IntentsReport> {
  const paidAtStripe = new Set<string>();
  const orphans: string[] = [];
  const paidThereNotHere: Difference[] = [];
  let compared = 0;
  let outdated = 0;
  let failed = 0;
  const ask = (page: { after?: string }) =>
    engine.gateway.listPaymentIntents({
      ...page,
      createdFrom: from,
      deadlineAt: stripeDeadline(engine),
    });
  for await (const intents of listAll(engine, null, ask)) {
    if (signal?.aborted) break;
    for (const intent of intents) {
      const outcome = await compareOne(engine, intent, dryRun).catch((error: unknown) => {
        reportFailure(engine, intent.id, error);
        failed += 1;
        return "agreed" as const;
      });
      if (outcome === null) continue;
      if (intent.status === "succeeded") paidAtStripe.add(intent.id);
      compared += 1;
      if (outcome === "outdated") outdated += 1;
      else if (outcome === "orphan") orphans.push(intent.id);
      else if (outcome !== "agreed") paidThereNotHere.push(outcome);
    }
    onCompared?.(compared);
  }
  return { paidAtStripe, orphans, paidThereNotHere, compared, outdated, failed };
}

async function compareOne(
  engine: Engine,
  intent: PaymentIntentSnapshot,
  dryRun: boolean,
): Promise<Outcome> {
  const { id, metadata } = intent;
  const names = namesUs(engine, intent) ? metadata : {};
  const payment = await findOwner(engine, { id, metadata: names });
  if (payment === null) return compareStray(engine, intent, dryRun);
  if (!isOurs(payment, engine.gateway)) return "agreed";
  const orphanBefore = new Date(trustedNow(engine).getTime() - engine.settings.abandonAfterMs);
  const comparison = compareIntent(payment, intent, orphanBefore);
  switch (comparison) {
    case "agrees":
    case "not_paid_at_stripe": // listed from our side, where every paid payment is looked at
      return openMoney(payment, intent) ?? "agreed";
    case "intent_never_stored":
      if (!dryRun) await tellNeverStored(engine, payment, intent);
      return paidThere(intent, comparison);
    case "orphan":
      return dryRun || (await cancelUnconfirmed(engine, intent)) ? "orphan" : "agreed";
    case "disputed":
      if (!dryRun) return bringUpToDate(engine, { payment, intent, orphanBefore });
      return (await knowsDisputes(engine, payment, stripeDeadline(engine))) ? "agreed" : "outdated";
    default:
      if (!dryRun) return bringUpToDate(engine, { payment, intent, orphanBefore });
      return openMoney(mergeIntent(payment, intent, engine.clock.now()), intent) ?? "outdated";
  }
}

/** An intent that belongs to no payment: nobody's business, or money that a person must see to. */
async function compareStray(
  engine: Engine,
  intent: PaymentIntentSnapshot,
  dryRun: boolean,
): Promise<Outcome> {
  const because = await whyStray(engine, intent);
  if (because === null) return namesUs(engine, intent) ? "agreed" : null;
  if (!(await hasMoney(engine, intent))) return "agreed";
  const stray = dryRun
    ? await engine.store.strays.find(ownerOf(engine.gateway), intent.id)
    : await keepStray(engine, intent, because);
  if (stray?.resolvedAs === "kept") return "agreed";
  if (stray !== null && !dryRun) await reopenStray(engine, stray);
  return paidThere(intent, because);
}

/** Other installations that share the account name their own payments. */
function namesUs({ settings }: Engine, { metadata }: PaymentIntentSnapshot): boolean {
  return (
    metadata.payment_id !== undefined && (metadata.installation ?? "") === settings.installation
  );
}

/** The intent's money, where a person has yet to see to it. */
function openMoney(payment: Payment, intent: PaymentIntentSnapshot): Difference | null {
  const open = openContradiction(payment, intent.id);
  if (open === undefined || open.kind === "not_paid_at_stripe") return null;
  return paidThere(intent, open.kind);
}

async function tellNeverStored(
  engine: Engine,
  payment: Payment,
  { id }: PaymentIntentSnapshot,
): Promise<void> {
  const at = engine.clock.now();
  await changePayment(engine, payment, (each) =>
    each.paymentIntentId === null ? contradict(each, "intent_never_stored", id, at) : each,
  );
}

async function bringUpToDate(
  engine: Engine,
  {
    payment,
    intent,
    orphanBefore,
  }: { payment: Payment; intent: PaymentIntentSnapshot; orphanBefore: Date },
): Promise<Outcome> {
  const current = await tellAfterwards(engine, payment, (quiet) =>
    learn(quiet, { payment, intent }),
  );
  const open = openMoney(current, intent);
  if (open !== null) return open;
  if (compareIntent(current, intent, orphanBefore) === "merge") {
    return paidThere(intent, "not_merged");
  }
  return current.version === payment.version ? "agreed" : "outdated";
}

/** What Stripe says of the payment now. */
async function learn(
  engine: Engine,
  { payment, intent }: { payment: Payment; intent: PaymentIntentSnapshot },
): Promise<Payment> {
  const deadlineAt = stripeDeadline(engine);
  const at = engine.clock.now();
  let current =
    payment.paymentIntentId === intent.id
      ? (await fetchIntent(engine, payment, deadlineAt)).payment
      : (await changePayment(engine, payment, (each) => mergeIntent(each, intent, at))).payment;
  if (intent.charge === null || current.paymentIntentId !== intent.id) return current;
  if (intent.charge.amountRefunded !== current.amountRefunded) {
    current = await fetchRefunds(engine, current, deadlineAt);
  }
  if (intent.charge.disputed) current = await fetchDisputes(engine, current, deadlineAt);
  return current;
}

/** Somebody may have confirmed it since it was listed. @returns Whether it is canceled. */
async function cancelUnconfirmed(engine: Engine, { id }: PaymentIntentSnapshot): Promise<boolean> {
  const deadlineAt = stripeDeadline(engine);
  const asked = { paymentIntentId: id, deadlineAt };
  const { status } = await retrieveIntent(engine, null, asked);
  return UNCONFIRMED.has(status) && cancelOrphan(engine, id, deadlineAt);
}
