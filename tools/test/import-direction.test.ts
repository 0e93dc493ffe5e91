import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rooms } from "../lint/rooms.ts";
import { importDirection } from "../lint/write-import-direction.ts";
import { ALLOWED, FORBIDDEN } from "./import-cases.ts";
import { lintTree } from "./lint-tree.ts";

/** One tree for all cases: each file holds one import a line. */
function treeOf(
  cases: readonly (readonly [string, string, ...unknown[]])[],
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [file, module] of cases)
    files[file] = `${files[file] ?? ""}import ${JSON.stringify(module)};\n`;
  return files;
}

describe("import direction", () => {
  const findings = lintTree(treeOf(FORBIDDEN));

  test.each(FORBIDDEN)("%s may not import %s", (file, module, reason) => {
    const line =
      FORBIDDEN.filter((entry) => entry[0] === file).findIndex((entry) => entry[1] === module) + 1;

    const said = findings.filter((finding) => finding.file === file && finding.line === line);

    expect(said.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^${reason.replaceAll(".", "\\.")}`)),
      ]),
    );
  });

  test("what the rooms need of each other passes without a word", () => {
    expect(lintTree(treeOf(ALLOWED))).toEqual([]);
  });

  test("the engine of the simulator takes hashes from node:crypto, but no randomness", () => {
    const findings = lintTree({
      "packages/simulator/src/engine/ids.ts":
        'import { createHmac } from "node:crypto";\nimport { randomUUID } from "node:crypto";\n',
    });

    expect(findings).toEqual([
      {
        file: "packages/simulator/src/engine/ids.ts",
        line: 2,
        message:
          "Randomness is an input: take only hashes from node:crypto, and ids from the seed.",
      },
    ]);
  });

  test("the simulator takes types of Stripe's SDK, but no code", () => {
    const code = [
      'import Stripe from "stripe";',
      'import "stripe";',
      'export { Stripe } from "stripe";',
    ];
    const types = ['import type Stripe from "stripe";', 'export type { Stripe } from "stripe";'];

    const findings = lintTree({
      "packages/simulator/src/engine/charges.ts": [...code, ...types].join("\n"),
    });

    expect(findings.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(findings[0]?.message).toBe(
      "What judges the library is independent of Stripe's SDK: it takes types of it (`import type`), never code.",
    );
  });

  test.each([
    'export { payment } from "stripe";',
    'export * from "stripe";',
    'import type { Stripe } from "stripe";',
    'await import("stripe");',
    "await import(`stripe`);",
    'type Client = import("stripe").Stripe;',
    'const stripe = require("stripe");',
  ])("no other way of writing an import escapes: %s", (source) => {
    expect(lintTree({ "packages/core/src/operations/process-payment.ts": source })).toHaveLength(1);
  });

  test("an adapter, which may use Node's built-ins, makes no `require` of its own", () => {
    const findings = lintTree({
      "packages/express/src/index.ts": 'import { createRequire } from "node:module";\n',
    });

    expect(findings.map(({ message }) => message)).toEqual([
      "The sources are ES modules, and `require` escapes the rules of import direction: write an import.",
    ]);
  });

  test("the configuration that Biome reads is what rooms.ts says", () => {
    const written = readFileSync(
      join(import.meta.dirname, "../lint/import-direction.json"),
      "utf8",
    );

    expect(written).toBe(importDirection(rooms));
  });
});
