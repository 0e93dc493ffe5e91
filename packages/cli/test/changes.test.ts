import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli, startCli } from "./run-cli.ts";
import { killEvent, killHandler, openShop, type Shop } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const store = sqliteStore({ file });
let shop: Shop;
const run = (line: string) => runCli(line, { ...shop.env, DATABASE_URL: `sqlite:${file}` });

beforeAll(async () => {
  shop = await openShop(store);
});

afterAll(async () => {
  await shop.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test("what a handler failed at is due again, and left to the application's worker", async () => {
  const paid = await shop.pay("order_1", { amount: 1050, currency: "usd" });
  await killHandler(shop, paid);
  expect(await run(`payments redrive ${paid.paymentIntentId}`)).toEqual({
    code: 0,
    stdout: `1 handler of ${paid.id} will be called again (succeeded): the application's worker does it.\n`,
    stderr: "",
  });
  const [effect] = (await shop.payments.find(paid.id))?.effects ?? [];
  expect(effect).toMatchObject({ kind: "succeeded", state: "due", tries: 0 });
  expect((await run(`payments redrive ${paid.id}`)).stdout).toBe(
    `No handler of ${paid.id} has given up: nothing to redrive.\n`,
  );
  const json = await run(`payments redrive ${paid.id} --json`);
  expect(JSON.parse(json.stdout)).toMatchObject({ payment: { id: paid.id }, redriven: [] });
});

test("a dead event is due again; one that was handled is refused", async () => {
  const dead = await killEvent(shop, "payment_intent.succeeded");
  expect(await run(`events redrive ${dead}`)).toEqual({
    code: 0,
    stdout: `${dead} (payment_intent.succeeded) is due again: the application's worker handles it.\n`,
    stderr: "",
  });
  expect(await shop.payments.events.find(dead)).toMatchObject({ status: "pending", attempts: 0 });
  const [created] = await shop.payments.events.list({ type: "payment_intent.created" });
  expect(await run(`events redrive ${created?.id}`)).toEqual({
    code: 1,
    stdout: "",
    stderr: "The event is done: only one that is dead or pending can be driven again.\n",
  });
});

test("a review ends as Stripe bears it out: closed is refused while the money is there, paid is not", async () => {
  const doubtful = await shop.pay("order_doubtful", { amount: 2000, currency: "eur" });
  expect(await run(`payments resolve ${doubtful.id} closed`)).toEqual({
    code: 1,
    stdout: "",
    stderr: `The money has not gone back: Stripe still has 2000 eur (smallest unit) of ${doubtful.paymentIntentId}. Refund or cancel it there first; a dispute counts once it is lost.\n`,
  });
  expect(await run(`payments cancel order_doubtful --json`)).toMatchObject({ code: 2 });
  expect(await run(`payments resolve ${doubtful.id} paid --by Ada`)).toEqual({
    code: 0,
    stdout: `${doubtful.id} is succeeded now (order order_doubtful, 20.00 EUR). Your handler \`succeeded\` hears of it: the application's worker does it.\n`,
    stderr: "",
  });
  expect((await run(`payments resolve ${doubtful.id} paid`)).stderr).toBe(
    "The payment is not in review.\n",
  );
});

test("an order's payment is canceled at Stripe while no money has moved, and not after", async () => {
  await shop.begin("order 9", { amount: 500, currency: "jpy" });
  const [begun] = await shop.payments.list({ orderRef: "order 9" });
  const cancel = (order: string) =>
    startCli(["payments", "cancel", order], { ...shop.env, DATABASE_FILE: file }).ended;
  expect(await cancel("order 9")).toEqual({
    code: 0,
    stdout: `${begun?.id} is canceled now: order order 9, 500 JPY, can be paid anew.\n`,
    stderr: "",
  });
  expect(shop.simulator.requests.filter(({ path }) => path.endsWith("/cancel"))).toHaveLength(1);
  expect(await cancel("order_1")).toEqual({
    code: 1,
    stdout: "",
    stderr: "The payment has gone through; refund it instead.\n",
  });
});
