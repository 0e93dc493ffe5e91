import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles a user's files that take every entry, from an ES module and from CommonJS.
 * Declarations are checked too, because a type that is missing there reaches a user silently as `any`.
 *
 * @returns The compiler's errors in the user's files and in our declarations; those of other packages are theirs.
 */
export function typeFaults(consumer: string, entries: readonly string[]): string[] {
  const lines = entries.map((entry, index) => `export * as entry${index} from "${entry}";\n`);
  for (const file of ["esm.mts", "cjs.cts"]) writeFileSync(join(consumer, file), lines.join(""));
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ["node"],
  };
  writeFileSync(
    join(consumer, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["esm.mts", "cjs.cts"] }),
  );
  const run = spawnSync("pnpm", ["exec", "tsc", "--pretty", "false"], {
    cwd: consumer,
    encoding: "utf8",
  });
  if (run.error) throw run.error;
  return run.stdout
    .split("\n")
    .filter((line) => /^(?:esm\.mts|cjs\.cts|\S*@chargeonce|error)/.test(line));
}
