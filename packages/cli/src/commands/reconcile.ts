import type { ReconcileReport } from "@chargeonce/core";
import type { Command } from "commander";
import { readInstant } from "../arguments.ts";
import type { Session } from "../connect.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { exitOf, sentenceOf } from "../explain-failure.ts";
import { type Progress, progressOn } from "../progress.ts";
import type { Result } from "../result.ts";
import type { Runner } from "../run-command.ts";
import { reconcileText } from "./reconcile-text.ts";

interface Options {
  readonly dryRun?: boolean;
  readonly since?: Date;
}

export function addReconcile(parent: Command, runner: Runner): void {
  parent
    .command("reconcile")
    .description(
      "make Stripe and the database agree, whatever was missed; never starts a charge. Give it --installation and --abandon-after-hours as the servers have them",
    )
    .option("--dry-run", "read both sides and report; change nothing")
    .option(
      "--since <date>",
      "compare what was made since then, as after restoring a backup",
      readInstant,
    )
    .addHelpText(
      "after",
      "\nExamples:\n  chargeonce reconcile --dry-run --since 2026-11-01\n  17 3 * * *  chargeonce reconcile --json >> reconcile.log   # cron\n\nCtrl-C stops it where nothing is left half done; the next run goes on.",
    )
    .action((options: Options, command: Command) => {
      const stop = stopOnSignal(runner);
      const progress = progressOn(runner.stderr);
      return runner
        .operate(command, (session) => run(session, { ...options, runner, stop, progress }))
        .finally(() => {
          progress.end();
          stop.forget();
        });
    });
}

interface Run extends Options {
  readonly runner: Runner;
  readonly stop: Stop;
  readonly progress: Progress;
}

async function run(
  { operator }: Session,
  { dryRun = false, since, runner, stop, progress }: Run,
): Promise<Result> {
  const found = await operator.reconcile({
    dryRun,
    ...(since !== undefined && { since }),
    signal: stop.signal,
    onProgress: progress.show,
  });
  progress.end();
  const misconfigured = runner.log.whyMisconfigured();
  const report: ReconcileReport = {
    ...found,
    problems: found.problems.map((each) => ({
      ...each,
      message: sentenceOf(each.code, each.message, { misconfigured }),
    })),
  };
  const interrupted = stop.signal.aborted;
  return {
    document: { ...report, interrupted },
    text: (look) => reconcileText(look, report, interrupted),
    exit: interrupted ? EXIT.interrupted : exitCodeOf(report),
  };
}

/** What a person must see to comes first, then what a later run may cure, then what failed and is due again. */
function exitCodeOf({ comparison, feed, reviews, problems, failed }: ReconcileReport): ExitCode {
  const differences =
    (comparison?.paidThereNotHere.length ?? 0) + (comparison?.paidHereNotThere.length ?? 0);
  if (differences > 0 || reviews > 0 || feed?.gap != null) return EXIT.needsPerson;
  const [problem] = problems;
  if (problem !== undefined) return exitOf(problem.code);
  return failed + (comparison?.failed ?? 0) > 0 ? EXIT.needsPerson : EXIT.fine;
}

interface Stop {
  readonly signal: AbortSignal;
  forget(): void;
}

/** The first signal stops the run at a sound point, the second one at once. */
function stopOnSignal(runner: Runner): Stop {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    runner.say("Stopping where nothing is left half done; once more stops at once.");
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    forget: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}
