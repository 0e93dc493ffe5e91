import type { ExitCode } from "./exit-code.ts";
import type { Look } from "./look.ts";

/** What a command found or did: for a program, for a person, and for who only looks at the exit code. */
export interface Result {
  /** JSON with `--json`. */
  readonly document: unknown;
  readonly text: (look: Look) => string;
  readonly exit: ExitCode;
}
