import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { argumentsOf, type Life, type World } from "./life.ts";

/** A running `server.ts`. */
export interface ServerProcess {
  readonly url: string;
  /** Resolves when it was killed, by itself or by `kill`. @throws when it ended in any other way. */
  readonly killed: Promise<void>;
  /** Everything it has written, to stdout and to stderr. */
  output(): string;
  /** Ends it in peace. @returns How many port calls it made. */
  end(): Promise<number>;
  kill(): Promise<void>;
}

export interface StartOptions extends World {
  readonly life: Life;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where Node keeps compiled sources, so that the next start takes half as long. */
  readonly compileCache: string;
}

/** @returns The server once it listens. */
export async function startServer(options: StartOptions): Promise<ServerProcess> {
  const script = join(import.meta.dirname, "server.ts");
  const child = spawn(
    process.execPath,
    ["--conditions=chargeonce-source", script, ...argumentsOf(options, options.life)],
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
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  const output = () => chunks.join("");
  // `close` comes after `exit`, when all it wrote has been read.
  const closed = once(child, "close");
  const killed = closed.then(() => {
    if (child.signalCode === "SIGKILL") return;
    throw new Error(`A server ended with ${child.signalCode ?? child.exitCode}: ${output()}`);
  });
  killed.catch(() => undefined);

  return {
    url: `http://127.0.0.1:${await numberIn(child, output, /listening on (\d+)/)}`,
    killed,
    output,
    async end() {
      child.kill("SIGTERM");
      await closed;
      return numberIn(child, output, /ended after (\d+) calls/);
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Waits until the process has said the number. */
async function numberIn(
  child: ChildProcess,
  output: () => string,
  pattern: RegExp,
): Promise<number> {
  for (;;) {
    const found = pattern.exec(output());
    if (found !== null) return Number(found[1]);
    if (child.exitCode !== null) throw new Error(`A server did not start: ${output()}`);
    await Promise.race([child.stdout && once(child.stdout, "data"), once(child, "close")]);
  }
}
