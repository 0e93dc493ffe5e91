import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { USER_SHOP } from "./user-shop.ts";

/** The compilers that users may have, as a consumer names them. */
export const TYPESCRIPTS = {
  "typescript-5.9": "npm:typescript@~5.9.0",
  "typescript-6.0": "npm:typescript@~6.0.0",
  "typescript-7.0": "npm:typescript@~7.0.0",
} as const;

/** `moduleResolution`, and the `module` that goes with it. `node10` reads no `exports`, only `types` and `typesVersions`. */
export const RESOLUTIONS = {
  bundler: "preserve",
  node10: "commonjs",
  node16: "node16",
  nodenext: "nodenext",
} as const;

/** How a user compiles. */
export interface Compiling {
  readonly typescript: keyof typeof TYPESCRIPTS;
  readonly resolution: keyof typeof RESOLUTIONS;
}

/**
 * Compiles a user's files: a shop, and files that take every entry, each as an ES module and as CommonJS.
 * Declarations are checked too, because a type that is missing there reaches a user silently as `any`.
 *
 * @returns The compiler's errors in the user's files and in our declarations; those of other packages are theirs.
 */
export function typeFaults(
  consumer: string,
  entries: readonly string[],
  { typescript, resolution }: Compiling,
): string[] {
  const esm = linesOf(entries, (entry, index) => `export * as entry${index} from "${entry}";`);
  const cjs = linesOf(entries, (entry, index) => `export import e${index} = require("${entry}");`);
  const files =
    resolution === "node10"
      ? { "esm.ts": esm, "cjs.ts": cjs, "shop.ts": USER_SHOP }
      : { "esm.mts": esm, "cjs.cts": cjs, "shop.mts": USER_SHOP, "shop.cts": USER_SHOP };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(consumer, file), text);
  const compilerOptions = {
    module: RESOLUTIONS[resolution],
    moduleResolution: resolution,
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ["node"],
    // As Stripe's own declarations want it; the other resolutions have it by themselves.
    ...(resolution === "node10" ? { esModuleInterop: true } : {}),
    ...(resolution === "node10" && typescript === "typescript-6.0"
      ? { ignoreDeprecations: "6.0" }
      : {}),
  };
  writeFileSync(
    join(consumer, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: Object.keys(files) }),
  );
  const compiler = join("node_modules", typescript, "bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "--pretty", "false"], {
    cwd: consumer,
    encoding: "utf8",
  });
  if (run.error) throw run.error;
  return faultsIn(run.stdout + run.stderr, run.status);
}

/** msw 3 ships ES modules alone. CommonJS takes them under `nodenext`, as every supported Node does; `node16` knows no way. */
const MSW_3_FROM_COMMONJS = /simulator\/dist\/msw\.d\.cts\(\d+,\d+\): error TS1479/;

/** What it wrote counts if it is about us; if it wrote nothing that can be read, how it ended. */
function faultsIn(said: string, status: number | null): string[] {
  const errors = said.split("\n").filter((line) => /\berror TS\d+:/.test(line));
  if (status !== 0 && errors.length === 0) return [`the compiler ended with ${status}: ${said}`];
  return errors
    .filter((line) => /^(?:(?:esm|cjs|shop)\.[mc]?ts|\S*@chargeonce|error)/.test(line))
    .filter((line) => !MSW_3_FROM_COMMONJS.test(line));
}

function linesOf(entries: readonly string[], line: (entry: string, index: number) => string) {
  return entries.map((entry, index) => `${line(entry, index)}\n`).join("");
}
