import { type BigIntStats, realpathSync, statSync } from "node:fs";

/** The files of one database, watched from outside: SQLite goes on with what it has open, whoever takes it away. */
export interface FileWatch {
  look(): Sight;
}

/** What one look at the files has shown. */
export interface Sight {
  /** What has happened to the files since they were opened, for the operator; null when they are still the same. */
  readonly problem: string | null;
  /** Whether somebody wrote into the database's own file since the last look: a checkpoint, or a copy over it. */
  readonly wasWritten: boolean;
}

/** The database's own file first. A log that another process reads, and its index, must be the very same as well. */
const ENDINGS = ["", "-wal", "-shm"] as const;

/**
 * Begins to watch. Nothing is opened: to close another handle of the file would take this process's locks from it.
 *
 * @param file Absolute, opened by SQLite. The path is asked again each time, links included: so a link that was set to
 * another file counts as another file.
 * @see https://sqlite.org/howtocorrupt.html
 */
export function watchFile(file: string): FileWatch {
  const real = realpathSync(file);
  const pathOf = (ending: (typeof ENDINGS)[number]) => (ending === "" ? file : `${real}${ending}`);
  const known = new Map(ENDINGS.map((ending) => [ending, statOf(pathOf(ending))]));
  let writtenAt = known.get("")?.mtimeNs;

  return {
    look() {
      let wasWritten = false;
      for (const [ending, before] of known) {
        const now = statOf(pathOf(ending));
        const problem = before === null ? null : problemOf(ending, before, now);
        if (problem !== null) return { problem: `${pathOf(ending)} ${problem}`, wasWritten };
        // The log is made when the first reads or writes come.
        if (before === null) known.set(ending, now);
        if (ending !== "") continue;
        wasWritten = now?.mtimeNs !== writtenAt;
        writtenAt = now?.mtimeNs;
      }
      return { problem: null, wasWritten };
    },
  };
}

function problemOf(
  ending: (typeof ENDINGS)[number],
  before: BigIntStats,
  now: BigIntStats | null,
): string | null {
  if (now === null) return "is gone";
  if (before.dev !== now.dev || before.ino !== now.ino) return "is another file now";
  // A log is empty after a checkpoint.
  return ending === "" && now.size === 0n && before.size > 0n ? "was emptied" : null;
}

/** @returns null for what is not there, or cannot be reached by this path any more. */
function statOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
