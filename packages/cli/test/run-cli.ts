import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** What a command wrote, with every instant made the same, and its exit code. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Starts the command as an operator does: nothing of this process's settings reaches it. */
export function startCli(words: readonly string[], env: Environment = {}) {
  const child = spawn(process.execPath, ["--conditions=chargeonce-source", CLI, ...words], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const ended = once(child, "close").then(
    ([code]): Ended => ({
      stdout: sameInstants(output.stdout),
      stderr: sameInstants(output.stderr),
      code,
    }),
  );
  return { child, output, ended };
}

/** @param line The command line without `chargeonce`; words are parted by spaces. */
export function runCli(line: string, env: Environment = {}): Promise<Ended> {
  const words = line.split(" ").filter((word) => word !== "");
  return startCli(words, env).ended;
}

function sameInstants(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/g, "YYYY-MM-DDThh:mm:ssZ");
}
