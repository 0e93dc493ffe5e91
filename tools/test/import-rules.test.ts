import { describe, expect, test } from "vitest";
import { CORE_ROOMS } from "../lint/core-rooms.ts";
import { cruiseTree, RULES } from "./cruise-tree.ts";

/** File, a module that it must not import, and the rule that says so. */
const FORBIDDEN: readonly (readonly [file: string, module: string, rule: string])[] = [
  ["packages/express/src/index.ts", "../../core/src/index.ts", "door"],
  ["packages/express/test/router.test.ts", "../../core/src/payment.ts", "door"],
  ["packages/core/test/regression/lost.test.ts", "../../../express/src/index.ts", "door"],
  ["packages/unforeseen/src/index.ts", "../../core/src/index.ts", "door"],
  ["examples/express/src/server.ts", "../../../packages/core/src/index.ts", "door"],
  ["examples/express/src/server.ts", "../../checkout/src/index.ts", "door"],
  ["examples/express/test/server.test.ts", "../../../tools/explore/world.ts", "door"],
  [
    "packages/core/src/operations/process-payment.ts",
    "../../test/fixture.ts",
    "sources-stay-in-src",
  ],
  ["packages/core/src/inbox/deliver.ts", "../../test/fixture.ts", "sources-stay-in-src"],
  ["packages/simulator/src/engine/charges.ts", "../../tsup.config.ts", "sources-stay-in-src"],
  ["packages/express/src/index.ts", "@chargeonce/core/dist/index.js", "found"],
  ["packages/express/test/router.test.ts", "@chargeonce/core/src/payment.ts", "found"],
  ["examples/express/src/server.ts", "@chargeonce/core/src/payment.ts", "found"],
  ["tools/explore/run.ts", "nowhere", "found"],
  ["packages/koa/src/one.ts", "./other.ts", "no-circle"],
  ["tools/explore/one.ts", "./other.ts", "no-circle"],
  ["packages/core/src/operations/process-payment.ts", "vitest", "installed"],
  ["packages/store-sqlite/src/index.ts", "stripe", "installed"],
  ["packages/core/src/unforeseen/room.ts", "zod", "core-has-rooms"],
  ["packages/core/src/operations/process-payment.ts", "express", "core-stands-alone"],
  ["packages/core/src/operations/process-payment.ts", "node:crypto", "core-stands-alone"],
  ["packages/core/src/operations/process-payment.ts", "fs", "core-stands-alone"],
  ["packages/core/src/create-payments.ts", "pg", "core-stands-alone"],
  [
    "packages/core/src/operations/process-payment.ts",
    "@chargeonce/store-sqlite",
    "core-stands-alone",
  ],
  ["packages/core/src/operations/process-payment.ts", "stripe", "core-stripe"],
  ["packages/core/src/create-payments.ts", "stripe", "core-stripe"],
  ["packages/core/src/index.ts", "./opentelemetry.ts", "core-opentelemetry"],
  ["packages/core/src/operations/process-payment.ts", "@opentelemetry/api", "core-opentelemetry"],
  ["packages/express/src/index.ts", "koa", "express"],
  ["packages/express/src/index.ts", "stripe", "express"],
  ["packages/koa/src/index.ts", "express", "koa"],
  ["packages/fetch/src/index.ts", "node:http", "fetch"],
  ["packages/store-sqlite/src/index.ts", "pg", "store-sqlite"],
  ["packages/store-sqlite/src/index.ts", "@chargeonce/core/opentelemetry", "store-sqlite"],
  ["packages/store-postgres/src/index.ts", "@chargeonce/simulator", "store-postgres"],
  ["packages/cli/src/bin.ts", "@chargeonce/express", "cli"],
  ["packages/testing/src/laws.ts", "vitest", "testing"],
  ["packages/testing/src/laws.ts", "node:test", "testing"],
  ["packages/simulator/src/ledger.ts", "@chargeonce/core", "simulator"],
  ["packages/simulator/src/faces/msw.ts", "@chargeonce/core", "simulator"],
  ["packages/simulator/src/index.ts", "msw", "simulator-msw"],
  ["packages/simulator/src/faces/http-server.ts", "msw", "simulator-msw"],
  ["packages/simulator/src/engine/charges.ts", "node:http", "simulator-engine"],
  ["packages/simulator/src/engine/charges.ts", "../faces/fetch.ts", "simulator-engine"],
  ["packages/simulator/src/engine/charges/capture.ts", "msw", "simulator-engine"],
];

/** File, and a module that it may import. */
const ALLOWED: readonly (readonly [file: string, module: string])[] = [
  ["packages/core/src/operations/process-payment.ts", "zod"],
  ["packages/core/src/stripe/gateway.ts", "stripe"],
  ["packages/core/src/opentelemetry.ts", "@opentelemetry/api"],
  ["packages/core/test/payment.test.ts", "../src/payment.ts"],
  ["packages/core/test/payment.test.ts", "@chargeonce/simulator/msw"],
  ["packages/core/test/regression/lost.test.ts", "../../src/payment.ts"],
  ["packages/express/src/index.ts", "@chargeonce/core"],
  ["packages/express/src/index.ts", "express"],
  ["packages/express/src/index.ts", "node:http"],
  ["packages/koa/src/index.ts", "koa"],
  ["packages/fetch/src/index.ts", "@chargeonce/core"],
  ["packages/store-sqlite/src/index.ts", "node:sqlite"],
  ["packages/store-postgres/src/index.ts", "pg"],
  ["packages/cli/src/bin.ts", "@chargeonce/store-postgres"],
  ["packages/testing/src/laws.ts", "node:assert/strict"],
  ["packages/simulator/src/faces/msw.ts", "msw"],
  ["packages/simulator/src/faces/http-server.ts", "node:http"],
  ["packages/simulator/src/engine/charges.ts", "./ids.ts"],
  ["packages/simulator/src/engine/charges.ts", "node:crypto"],
  ["packages/simulator/src/engine/charges/capture.ts", "../../faults.ts"],
  ["examples/express/src/server.ts", "@chargeonce/express"],
];

function treeOf(cases: readonly (readonly [string, string, ...unknown[]])[]) {
  const tree: Record<string, string[]> = {};
  for (const [file, module] of cases) tree[file] = [...(tree[file] ?? []), module];
  return tree;
}

test.each(FORBIDDEN)("%s may not import %s: %s", async (file, module, rule) => {
  const said = judged.find((each) => each.file === file && each.module === module);

  expect(said?.rules).toContain(rule);
});
const judged = await cruiseTree({
  ...treeOf(FORBIDDEN),
  "packages/koa/src/other.ts": ['import type { One } from "./one.ts";'],
  "tools/explore/other.ts": ['import type { One } from "./one.ts";'],
});

test("what packages need of each other passes without a word", async () => {
  const passed = await cruiseTree(treeOf(ALLOWED));

  expect(passed).toHaveLength(ALLOWED.length);
  expect(passed.filter(({ rules }) => rules.length > 0)).toEqual([]);
});

test("no rule is without a case that needs it", () => {
  const rooms = Object.keys(CORE_ROOMS).map((room) => `core/${room}`);

  expect([...new Set(FORBIDDEN.map(([, , rule]) => rule)), ...rooms].sort()).toEqual(
    [...RULES].sort(),
  );
});

test("no way of writing an import escapes", async () => {
  const ways = [
    'import { Stripe } from "stripe";',
    'import type { Stripe } from "stripe";',
    'export { Stripe } from "stripe";',
    'export * from "stripe";',
    'export type { Stripe } from "stripe";',
    'await import("stripe");',
    "await import(`stripe`);",
    'type Client = import("stripe").Stripe;',
    'const stripe = require("stripe");',
  ];
  const file = (index: number) => `packages/core/src/way-${index}.ts`;

  const said = await cruiseTree(Object.fromEntries(ways.map((way, index) => [file(index), [way]])));

  const caught = said.filter(({ rules }) => rules.includes("core-stripe"));
  expect(ways.filter((_, index) => !caught.some((each) => each.file === file(index)))).toEqual([]);
});

describe("the rooms of the core", async () => {
  const rooms = Object.keys(CORE_ROOMS);
  const named = new Set([...rooms, ...Object.values(CORE_ROOMS).flatMap(({ may }) => may)]);
  const targets = [...named].map((name) => fileOf(name, "imported"));
  const packages = ["zod", "stripe", "@opentelemetry/api"];
  const judged = await cruiseTree(
    Object.fromEntries(
      rooms.map((room) => {
        const up = isFile(room) ? "./" : "../";
        const modules = [...targets.map((target) => `${up}${target}`), ...packages];
        return [`packages/core/src/${fileOf(room, "importing")}`, modules];
      }),
    ),
  );

  test.each(Object.entries(CORE_ROOMS))(
    "%s imports what its row names, and no more",
    (room, { may, npm = [] }) => {
      const passed = judged
        .filter(({ file }) => file === `packages/core/src/${fileOf(room, "importing")}`)
        .filter(({ rules }) => !rules.includes(`core/${room}`))
        .map(({ module }) => module.replace(/^\.\.?\//, ""));

      const wanted = targets.filter((target) =>
        [room, ...may].some((name) => covers(name, target)),
      );
      expect(passed.sort()).toEqual([...wanted, ...npm].sort());
    },
  );

  function isFile(name: string): boolean {
    return name.endsWith(".ts");
  }

  function fileOf(name: string, example: string): string {
    if (name === "*.ts") return `${example}.ts`;
    return isFile(name) ? name : `${name}/${example}.ts`;
  }

  function covers(name: string, file: string): boolean {
    return name === "*.ts"
      ? !file.includes("/") && !Object.hasOwn(CORE_ROOMS, file)
      : file === name || file.startsWith(`${name}/`);
  }
});
