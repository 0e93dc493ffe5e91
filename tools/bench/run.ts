import { globSync } from "node:fs";
import { join } from "node:path";
import { isMissed } from "./bench.ts";
import { runBench } from "./run-bench.ts";

// `pnpm bench [part of a file's name]`: runs every packages/*/bench/*.ts and fails when a stated limit is missed.
const top = join(import.meta.dirname, "../..");
const [part = ""] = process.argv.slice(2);
const files = globSync("packages/*/bench/*.ts", { cwd: top }).filter((file) => file.includes(part));
if (files.length === 0) throw new Error(`No bench file has '${part}' in its name.`);

let missed = 0;
for (const file of files.sort()) {
  const { title, size, figures } = await runBench(join(top, file));
  console.log(`\n${title} (${size.toLocaleString("en")}; ${file})`);
  console.table(
    figures.map(({ name, value, unit, below }) => ({
      figure: name,
      value: Number(value.toPrecision(3)),
      unit,
      limit: below === undefined ? "" : `< ${below}`,
      "": isMissed({ name, value, unit, ...(below !== undefined && { below }) }) ? "MISSED" : "",
    })),
  );
  missed += figures.filter(isMissed).length;
}
if (missed > 0) console.error(`\n${missed} of the stated limits missed.`);
process.exitCode = missed > 0 ? 1 : 0;
