import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import * as z from "zod";

const top = join(import.meta.dirname, "../..");
const options = await extractDepcruiseOptions(join(top, "tools/lint/import-rules.config.ts"));

const Door = z.object({ "chargeonce-source": z.string() }).catch({ "chargeonce-source": "" });
const Manifest = z.object({ name: z.string(), exports: z.record(z.string(), Door).catch({}) });

/** Packages that an import of the tests may lead to. */
const INSTALLED = ["@opentelemetry/api", "express", "koa", "msw", "pg", "stripe", "vitest", "zod"];

/** What the rules said of one import. */
export interface Judged {
  readonly file: string;
  /** As the import names it. */
  readonly module: string;
  /** Rules that refuse it. */
  readonly rules: readonly string[];
}

/** The names of all rules. */
export const RULES: readonly string[] = (options.ruleSet?.forbidden ?? []).map(
  ({ name }) => name ?? "",
);

/**
 * Holds the real rules against a tree of the given files. The manifests and doors of our packages are in it as they are,
 * and every file that a relative import names.
 *
 * @param imports What each file imports, by its path from the top of the tree: module names, or whole statements.
 */
export async function cruiseTree(
  imports: Readonly<Record<string, readonly string[]>>,
): Promise<Judged[]> {
  const root = mkdtempSync(join(tmpdir(), "chargeonce-imports-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  try {
    for (const name of INSTALLED) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
      write(`node_modules/${name}/index.js`, "");
    }
    mkdirSync(join(root, "node_modules/@chargeonce"));
    for (const folder of readdirSync(join(top, "packages"))) writePackage(`packages/${folder}`);
    writePackage("examples/express");
    write("tsconfig.json", "{}");
    for (const file of Object.keys(imports)) {
      for (const module of imports[file] ?? []) {
        if (module.startsWith(".")) write(join(dirname(file), module), "");
      }
    }
    for (const [file, modules] of Object.entries(imports)) {
      write(file, modules.map(statementOf).join("\n"));
    }
    const { output } = await cruise(["packages", "examples", "tools"].filter(isThere), {
      ...options,
      baseDir: root,
    });
    if (typeof output === "string") throw new Error(output);
    return output.modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ module, protocol = "", rules = [] }) => ({
        file: source,
        module: module.startsWith(protocol) ? module : protocol + module,
        rules: rules.map(({ name }) => name),
      })),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }

  function writePackage(path: string): void {
    const text = readFileSync(join(top, path, "package.json"), "utf8");
    const { name, exports } = Manifest.parse(JSON.parse(text));
    write(`${path}/package.json`, text);
    for (const { "chargeonce-source": source } of Object.values(exports)) {
      if (source !== "") write(join(path, source), "");
    }
    if (name.startsWith("@chargeonce/"))
      symlinkSync(join(root, path), join(root, "node_modules", name));
  }

  function isThere(folder: string): boolean {
    return readdirSync(root).includes(folder);
  }
}

function statementOf(text: string): string {
  return text.includes(" ") || text.includes("(") ? text : `import ${JSON.stringify(text)};`;
}
