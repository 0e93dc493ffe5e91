import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the generated schema depends on. */
const SOURCES = [
  "shape-roots.ts",
  "generate-shapes.ts",
  "../../node_modules/stripe/package.json",
  "../../node_modules/ts-json-schema-generator/package.json",
];

/** In the temporary folder, one for each version of everything that it is made from. */
export function shapeFile(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) hash.update(readFileSync(join(import.meta.dirname, source)));
  return join(tmpdir(), "chargeonce-shapes", `${hash.digest("hex").slice(0, 16)}.json`);
}

/** Makes the file unless it is there. Runs side by side do the work twice, and none sees half a file. */
export async function makeShapeFile(): Promise<void> {
  const file = shapeFile();
  if (existsSync(file)) return;
  // Loads the TypeScript compiler, which a run that finds the file can do without.
  const { generateShapes } = await import("./generate-shapes.ts");
  mkdirSync(join(file, ".."), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(generateShapes()));
  renameSync(unfinished, file);
}
