import { createInterface } from "node:readline";
import type { Store } from "@chargeonce/core";
import { RACE_MARK, type RaceAnswer, type RaceTask } from "./racer.ts";
import { runTask } from "./run-task.ts";

/**
 * Enters this process into a race of the laws about processes: opens the store, says so, waits for the start, does its
 * calls, and tells what came of them. Resolves when the race is over, for example to close the store. In a law about what
 * survives it never does: the process kills itself.
 *
 * @param open Opens the data that the law's subject has made, and nothing anew.
 */
export async function race<Tx>(open: () => Store<Tx> | Promise<Store<Tx>>): Promise<void> {
  const store = await open();
  const lines = createInterface(process.stdin);
  const start = new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    lines.once("close", () => reject(new Error("The race ended before it began.")));
  });
  await tell("ready");
  const task: RaceTask = JSON.parse(await start); // as runRace sends it
  const answers: RaceAnswer[] = await runTask(store, task);
  await tell(JSON.stringify(answers));
  if (task.kind === "keep and die") process.kill(process.pid, "SIGKILL");
  lines.close();
  process.stdin.destroy();
}

/** Resolves when the line has left this process. */
function tell(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${RACE_MARK}${text}\n`, () => resolve());
  });
}
