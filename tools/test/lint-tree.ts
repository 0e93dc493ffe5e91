import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";

const top = join(import.meta.dirname, "../..");
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

const Report = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      message: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }).optional() }),
    }),
  ),
});

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Lints a tree that holds the given files and the real configuration.
 *
 * @param files Source text by path from the top of the tree.
 * @returns What the GritQL plugins and `noRestrictedImports` said, in no order.
 */
export function lintTree(files: Readonly<Record<string, string>>): Finding[] {
  const root = mkdtempSync(join(tmpdir(), "chargeonce-lint-"));
  try {
    for (const shared of ["biome.json", ".gitignore", "tools/lint"]) {
      cpSync(join(top, shared), join(root, shared), { recursive: true });
    }
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), source);
    }
    const run = spawnSync(
      process.execPath,
      [biome, "lint", "--reporter=json", "--max-diagnostics=none", ...Object.keys(files)],
      { cwd: root, encoding: "utf8" },
    );
    return Report.parse(JSON.parse(run.stdout))
      .diagnostics.filter(
        ({ category }) => category === "plugin" || category.endsWith("noRestrictedImports"),
      )
      .map(({ location, message }) => ({
        file: location.path,
        line: location.start?.line ?? 0,
        message,
      }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
