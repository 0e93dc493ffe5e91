import type { Health, HealthProblem, PaymentsErrorCode } from "@chargeonce/core";
import type { Command } from "commander";
import type { Session } from "../connect.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { exitOf, sentenceOf } from "../explain-failure.ts";
import { formatInstant } from "../format.ts";
import type { Look } from "../look.ts";
import type { Result } from "../result.ts";
import type { Runner } from "../run-command.ts";
import { type Cell, facts, wrapped } from "../table.ts";

export function addHealth(parent: Command, runner: Runner): void {
  parent
    .command("health")
    .description(
      "whether payments are looked after: what waits, what is stuck, what a person must decide",
    )
    .addHelpText("after", "\nExample, for monitoring:\n  chargeonce health --json || alert\n")
    .action((_options: unknown, command: Command) =>
      runner.operate(command, (session) => checkHealth(session)),
    );
}

/** What to type next. */
const NEXT: Readonly<Record<HealthProblem["code"], string | null>> = {
  events_waiting: "chargeonce events list --status pending",
  events_dead: "chargeonce events list --status dead",
  payments_stuck: "chargeonce reconcile",
  payments_for_review: "chargeonce reviews",
  feed_behind: "chargeonce reconcile",
  webhooks_missing: null,
  webhooks_refused: null,
  thin_events: null,
  payments_unattended: null,
  orders_elsewhere: null,
  other_account: null,
  clock_was_ahead: null,
  stripe_key_refused: null,
  stripe_unreachable: null,
  clock_skewed: null,
};

async function checkHealth({ operator, owner, place }: Session): Promise<Result> {
  const found = await operator.health();
  const health = { ...found, problems: found.problems.map(forOperator) };
  return {
    document: health,
    text: (look) => [summary(look, health, { owner, place }), verdict(look, health)].join("\n\n"),
    exit: exitCodeOf(health),
  };
}

/** What other commands say of the same, with the names of the settings. */
function forOperator(problem: HealthProblem): HealthProblem {
  const same = SAME_FAULT[problem.code];
  if (same === undefined) return problem;
  return { ...problem, message: sentenceOf(same, problem.message, { misconfigured: null }) };
}

const SAME_FAULT: { readonly [Code in HealthProblem["code"]]?: PaymentsErrorCode } = {
  stripe_key_refused: "stripe_misconfigured",
  stripe_unreachable: "payment_outcome_unknown",
};

/** Where Stripe is all that is not well, the exit code of a command that needs Stripe. */
function exitCodeOf({ problems }: Health): ExitCode {
  const exits = problems.map(({ code }) => {
    const same = SAME_FAULT[code];
    return same === undefined ? EXIT.needsPerson : exitOf(same);
  });
  return exits.find((exit) => exit === EXIT.needsPerson) ?? exits[0] ?? EXIT.fine;
}

function summary(
  look: Look,
  { webhooks, payments, stripe }: Health,
  { owner, place }: Pick<Session, "owner" | "place">,
): string {
  const waits =
    webhooks.oldestPendingAt === null ? "" : `, since ${formatInstant(webhooks.oldestPendingAt)}`;
  return facts(look, [
    ["payments", `${owner}, ${place}`],
    ["stuck", badUnlessZero(payments.stuck)],
    ["for review", badUnlessZero(payments.forReview)],
    ["events pending", `${webhooks.pending}${waits}`],
    ["events dead", badUnlessZero(webhooks.dead)],
    ["last event came in", instantOrNever(webhooks.lastReceivedAt)],
    ["Stripe's list read", instantOrNever(webhooks.readAt)],
    ["Stripe", stripeCell(stripe)],
  ]);
}

function instantOrNever(instant: Date | null): string {
  return instant === null ? "never" : formatInstant(instant);
}

function badUnlessZero(number: number): Cell {
  return number === 0 ? "0" : { text: String(number), tone: "bad" };
}

function stripeCell(stripe: Health["stripe"]): Cell {
  if (stripe === null) return "not asked";
  if (stripe.answer === "key_refused") return { text: "refuses the key", tone: "bad" };
  if (stripe.answer === "none") return { text: "gave no usable answer", tone: "bad" };
  const seconds = stripe.clockSkewMs === null ? null : Math.round(stripe.clockSkewMs / 1_000);
  if (seconds === null) return "answers";
  // Stripe tells the time in whole seconds.
  return Math.abs(seconds) <= 1
    ? "answers; the clocks agree"
    : `answers; this clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`;
}

function verdict(look: Look, { problems }: Health): string {
  if (problems.length === 0) return look.paint("good", "All is well.");
  return problems
    .flatMap(({ code, message }) => {
      const next = NEXT[code];
      return [
        look.paint("bad", code),
        wrapped(look, "  ", message),
        ...(next === null ? [] : [`  → ${next}`]),
      ];
    })
    .join("\n");
}
