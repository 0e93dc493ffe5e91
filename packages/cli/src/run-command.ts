import type { Command } from "commander";
import type { Session } from "./connect.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { explainFailure, secretsOf } from "./explain-failure.ts";
import type { Failure } from "./failure.ts";
import { lookOf } from "./look.ts";
import { type ReportLog, reportLog } from "./report-log.ts";
import type { Result } from "./result.ts";
import { type Environment, type GlobalOptions, placeOf, readDatabase } from "./settings.ts";
import { showErrors } from "./shown-error.ts";

/** What commands share: where they write, and the code that the process ends with. */
export interface Runner {
  readonly env: Environment;
  readonly log: ReportLog;
  /** Runs work that needs payments, and shows its result. */
  operate(command: Command, work: (session: Session) => Promise<Result>): Promise<void>;
  /** Runs other work, and shows its result. */
  show(command: Command, work: (options: GlobalOptions) => Promise<Result>): Promise<void>;
  readonly stderr: Output;
  /** Writes a line to stderr. */
  say(line: string): void;
  exit(): ExitCode;
}

/** What of a process a command line needs. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export function createRunner({ env, stdout, stderr }: Host): Runner {
  let exit: ExitCode = EXIT.fine;
  const say = (line: string) => void stderr.write(`${line}\n`);
  const log = reportLog(say);

  const show: Runner["show"] = async (command, work) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    try {
      const result = await work(options);
      exit = result.exit;
      stdout.write(
        options.json
          ? `${JSON.stringify(result.document, showErrors, 2)}\n`
          : `${result.text(lookOf(stdout, { env, color: options.color }))}\n`,
      );
    } catch (error) {
      const failure = explainFailure(error, {
        place: placeIn(env),
        misconfigured: log.whyMisconfigured(),
        secrets: secretsOf(env),
      });
      exit = failure.exit;
      if (options.json) stdout.write(failureDocument(failure));
      say(failure.message);
    }
  };
  return {
    env,
    log,
    stderr,
    show,
    operate: (command, work) =>
      show(command, async (options) => {
        const { connect } = await import("./connect.ts"); // the SDK takes long to load
        const session = await connect(env, options, log);
        try {
          return await work(session);
        } finally {
          await session.close().catch(() => undefined); // the answer is there, or a better reason why not
        }
      }),
    say,
    exit: () => exit,
  };
}

/** What `--json` gives in place of a result. */
export function failureDocument({
  code,
  message,
  exit,
}: Pick<Failure, "code" | "message" | "exit">) {
  return `${JSON.stringify({ error: { code, message, exit } }, null, 2)}\n`;
}

function placeIn(env: Environment): string | null {
  try {
    return placeOf(readDatabase(env));
  } catch {
    return null; // this is the failure that is being told
  }
}
