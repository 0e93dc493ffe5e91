import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { within } from "../within.ts";
import { RACE_MARK, type RaceAnswer, type Racer, type RaceTask } from "./racer.ts";

const ENTRANTS = 4;
const CALLS = 5;
const DEADLINE_MS = 60_000;

/** Lets several processes of the racer's do the same at once. @returns What came of all their calls. */
export async function runRace(racer: Racer, kind: RaceTask["kind"]): Promise<RaceAnswer[]> {
  const entrants = Array.from({ length: ENTRANTS }, () => enter(racer));
  try {
    const race = async () => {
      for (const entrant of entrants) assert.equal(await entrant.hears(0), "ready");
      for (const [n, entrant] of entrants.entries())
        entrant.start({ kind, calls: CALLS, entrant: n });
      const answers: RaceAnswer[] = [];
      // The lines are those of `race`, which made them of RaceAnswers.
      for (const entrant of entrants) answers.push(...JSON.parse(await entrant.hears(1)));
      return answers;
    };
    return await within(DEADLINE_MS, race(), "A race of processes hangs");
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.end()));
  }
}

/** One process in the race. */
interface Entrant {
  /** Its n-th line, from 0. @throws AssertionError when it ended before, with what it complained of. */
  hears(n: number): Promise<string>;
  start(task: RaceTask): void;
  /** Ends it, if it has not ended by itself. */
  end(): Promise<void>;
}

function enter({ command: [program, ...args], cwd }: Racer): Entrant {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  let over = false;
  const closed = once(child, "close")
    .catch(complain)
    .then(() => {
      over = true;
    });
  const lines: string[] = [];
  let complaints = "";
  function complain(error: unknown): void {
    complaints += `${String(error)}\n`;
  }
  const told = createInterface(child.stdout);
  told.on("line", (line) => {
    if (line.startsWith(RACE_MARK)) lines.push(line.slice(RACE_MARK.length));
  });
  child.stderr.setEncoding("utf8").on("data", complain);
  child.stdin.on("error", () => undefined); // it has ended: told by `closed`

  return {
    async hears(n) {
      while (lines[n] === undefined && !over) await Promise.race([once(told, "line"), closed]);
      return lines[n] ?? assert.fail(`A racer ended before it was done: ${complaints}`);
    },
    start: (task) => {
      child.stdin.write(`${JSON.stringify(task)}\n`);
    },
    async end() {
      if (!over) child.kill();
      await closed;
    },
  };
}
