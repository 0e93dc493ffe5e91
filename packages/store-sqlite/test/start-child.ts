import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process of its own on the same file, running one of test/children. */
export interface Child {
  /** The lines it has told so far. */
  readonly lines: readonly string[];
  /** Resolves with the line of this number (from 0), once it is there. @throws when the child ends before. */
  line(n: number): Promise<string>;
  /** The word to begin. */
  start(): void;
  /** Kills it as a power cut would: no cleaning up. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/**
 * @param options.fileBlocks Limit on the size of any file it writes, in the shell's blocks of 512 bytes: a full disk.
 */
export function startChild(
  name: string,
  { file, word, fileBlocks }: { file: string; word: string; fileBlocks?: number },
): Child {
  const script = join(import.meta.dirname, "children", `${name}.ts`);
  const command = [process.execPath, "--conditions=chargeonce-source", script, file, word];
  const [program = "", ...args] =
    fileBlocks === undefined
      ? command
      : ["sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh", ...command];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "close");
  const lines: string[] = [];
  const told = createInterface(child.stdout);
  told.on("line", (line) => lines.push(line));

  return {
    lines,
    async line(n) {
      for (;;) {
        const found = lines[n];
        if (found !== undefined) return found;
        await Promise.race([once(told, "line"), closed]);
        if (child.exitCode !== null && lines[n] === undefined) {
          throw new Error(
            `${name} ended with ${child.exitCode} before line ${n}: ${lines.join(" / ")}`,
          );
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
    ended: closed.then(() => undefined),
  };
}
