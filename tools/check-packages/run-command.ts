import { spawnSync } from "node:child_process";

/**
 * Runs a command to its end.
 *
 * @param settings Environment variables beside those of this process.
 * @returns What it wrote to standard output.
 * @throws Error with all that it wrote, if it did not exit with 0.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Readonly<Record<string, string>> = {},
): string {
  const run = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...settings },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (run.error) throw run.error;
  if (run.status !== 0) {
    throw new Error(
      `${command} ${args.join(" ")} exited with ${run.status}:\n${run.stdout}${run.stderr}`,
    );
  }
  return run.stdout;
}
