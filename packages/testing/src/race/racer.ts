/**
 * How a process is started that opens the same data and enters a race on it: it calls `race(() => openStore())`.
 *
 * @example
 * ```ts
 * const racer = { command: [process.execPath, "test/racer.js", file] } as const;
 * ```
 */
export interface Racer {
  /** The program and its arguments, without a shell. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Where it is started; default this process's own folder. */
  readonly cwd?: string;
}

/** What every entrant does, as often as told, all calls at once. */
export interface RaceTask {
  readonly kind:
    | "reserve"
    | "claim"
    | "repoint"
    | "record"
    | "update"
    | "handle"
    | "raise"
    | "take"
    | "take turns"
    | "advance"
    | "note"
    /** And then dies, once it has told what came of it. */
    | "keep and die";
  readonly calls: number;
  /** Which entrant this is, from 0. */
  readonly entrant: number;
}

/** What came of one call. */
export interface RaceAnswer {
  /** Whether this call inserted, wrote, or handled. */
  readonly won: boolean;
  /** What it was told is stored. */
  readonly told: string | null;
}

/** Begins every line of an entrant's that is part of the race; what else it prints is its own affair. */
export const RACE_MARK = "chargeonce-race ";
