import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);
const FROM_SOURCES = "--conditions=chargeonce-source";

interface Place {
  readonly folder: string;
  /** What the reader has exported; nothing else of ours is seen. */
  readonly env: Readonly<Record<string, string>>;
}

/** A reader's server, in a process of its own. */
export interface FileServer {
  /** Ends it at once. @returns What it printed. */
  stop(): Promise<string>;
}

/** Starts a file as `node server.ts` does, and waits until something answers at `url`. */
export async function serveFile(
  file: string,
  { folder, env }: Place,
  url: string,
): Promise<FileServer> {
  const child = spawn(process.execPath, [FROM_SOURCES, file], { cwd: folder, env });
  const closed = once(child, "close");
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const stop = async () => {
    child.kill("SIGKILL");
    await closed;
    return printed;
  };
  while (!(await answers(url))) {
    if (hasEnded(child)) throw new Error(`${file} ended before it answered.\n${printed}`);
    await pause(50); // it is another process: only asking tells
  }
  return { stop };
}

/** Runs a file as `node pay.ts` does, to its end; what it calls may live in this process. @returns What it printed. */
export async function runFile(file: string, { folder, env }: Place, args: readonly string[] = []) {
  const command = [FROM_SOURCES, file, ...args];
  const { stdout } = await execFileAsync(process.execPath, command, {
    cwd: folder,
    env,
    timeout: 15_000,
  });
  return stdout;
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;
