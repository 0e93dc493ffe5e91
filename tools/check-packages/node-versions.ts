import { runCommand } from "./run-command.ts";

/** The majors that the packages support. */
export const SUPPORTED_NODES = [20, 22, 24, 26] as const;

/** Runs a script on a given major of Node, which npm fetches if it is not the one at hand. */
export function runOnNode(major: number, args: readonly string[], cwd: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return runCommand(process.execPath, args, cwd);
  return runCommand("npx", ["-y", "--loglevel=error", "-p", `node@${major}`, "node", ...args], cwd);
}

/** Other runtimes, by the package that npm has of them, each with how it runs a script. */
export const OTHER_RUNTIMES: readonly OtherRuntime[] = [
  { name: "bun", run: ["run"] },
  { name: "deno", run: ["run", "--allow-all", "--no-lock", "--quiet"] },
];

interface OtherRuntime {
  readonly name: string;
  readonly run: readonly string[];
}

/** Runs a script on the newest of another runtime, which npm fetches. */
export function runElsewhere({ name, run }: OtherRuntime, script: string, cwd: string): string {
  return runCommand("npx", ["-y", "--loglevel=error", "-p", name, name, ...run, script], cwd);
}

/**
 * Whether a package's `engines.node` admits the latest minor of a major.
 *
 * @throws Error for any form but `>=20` or `>=20.19`.
 */
export function admits(range: string, major: number): boolean {
  const least = /^>=(\d+)(?:\.\d+)*$/.exec(range)?.[1];
  if (least === undefined) throw new Error(`engines.node is "${range}"; write it as ">=22.13".`);
  return major >= Number(least);
}
