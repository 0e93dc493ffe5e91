import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { ServerOrders } from "./plan.ts";

/** A running `server.ts`. */
export interface ServerProcess {
  readonly url: string;
  /** Resolves with how it ended: a signal's name, or an exit code. */
  readonly ended: Promise<string>;
  kill(): void;
  /** Ends it in peace: what it is answering is answered. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly orders: ServerOrders;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where Node keeps compiled sources, so that the next start takes half as long. */
  readonly compileCache: string;
  /** Takes what the servers write. */
  readonly logFile: string;
}

/**
 * @returns The server once it listens; null when it was killed before that.
 * @throws Error When it ended in any other way.
 */
export async function startServer(options: StartOptions): Promise<ServerProcess | null> {
  const child = spawn(
    process.execPath,
    [
      "--conditions=chargeonce-source",
      join(import.meta.dirname, "server.ts"),
      JSON.stringify(options.orders),
    ],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: options.compileCache,
        STRIPE_SECRET_KEY: options.secretKey,
        STRIPE_WEBHOOK_SECRET: options.webhookSecret,
      },
    },
  );
  child.stderr.pipe(createWriteStream(options.logFile, { flags: "a" }));
  const ended = once(child, "close").then(() => String(child.signalCode ?? child.exitCode));
  const port = await Promise.race([readPort(child), ended.then(() => null)]);
  if (port === null) {
    const end = await ended;
    if (end === "SIGKILL") return null;
    throw new Error(`A server did not start, it ended with ${end}; see ${options.logFile}.`);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function readPort({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error("A server's output is not a pipe.");
  let text = "";
  for await (const chunk of stdout.setEncoding("utf8")) {
    text += chunk;
    const found = /listening on (\d+)/.exec(text);
    if (found === null) continue;
    return Number(found[1]);
  }
  return new Promise<never>(() => undefined);
}
