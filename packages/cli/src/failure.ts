import { EXIT, type ExitCode } from "./exit-code.ts";

/** What the command ends with when it cannot do its work: one sentence for the operator, without any secret. */
export class Failure extends Error {
  /** Stable, for `--json`: a code of PaymentsError, or one of the command's own. */
  readonly code: string;
  readonly exit: ExitCode;

  constructor(code: string, message: string, options: { exit?: ExitCode; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Failure";
    this.code = code;
    this.exit = options.exit ?? EXIT.wrong;
  }
}
