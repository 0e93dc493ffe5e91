import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CodeBlock } from "./code-blocks.ts";

const FROM_SOURCES = "--conditions=chargeonce-source";

/** Runs a block, as it stands, to its end. @returns What it printed. */
export function runBlock(folder: string, block: CodeBlock): string {
  const file = writeBlock(folder, block);
  const { status, stdout, stderr } = spawnSync(process.execPath, [FROM_SOURCES, file], {
    cwd: folder,
    encoding: "utf8",
    timeout: 15_000,
  });
  if (status !== 0) throw new Error(`The block ended with ${status}.\n${stdout}${stderr}`);
  return stdout;
}

/** A block that serves, in a process of its own. */
export interface ServingBlock {
  readonly url: string;
  /** Ends it; what it printed is then complete. May be called twice. */
  stop(): Promise<void>;
  output(): string;
}

/** Starts a block, as it stands, with the simulator at `simulatorUrl` in Stripe's place, and waits until it listens. */
export async function serveBlock(
  folder: string,
  block: CodeBlock,
  env: { SIMULATOR_URL: string; STRIPE_SECRET_KEY: string; STRIPE_WEBHOOK_SECRET: string },
): Promise<ServingBlock> {
  const preload = join(folder, "stripe-stand-in.mjs");
  copyFileSync(join(import.meta.dirname, "../fixtures/stripe-stand-in.mjs"), preload);
  const flags = [FROM_SOURCES, `--import=${preload}`];
  const child = spawn(process.execPath, [...flags, writeBlock(folder, block)], {
    cwd: folder,
    env: { ...env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  let output = "";
  const port = await new Promise<string>((resolve, reject) => {
    const collect = (text: string): void => {
      output += text;
      const [, found] = /^listening on (\d+)$/m.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.once("close", () => reject(new Error(`The block did not listen.\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
    output: () => output,
  };
}

function writeBlock(folder: string, { code }: CodeBlock): string {
  const file = join(folder, "block.ts");
  writeFileSync(file, code);
  return file;
}
