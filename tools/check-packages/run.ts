import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectTarball } from "./inspect-tarball.ts";
import { installConsumer } from "./install-consumer.ts";
import { admits, runOnNode, SUPPORTED_NODES } from "./node-versions.ts";
import { type PackedPackage, packPackages } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";
import { typeFaults } from "./type-faults.ts";

const top = join(import.meta.dirname, "../..");
let failures = 0;

/** Runs one check, which returns the lines to show and fails by throwing. */
function check(title: string, run: () => string): boolean {
  try {
    const said = run().trimEnd();
    console.log(`ok   ${title}${said && `\n${said}`}`);
    return true;
  } catch (error) {
    failures += 1;
    console.log(`FAIL ${title}\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function expectNone(faults: readonly string[]): string {
  if (faults.length > 0) throw new Error(faults.map((fault) => `  ${fault}`).join("\n"));
  return "";
}

/** The exit code counts; what a passing tool says is not shown. */
function quietly(command: string, args: readonly string[]): string {
  runCommand(command, args, top);
  return "";
}

/** `@chargeonce/simulator/msw` for the export `./msw`. */
function entriesOf({ manifest }: PackedPackage): string[] {
  return Object.keys(manifest.exports)
    .filter((path) => !path.endsWith(".json"))
    .map((path) => manifest.name + path.slice(1));
}

function checkTarball(one: PackedPackage): void {
  const { name } = one.manifest;
  check(`${name}: manifest and files`, () => expectNone(inspectTarball(one)));
  check(`${name}: publint --strict`, () =>
    quietly("pnpm", ["exec", "publint", one.tarball, "--strict"]),
  );
  // The profile leaves out `node10` resolution alone: it cannot read `exports`, and every supported Node can.
  check(`${name}: attw --profile node16`, () =>
    quietly("pnpm", ["exec", "attw", one.tarball, "--profile", "node16"]),
  );
}

function checkOnNode(major: number, consumer: string, packed: readonly PackedPackage[]): void {
  const fitting = packed.filter(({ manifest }) => admits(manifest.engines.node, major));
  check(`every entry loads on Node ${major}`, () =>
    runOnNode(major, ["smoke.mjs", ...fitting.flatMap(entriesOf)], consumer),
  );
  for (const { manifest } of fitting) {
    for (const [command, file] of Object.entries(manifest.bin)) {
      const path = join("node_modules", manifest.name, file);
      check(`${command} --help answers on Node ${major}`, () => {
        runOnNode(major, [path, "--help"], consumer);
        return "";
      });
    }
  }
}

function checkAll(work: string): void {
  const packed = packPackages(top, work);
  for (const one of packed) checkTarball(one);
  check("sizes stay within .size-limit.json", () => quietly("pnpm", ["exec", "size-limit"]));

  const consumer = join(work, "consumer");
  const installed = check("the tarballs install beside their peers", () => {
    installConsumer(top, consumer, packed);
    return "";
  });
  if (!installed) return;
  check("their types compile for a user, from ESM and CommonJS", () =>
    expectNone(typeFaults(consumer, packed.flatMap(entriesOf))),
  );
  for (const major of SUPPORTED_NODES) checkOnNode(major, consumer, packed);
}

if (!existsSync(join(top, "packages/core/dist/index.d.ts"))) {
  console.error("The packages are not built: run `npx -y pnpm@12 build` first.");
  process.exit(1);
}
const work = mkdtempSync(join(tmpdir(), "chargeonce-packages-"));
try {
  checkAll(work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failures === 0 ? "package checks: all passed" : `package checks: ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
