import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import { openShop, type Shop } from "./shop.ts";

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const store = sqliteStore({ file });
let shop: Shop;
let env: Record<string, string>;

beforeAll(async () => {
  shop = await openShop(store);
  env = { ...shop.env, DATABASE_FILE: file };
});

afterAll(async () => {
  await shop.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  {
    fault: "a key that Stripe refuses",
    setting: { STRIPE_SECRET_KEY: "rk_test_notThisOne" },
    code: 1,
    problem: "stripe_key_refused",
    answer: "key_refused",
    says: "refuses the key",
    sentence: "Stripe refuses the key: check STRIPE_SECRET_KEY, its permissions and --account.",
  },
  {
    fault: "a Stripe that cannot be reached",
    setting: { STRIPE_API_BASE: "http://127.0.0.1:9" },
    code: 3,
    problem: "stripe_unreachable",
    answer: "none",
    says: "gave no usable answer",
    sentence:
      "Stripe cannot be reached or gave no answer: check the network and STRIPE_API_BASE, then try again.",
  },
])("$fault ends health with $code and says what to do", async ({ setting, code, ...expected }) => {
  const shown = await runHere("health", { ...env, ...setting });
  expect([shown.code, shown.stderr]).toEqual([code, ""]);
  expect(shown.stdout).toContain(`\nStripe              ${expected.says}\n`);
  expect(shown.stdout).toMatch(
    new RegExp(`\\n\\n${expected.problem}\\n  ${expected.sentence.replaceAll(".", "\\.")}\\n$`),
  );
  const json = await runHere("health --json", { ...env, ...setting });
  expect(json.code).toBe(code);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    problems: [{ code: expected.problem, message: expected.sentence }],
    stripe: { answer: expected.answer, clockSkewMs: null },
  });
});

test("where something else is not well either, health ends with 2", async () => {
  await shop.pay("order_doubtful", { amount: 2000, currency: "eur" });
  const wrongKey = { ...env, STRIPE_SECRET_KEY: "rk_test_notThisOne" };
  const { stdout, code } = await runHere("health --json", wrongKey);
  expect(code).toBe(2);
  expect(JSON.parse(stdout).problems).toMatchObject([
    { code: "payments_for_review" },
    { code: "stripe_key_refused" },
  ]);
});
