import { expect, test } from "vitest";
import { lintTree } from "./lint-tree.ts";

test("the engine of the simulator takes hashes from node:crypto, but no randomness", () => {
  const findings = lintTree({
    "packages/simulator/src/engine/ids.ts":
      'import { createHmac } from "node:crypto";\nimport { randomUUID } from "node:crypto";\n',
  });

  expect(findings).toEqual([
    {
      file: "packages/simulator/src/engine/ids.ts",
      line: 2,
      message: "Randomness is an input: take only hashes from node:crypto, and ids from the seed.",
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
  ['import "./ports/../../test/fixture.ts";', "A path that goes down and up again"],
  ["await import(name);", "A computed import"],
  ['type Client = import("stripe").Stripe;', "An inline"],
  ['const stripe = require("stripe");', "The sources are ES modules"],
  ['import { createRequire } from "node:module";', "The sources are ES modules"],
])("no source hides what it imports: %s", (source, reason) => {
  const findings = lintTree({ "packages/express/src/index.ts": source });

  expect(findings.map(({ message }) => message.slice(0, reason.length))).toEqual([reason]);
});
