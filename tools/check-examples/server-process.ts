import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** A server started through npx, pnpm and shells, in a process group of its own. */
export interface ServerProcess {
  /** Resolves when `url` answers 200; rejects when the process ends before, or after `limitMs`. */
  answers(url: string, limitMs: number): Promise<void>;
  /** Sends SIGTERM to the server itself, and returns the exit code that its starters pass on. */
  terminate(limitMs: number): Promise<number | null>;
  /** Ends whatever is left of the group. */
  destroy(): void;
  output(): string;
}

export function startServer(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): ServerProcess {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: string[] = [];
  child.stdout.on("data", (chunk) => chunks.push(String(chunk)));
  child.stderr.on("data", (chunk) => chunks.push(String(chunk)));
  const ended = once(child, "exit");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  return {
    async answers(url, limitMs) {
      const deadline = Date.now() + limitMs;
      while (Date.now() < deadline && !hasEnded()) {
        if (await isUp(url)) return;
        await sleep(200);
      }
      throw new Error(
        hasEnded() ? `The server ended with ${child.exitCode}.` : `${url} did not answer 200.`,
      );
    },
    async terminate(limitMs) {
      process.kill(serverOf(child), "SIGTERM");
      const late = sleep(limitMs, "late" as const, { ref: false });
      if ((await Promise.race([ended, late])) === "late")
        throw new Error("The server did not end on SIGTERM.");
      return child.exitCode;
    },
    destroy() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
      }
    },
    output: () => chunks.join(""),
  };
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status === 200;
  } catch {
    return false; // not listening yet
  }
}

/** The server is the only descendant without children that is no shell: SIGTERM to a starter would orphan it. */
function serverOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("The command could not be started.");
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, name = ""]) => ({ pid: Number(pid), parent: Number(parent), name }));
  const childrenOf = (pid: number) => processes.filter(({ parent }) => parent === pid);
  const leavesOf = (pid: number): number[] =>
    childrenOf(pid).flatMap((one) => {
      const isLeaf = childrenOf(one.pid).length === 0;
      if (!isLeaf) return leavesOf(one.pid);
      return /(?:^|\/)(?:sh|bash|dash)$/.test(one.name) ? [] : [one.pid]; // pnpm keeps a shell as a guard
    });
  const [server, another] = leavesOf(child.pid);
  if (server === undefined || another !== undefined)
    throw new Error("The server is not one process.");
  return server;
}
