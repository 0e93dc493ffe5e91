import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..");
const URL_LINE = /Checkout page: (http:\S+)/;

/** The example's server, as a process of its own. */
export interface Shop {
  readonly url: string;
  readonly databaseFile: string;
  readonly process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Asks it to end. @returns Its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Removes its database. */
  remove(): Promise<void>;
}

/** Runs the server until it ends by itself. */
export async function runShop(
  env: Record<string, string>,
): Promise<{ code: number; stderr: string }> {
  const child = spawnServer(env);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  return { code, stderr };
}

/** Starts the server on a free port, with a file of its own unless `env` names a database, and waits until it prints its URL. */
export async function startShop(env: Record<string, string> = {}): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), "chargeonce-shop-"));
  const databaseFile = env.DATABASE_FILE ?? join(folder, "shop.db");
  const database = env.DATABASE_URL === undefined ? { DATABASE_FILE: databaseFile } : {};
  const child = spawnServer({ PORT: "0", ...database, ...env });
  let output = "";
  const closed = once(child, "close");
  const url = await new Promise<string>((resolve, reject) => {
    const collect = (text: string): void => {
      output += text;
      const [, found] = URL_LINE.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.setEncoding("utf8").on("data", collect);
    child.stderr?.setEncoding("utf8").on("data", collect);
    child.once("close", () => reject(new Error(`The shop did not start:\n${output}`)));
  });
  return {
    url,
    databaseFile,
    process: child,
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      const [code] = await closed;
      return code;
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
    async remove() {
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of the machine's own settings reaches it. */
function spawnServer(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ["--conditions=chargeonce-source", "src/server.ts"], {
    cwd: FOLDER,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
