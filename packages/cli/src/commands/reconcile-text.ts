import type { Difference, ReconcileReport } from "@chargeonce/core";
import { count, formatAmount, formatInstant } from "../format.ts";
import type { Look } from "../look.ts";
import { type Column, table, wrapped } from "../table.ts";

/** A run in plain sentences, what a person must see to at the end. */
export function reconcileText(look: Look, report: ReconcileReport, interrupted: boolean): string {
  const { problems } = report;
  return [
    sentences(report)
      .map((sentence) => wrapped(look, "", sentence))
      .join("\n"),
    ...problems.map(({ part, message }) =>
      wrapped(look, "! ", `${PARTS[part]} did not come to its end: ${message}`),
    ),
    ...differences(look, report),
    ...verdict(look, report, interrupted),
  ].join("\n\n");
}

const PARTS: Readonly<Record<ReconcileReport["problems"][number]["part"], string>> = {
  feed: "Reading Stripe's list of events",
  due: "Looking at what was due",
  comparison: "Comparing what was paid",
  retention: "Removing old events",
};

function sentences(report: ReconcileReport): string[] {
  const { dryRun, feed, comparison, reviews, removedEvents } = report;
  const said: string[] = dryRun ? ["Dry run: nothing was changed."] : [];
  if (feed !== null) {
    said.push(
      `Read ${count(feed.read, "event")} of Stripe's list, from ${formatInstant(feed.from)} to ${formatInstant(feed.to)}: ${feed.missed === 0 ? "no delivery was missed" : `${feed.missed} had not come by webhook`}.`,
    );
    if (feed.gap !== null) {
      said.push(
        `Stripe no longer lists events from ${formatInstant(feed.gap.from)} to ${formatInstant(feed.gap.to)}: run again with --since ${formatInstant(feed.gap.from)}.`,
      );
    }
  }
  said.push(dueSentence(report));
  if (comparison !== null) {
    const { compared, outdated, orphans, failed, from } = comparison;
    said.push(
      `Compared ${count(compared, "PaymentIntent")} made since ${formatInstant(from)}: ${count(outdated, "payment")} ${dryRun ? "would be" : outdated === 1 ? "was" : "were"} brought up to date${failed === 0 ? "" : `, ${failed} could not be compared`}.`,
    );
    if (orphans.length > 0) {
      said.push(
        `${dryRun ? "Would cancel" : "Canceled"} ${count(orphans.length, "abandoned PaymentIntent")}: ${orphans.join(", ")}.`,
      );
    }
  }
  if (removedEvents > 0)
    said.push(`Removed ${count(removedEvents, "handled event")} older than 35 days.`);
  if (reviews > 0) said.push(`To be seen to by a person: ${reviews}. See chargeonce reviews`);
  return said;
}

function dueSentence({ dryRun, payments, events, failed }: ReconcileReport): string {
  if (dryRun) return `Due now: ${count(payments, "payment")} and ${count(events, "event")}.`;
  const failures =
    failed === 0 ? "" : `; ${failed} failed and ${failed === 1 ? "is" : "are"} due again later`;
  return `Looked at ${count(payments, "payment")} that ${payments === 1 ? "was" : "were"} due${failures}. Events are left to the application's worker.`;
}

const COLUMNS: readonly Column[] = [
  { title: "PaymentIntent" },
  { title: "payment" },
  { title: "order" },
  { title: "amount", right: true },
  { title: "because" },
];

/** What to do about money on one side only. */
const REMEDIES: Readonly<Record<string, string>> = {
  no_such_payment:
    "no_such_payment: this database has no such payment, as after restoring a backup. Fulfil the order by hand, or refund or cancel it at Stripe.",
  charged_beside_the_library:
    "charged_beside_the_library: somebody charged for an order of this library without it. Give the money back (closed), or account for it (kept): `chargeonce reviews`.",
  succeeded_after_canceled:
    "succeeded_after_canceled: Stripe took money of a payment that was canceled here: `chargeonce reviews`.",
  money_came_back:
    "money_came_back: a refund failed or a dispute was won after a person had closed this: `chargeonce reviews`.",
  other_intent_took_money:
    "other_intent_took_money: a second PaymentIntent of one payment took money: `chargeonce reviews`.",
  intent_never_stored:
    "intent_never_stored: the payment is here without its PaymentIntent, as after restoring a backup. Fulfil the order by hand, or refund or cancel it at Stripe.",
  not_merged:
    "not_merged: Stripe and the payment contradict each other. Look with `chargeonce payments show`, then settle it at Stripe.",
  missing:
    "missing: Stripe knows no such PaymentIntent. Check that the key is of the account that took the payment; else let go of the order: `chargeonce reviews`.",
};

function differences(look: Look, { comparison }: ReconcileReport): string[] {
  if (comparison === null) return [];
  return [
    side(look, "Paid at Stripe and not here", comparison.paidThereNotHere),
    side(look, "Paid here and not at Stripe", comparison.paidHereNotThere),
  ].flat();
}

function side(look: Look, title: string, found: readonly Difference[]): string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ paymentIntentId, paymentId, orderRef, amount, currency, because }) => [
    paymentIntentId,
    paymentId === "" ? "-" : paymentId,
    orderRef ?? "-",
    formatAmount(amount, currency),
    because,
  ]);
  const todo = [...new Set(found.map(({ because }) => because))].map((because) =>
    wrapped(look, "→ ", REMEDIES[because] ?? unpaidThere(because)),
  );
  return [[look.paint("bad", title), table(look, COLUMNS, rows), ...todo].join("\n")];
}

function unpaidThere(status: string): string {
  return `${status}: that is the PaymentIntent's status at Stripe, so the order counts as paid without money. Look with \`chargeonce payments show\`.`;
}

function verdict(
  look: Look,
  { comparison, problems, dryRun }: ReconcileReport,
  interrupted: boolean,
): string[] {
  if (interrupted) {
    return [
      look.paint(
        "warn",
        "Stopped before its end; what is told above is done. Run it again to go on.",
      ),
    ];
  }
  if (comparison === null || problems.length > 0) return [];
  const agree = comparison.paidThereNotHere.length + comparison.paidHereNotThere.length === 0;
  if (!agree || comparison.failed > 0) return [];
  if (dryRun && comparison.outdated > 0) return [];
  return [look.paint("good", "Stripe and the database agree.")];
}
