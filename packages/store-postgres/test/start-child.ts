import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process of its own on the same database, running one of test/children. */
export interface Child {
  /** Resolves with the line of this number (from 0), once it is there. @throws when the child ends before. */
  line(n: number): Promise<string>;
  /** The word to begin. */
  start(): void;
  kill(): Promise<void>;
}

export function startChild(name: string, ...args: readonly string[]): Child {
  const script = join(import.meta.dirname, "children", `${name}.ts`);
  const child = spawn(process.execPath, ["--conditions=chargeonce-source", script, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const lines: string[] = [];
  const told = createInterface(child.stdout);
  told.on("line", (line) => lines.push(line));

  return {
    async line(n) {
      for (;;) {
        const found = lines[n];
        if (found !== undefined) return found;
        await Promise.race([once(told, "line"), closed]);
        if (child.exitCode !== null && lines[n] === undefined) {
          throw new Error(`${name} ended with ${child.exitCode} before line ${n}.`);
        }
      }
    },
    start: () => {
      child.stdin.write("go\n");
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
