import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli, startCli } from "./run-cli.ts";
import { openShop, type Shop } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const store = sqliteStore({ file });
/** As after restoring a backup from before the first payment. */
const restoredFile = join(folder, "restored.db");
const restored = sqliteStore({ file: restoredFile });
let shop: Shop;
let env: Record<string, string>;

beforeAll(async () => {
  shop = await openShop(store);
  env = { ...shop.env, DATABASE_FILE: file };
  await shop.pay("order_1", { amount: 1050, currency: "usd" });
  // Stripe tells of the charge once more a moment later.
  await vi.waitFor(() => {
    shop.simulator.prune();
    expect(shop.simulator.events.list()).toHaveLength(4);
  }, 20_000);
  await shop.deliver();
});

afterAll(async () => {
  await shop.close();
  await store.close();
  await restored.close();
  rmSync(folder, { recursive: true, force: true });
});

test("where nothing was missed it says that both sides agree, and ends with 0", async () => {
  expect(await runCli("reconcile", env)).toEqual({
    code: 0,
    stdout: `Read 4 events of Stripe's list, from YYYY-MM-DDThh:mm:ssZ to YYYY-MM-DDThh:mm:ssZ: no delivery was missed.
Looked at 0 payments that were due. Events are left to the application's worker.
Compared 1 PaymentIntent made since YYYY-MM-DDThh:mm:ssZ: 0 payments were brought up to date.

Stripe and the database agree.
`,
    stderr: "",
  });
  const { stdout, stderr, code } = await runCli("reconcile --json", env);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: false,
    interrupted: false,
    feed: { missed: 0, gap: null },
    comparison: { compared: 1, outdated: 0, paidThereNotHere: [], paidHereNotThere: [] },
    reviews: 0,
    problems: [],
  });
});

test("a dry run shows what a backup lost and what to do, ends with 2 and changes nothing", async () => {
  const dry = await runCli("reconcile --dry-run --since 2020-01-01", {
    ...shop.env,
    DATABASE_FILE: restoredFile,
  });
  expect(dry).toEqual({
    code: 2,
    stdout: `Dry run: nothing was changed.
Read 4 events of Stripe's list, from YYYY-MM-DDThh:mm:ssZ to YYYY-MM-DDThh:mm:ssZ: 4 had not come by webhook.
Due now: 0 payments and 4 events.
Compared 1 PaymentIntent made since YYYY-MM-DDThh:mm:ssZ: 0 payments would be brought up to date.

Paid at Stripe and not here
PAYMENT INTENT               PAYMENT                               ORDER       AMOUNT  BECAUSE
pi_3c3Dop7uhcXR0Mif0VteC8PE  pay_00000000000000000000000000000001  order_1  10.50 USD  no_such_payment
→ no_such_payment: this database has no such payment, as after restoring a backup. Fulfil the order by hand, or refund or cancel it at Stripe.
`,
    stderr: "",
  });
  const owner = { account: "", livemode: false, installation: "" };
  expect(await restored.feed.find(owner)).toBeNull();
  expect(await restored.payments.list({ ...owner, limit: 10 })).toEqual([]);
});

test("what a backup lost is listed by reviews until a person has seen to it", async () => {
  const there = { ...shop.env, DATABASE_FILE: restoredFile };
  expect((await runCli("reconcile --since 2020-01-01", there)).code).toBe(2);
  const [intent] = shop.simulator.ledger.paymentIntents();
  const listed = await runCli("reviews", there);
  expect(listed.code).toBe(2);
  expect(listed.stdout).toContain("Stripe has money of the payment pay_0000");
  expect(listed.stdout).toContain(`chargeonce payments resolve ${intent?.id} kept`);
  expect(listed.stdout).toContain("1 charge.");
  const { stdout } = await runCli("reviews --json", there);
  expect(JSON.parse(stdout)).toMatchObject({
    payments: [],
    strays: [{ id: intent?.id, because: "no_such_payment", orderRef: "order_1", amount: 1050 }],
  });
  expect((await runCli(`payments resolve ${intent?.id} closed`, there)).code).toBe(1);
  expect(await runCli(`payments resolve ${intent?.id} kept --by Ada`, there)).toEqual({
    code: 0,
    stdout: `${intent?.id} (10.50 USD) is kept: it is listed no more.\n`,
    stderr: "",
  });
  expect((await runCli("reviews", there)).code).toBe(0);
});

test("Ctrl-C stops a run where nothing is left half done, and says how far it came", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    shop.simulator.onRequest = async ({ path }) => {
      if (!path.startsWith("/v1/events")) return;
      resolve();
      await held;
    };
  });
  const { child, output, ended } = startCli(["reconcile"], env);
  await asked;
  child.kill("SIGINT");
  await expect.poll(() => output.stderr, { timeout: 10_000 }).toContain("Stopping");
  release();
  shop.simulator.onRequest = null;
  expect(await ended).toEqual({
    code: 130,
    stdout: `Read 0 events of Stripe's list, from YYYY-MM-DDThh:mm:ssZ to YYYY-MM-DDThh:mm:ssZ: no delivery was missed.
Looked at 0 payments that were due. Events are left to the application's worker.
Compared 0 PaymentIntents made since YYYY-MM-DDThh:mm:ssZ: 0 payments were brought up to date.

Stopped before its end; what is told above is done. Run it again to go on.
`,
    stderr: "Stopping where nothing is left half done; once more stops at once.\n",
  });
});

test("what failed and is due again later is named on stderr, and ends with 2", async () => {
  await shop.begin("order_2", { amount: 700, currency: "eur" });
  const [payment] = await shop.payments.list({ orderRef: "order_2" });
  if (payment === undefined) throw new Error("The order was begun.");
  const due = { ...payment, dueAt: new Date(0), version: payment.version + 1 };
  expect(await store.payments.update(due)).toBe(true);
  shop.simulator.faults.next("error_500_before", { route: "retrieve" });
  const { stdout, stderr, code } = await runCli("reconcile", env);
  expect(stdout).toContain("Looked at 1 payment that was due; 1 failed and is due again later.");
  expect(stderr).toBe(
    `Reconciling failed here; it is due again later. payment_id=${payment.id} code=payment_outcome_unknown\n`,
  );
  expect(code).toBe(2);
});

test("a key without the right permission ends with 1 and says which it needs; no answer ends with 3", async () => {
  const badKey = await runCli("reconcile", { ...env, STRIPE_SECRET_KEY: "rk_test_notThisOne" });
  expect(badKey.code).toBe(1);
  expect(badKey.stdout).toContain(
    "! Comparing what was paid did not come to its end: Stripe answered HTTP 401. Check the secret key and its permissions (PaymentIntents: write; events, charges, refunds and disputes: read).\n",
  );
  expect(badKey.stdout + badKey.stderr).not.toContain("notThisOne");

  const nobody = { ...env, STRIPE_API_BASE: "http://127.0.0.1:9" };
  const unreachable = await runCli("reconcile --json", nobody);
  expect(unreachable.code).toBe(3);
  const { problems } = JSON.parse(unreachable.stdout);
  const message =
    "Stripe cannot be reached or gave no answer: check the network and STRIPE_API_BASE, then try again.";
  expect(problems).toEqual([
    { part: "feed", code: "payment_outcome_unknown", message },
    { part: "comparison", code: "payment_outcome_unknown", message },
  ]);
});
