import { compareIntent } from "../decide/compare-intent.ts";
import { isOurs } from "../decide/is-ours.ts";
import { mergeIntent } from "../decide/merge-intent.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { isPaymentsError } from "../errors.ts";
import { type Payment, UNCONFIRMED } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { cancelOrphan } from "./cancel-intent.ts";
import { changePayment } from "./change-payment.ts";
import type { CompareOptions, ComparisonReport } from "./compare-with-stripe.ts";
import { type Difference, paidThere } from "./difference.ts";
import { fetchIntent } from "./fetch-intent.ts";
import { fetchDisputes, fetchRefunds, knowsDisputes } from "./fetch-reversals.ts";
import { listAll } from "./list-all.ts";
import { retrieveIntent } from "./retrieve-intent.ts";
import { tellAfterwards } from "./tell-afterwards.ts";

/** What Stripe's side of the comparison showed. */
export type IntentsReport = Omit<ComparisonReport, "from" | "paidHereNotThere"> & {
  /** Ids of the PaymentIntents that succeeded. */
  readonly paidAtStripe: ReadonlySet<string>;
};

/** What came of one intent. */
type Outcome = "agreed" | "outdated" | "orphan" | Difference;

/** Holds every PaymentIntent made since an instant against the payment that its metadata name. */
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
    for (const intent of intents.filter((each) => namesUs(engine, each))) {
      if (intent.status === "succeeded") paidAtStripe.add(intent.id);
      const outcome = await compareOne(engine, intent, dryRun).catch((error: unknown) => {
        reportFailure(engine, intent, error);
        failed += 1;
        return "agreed" as const;
      });
      compared += 1;
      if (outcome === "outdated") outdated += 1;
      else if (outcome === "orphan") orphans.push(intent.id);
      else if (outcome !== "agreed") paidThereNotHere.push(outcome);
    }
    onCompared?.(compared);
  }
  return { paidAtStripe, orphans, paidThereNotHere, compared, outdated, failed };
}

/** Other installations that share the account name their own payments. */
function namesUs({ settings }: Engine, { metadata }: PaymentIntentSnapshot): boolean {
  return (
    metadata.payment_id !== undefined && (metadata.installation ?? "") === settings.installation
  );
}

async function compareOne(
  engine: Engine,
  intent: PaymentIntentSnapshot,
  dryRun: boolean,
): Promise<Outcome> {
  const payment = await engine.store.payments.findById(intent.metadata.payment_id ?? "");
  if (payment !== null && !isOurs(payment, engine.gateway)) return "agreed";
  const orphanBefore = new Date(engine.clock.now().getTime() - engine.settings.abandonAfterMs);
  const comparison = compareIntent(payment, intent, orphanBefore);
  switch (comparison) {
    case "agrees":
    case "not_paid_at_stripe": // listed from our side, where every paid payment is looked at
      return "agreed";
    case "no_such_payment":
    case "intent_never_stored":
      return paidThere(intent, comparison);
    case "orphan":
      return dryRun || (await cancelUnconfirmed(engine, intent)) ? "orphan" : "agreed";
    default:
      if (payment === null) throw new Error("A comparison with no payment asked for a merge.");
      if (!dryRun) return bringUpToDate(engine, { payment, intent, orphanBefore });
      if (comparison !== "disputed") return "outdated";
      return (await knowsDisputes(engine, payment, stripeDeadline(engine))) ? "agreed" : "outdated";
  }
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

function reportFailure(engine: Engine, intent: PaymentIntentSnapshot, error: unknown): void {
  const code = isPaymentsError(error) ? error.code : "internal_error";
  engine.logger.warn(
    { event: "comparison_failed", payment_intent_id: intent.id, code, error },
    "A PaymentIntent could not be compared with its payment; the next run tries again.",
  );
}
