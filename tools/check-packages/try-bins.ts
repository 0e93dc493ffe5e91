import { mkdirSync } from "node:fs";
import { runOnNode } from "./node-versions.ts";
import type { PackedPackage } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";

/**
 * Does with every command what it is for, as `consumer/run-bins.mjs` says.
 *
 * @param database `sqlite:app.db`, or the URL of an empty Postgres database.
 */
export function tryBins(major: number, consumer: string, database: string): string {
  return runOnNode(major, ["run-bins.mjs", database], consumer);
}

/** Runs the operator's command as `npx` does, in a folder that has nothing in it. */
export function tryNpx(folder: string, packed: readonly PackedPackage[]): string {
  mkdirSync(folder);
  const cli = packed.find(({ manifest }) => manifest.bin.chargeonce !== undefined);
  if (cli === undefined) throw new Error("No package has the command chargeonce.");
  const needed = packed.filter(
    (one) => one === cli || Object.hasOwn(cli.manifest.dependencies, one.manifest.name),
  );
  const tarballs = needed.flatMap(({ tarball }) => ["-p", tarball]);
  return runCommand(
    "npx",
    ["-y", "--loglevel=error", "--prefer-offline", ...tarballs, "chargeonce", "migrate"],
    folder,
    { DATABASE_URL: "sqlite:app.db" },
  );
}
