import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@chargeonce/store-sqlite";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli } from "./run-cli.ts";
import { openShop, type Shop } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const store = sqliteStore({ file });
const PRICE = { amount: 1050, currency: "usd" };
let shop: Shop;
const run = (line: string) => runCli(line, { ...shop.env, DATABASE_FILE: file });

beforeAll(async () => {
  shop = await openShop(store);
});

afterAll(async () => {
  await shop.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody at the same Stripe account charges by hand. */
async function chargeByHand(metadata: Record<string, string>): Promise<string> {
  const httpClient = Stripe.createFetchHttpClient(shop.simulator.fetch);
  const stripe = new Stripe(shop.simulator.keys.secretKey, { httpClient });
  const { id } = await stripe.paymentIntents.create({
    ...PRICE,
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata,
  });
  await shop.deliver();
  return id;
}

test("show names a charge at Stripe for the payment's order that no payment stands for, until it is seen to", async () => {
  const paid = await shop.pay("order_1", PRICE);
  const other = await shop.pay("order_2", PRICE);
  const stray = await chargeByHand({ order_id: "order_1" });
  const { stdout, code } = await run(`payments show ${paid.id}`);
  expect(code).toBe(0);
  expect(stdout).toContain(`
To be seen to of the same order

${stray}
  order   order_1
  amount  10.50 USD
  status  at Stripe only, seen YYYY-MM-DDThh:mm:ssZ
! charged at Stripe for order order_1, beside the library
  give the money back at Stripe first (closed), or account for it where it belongs (kept):
  → chargeonce payments resolve ${stray} closed
  → chargeonce payments resolve ${stray} kept

`);
  expect(JSON.parse((await run(`payments show ${paid.id} --json`)).stdout)).toMatchObject({
    payment: { id: paid.id, needsPerson: false, reasons: [] },
    sameOrder: {
      payments: [],
      strays: [{ id: stray, because: "charged_beside_the_library", amount: 1050 }],
    },
  });
  const nothing = { payments: [], strays: [] };
  const otherShown = JSON.parse((await run(`payments show ${other.id} --json`)).stdout);
  expect(otherShown.sameOrder).toEqual(nothing);
  await run(`payments resolve ${stray} kept`);
  const seenTo = JSON.parse((await run(`payments show ${paid.id} --json`)).stdout);
  expect(seenTo.sameOrder).toEqual(nothing);
});

test("show names a charge that says it is of the payment's, though its order is written otherwise", async () => {
  const lost = await shop.pay("order_4", PRICE);
  await store.strays.record({
    account: lost.account,
    livemode: lost.livemode,
    installation: lost.installation,
    id: "pi_renamed",
    because: "no_such_payment",
    paymentId: lost.id,
    orderRef: "order-4",
    ...PRICE,
    seenAt: new Date(),
    resolvedAt: null,
    resolvedAs: null,
    decisions: [],
    version: 1,
  });
  const { stdout } = await run(`payments show ${lost.id}`);
  expect(stdout).toContain("To be seen to of the same order\n\npi_renamed\n");
});

test("show names what contradicts another payment of the order, and its own once", async () => {
  await shop.begin("order_3", PRICE);
  const canceled = await shop.payments.cancel("order_3");
  const paid = await shop.pay("order_3", PRICE);
  const other = await chargeByHand({ payment_id: canceled?.id ?? "", order_id: "order_3" });
  const { stdout } = await run(`payments show ${paid.id}`);
  expect(stdout).toContain(`
To be seen to of the same order

${canceled?.id}
  order   order_3
  amount  10.50 USD
  status  canceled, made YYYY-MM-DDThh:mm:ssZ
! another PaymentIntent took money for this order (${other})
`);
  const own = await run(`payments show ${canceled?.id}`);
  expect(own.stdout).toContain(`! another PaymentIntent took money for this order (${other})`);
  expect(own.stdout).not.toContain("To be seen to of the same order");
});

test("show names nothing of another order, or of another tenant's order with that id", async () => {
  const paid = await shop.pay("order_5", PRICE);
  const elsewhere = await shop.pay("order_6", PRICE);
  await chargeByHand({ payment_id: elsewhere.id });
  const contradicted = await shop.payments.find(elsewhere.id);
  if (contradicted === null) throw new Error("A paid order has a payment.");
  const tenants = { id: "pay_tenant", tenant: "b", orderRef: "order_5", paymentIntentId: null };
  await store.payments.reserve({ ...contradicted, ...tenants });
  const reviews = JSON.parse((await run("reviews --json")).stdout).payments;
  const ids = reviews.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining([elsewhere.id, "pay_tenant"]));
  const { sameOrder } = JSON.parse((await run(`payments show ${paid.id} --json`)).stdout);
  expect(sameOrder).toEqual({ payments: [], strays: [] });
});
