import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lintTree } from "./lint-tree.ts";

const FORBIDDEN: readonly (readonly [source: string, reason: string])[] = [
  ["export const now = Date.now();", "The wall clock is an input: take the time"],
  ["export const now = Date.now;", "The wall clock is an input: take the time"],
  ["export const now = Date?.now();", "The wall clock is an input: take the time"],
  ["export const { now } = Date;", "The wall clock is an input: name no alias"],
  ['export const now = Date["now"]();', "The wall clock is an input: name no alias"],
  ["export const clocks = [Date];", "The wall clock is an input: name no alias"],
  ["export const now = { clock: Date }.clock;", "The wall clock is an input: name no alias"],
  ["export const now = new Date();", "The wall clock is an input: `new Date()` reads it"],
  ["export const now = new Date;", "The wall clock is an input: `new Date()` reads it"],
  [
    "export const now = new Date(/* today */);",
    "The wall clock is an input: `new Date()` reads it",
  ],
  [
    "export const elapsed = performance.now();",
    "The wall clock is an input: `performance` reads it",
  ],
  ["export const { now } = performance;", "The wall clock is an input: `performance` reads it"],
  ["export const id = Math.random();", "Randomness is an input: take ids"],
  ["export const { random } = Math;", "Randomness is an input: name no alias"],
  ["export const id = crypto.randomUUID();", "Randomness is an input: take ids"],
  ["export const newId = crypto.randomUUID;", "Randomness is an input: take ids"],
  ["export const { randomUUID } = crypto;", "Randomness is an input: name no alias"],
  [
    "export const bytes = crypto.getRandomValues(new Uint8Array(8));",
    "Randomness is an input: take ids",
  ],
  ["setTimeout(() => {}, 5);", "A timer is an input"],
  ["export const later = setInterval;", "A timer is an input"],
  ["export const timers = { setImmediate };", "A timer is an input"],
  ["export const signal = AbortSignal.timeout(5);", "A timer is an input"],
  ['export const answer = fetch("https://api.stripe.com");', "The network is an input"],
  ["export const ports = { fetch };", "The network is an input"],
  ["export const now = globalThis.Date.now();", "The global object leads around the ports"],
];

const ALLOWED = `
export const parsed = new Date(0);
export const at: Date = new Date(Date.UTC(2026, 0, 1));
export const isDate = (value: unknown) => value instanceof Date;
export const rounded = Math.floor(Math.max(1, 2));
export const digest = crypto.subtle.digest("SHA-256", new Uint8Array());
export interface Ports { fetch: typeof fetch; setTimeout(run: () => void): void }
export const send = (ports: Ports) => ports.fetch("https://api.stripe.com");
`;

/** Every case as a file of its own in one tree, so that Biome starts once. */
function sourcesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    FORBIDDEN.map(([source], index) => [`${folder}/case-${index}.ts`, source]),
  );
}

describe.each(["packages/core/src", "packages/simulator/src/engine"])("in %s", (folder) => {
  const findings = lintTree(sourcesIn(folder));

  test.each(FORBIDDEN.map((entry, index) => [...entry, index] as const))(
    "`%s` is refused: %s",
    (_, reason, index) => {
      const said = findings.filter(({ file }) => file === `${folder}/case-${index}.ts`);

      expect(said.map(({ message }) => message.slice(0, reason.length))).toContain(reason);
    },
  );

  test("dates from a value, arithmetic, hashes and types are allowed", () => {
    expect(lintTree({ [`${folder}/allowed.ts`]: ALLOWED })).toEqual([]);
  });
});

describe("determinism", () => {
  test("only the system's clock and ids may touch time and randomness", () => {
    const source = "export const now = Date.now;\nexport const id = crypto.randomUUID;\n";
    const findings = lintTree({
      "packages/core/src/setup/system-clock.ts": source,
      "packages/core/src/setup/system-ids.ts": source,
      "packages/core/src/systems.ts": source,
    });

    expect(findings.map(({ file, line }) => `${file}:${line}`).sort()).toEqual([
      "packages/core/src/systems.ts:1",
      "packages/core/src/systems.ts:2",
    ]);
  });

  test("Node's own globals are refused where workers run the code", () => {
    const source =
      'export const bytes = Buffer.from("a");\nexport const key = process.env["KEY"];\n';
    const findings = lintTree({
      "packages/core/src/read.ts": source,
      "packages/fetch/src/read.ts": source,
      "packages/express/src/read.ts": source,
    });

    expect(findings.map(({ file, line }) => `${file}:${line}`).sort()).toEqual([
      "packages/core/src/read.ts:1",
      "packages/core/src/read.ts:2",
      "packages/fetch/src/read.ts:1",
      "packages/fetch/src/read.ts:2",
    ]);
  });

  test("no source suppresses a rule of import direction or determinism", () => {
    const top = join(import.meta.dirname, "../..");
    const sources = ["packages", "examples"].flatMap((folder) =>
      readdirSync(join(top, folder)).flatMap((name) =>
        sourcesUnder(join(top, folder, name, "src")),
      ),
    );

    const suppressed = sources.filter((path) =>
      /biome-ignore\S*\s+lint(?:\/style(?:\/noRestrictedImports)?|\/plugin\S*)?\s*:/.test(
        readFileSync(path, "utf8"),
      ),
    );

    expect(sources.length).toBeGreaterThan(0);
    expect(suppressed).toEqual([]);
  });
});

function sourcesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(folder, path));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
