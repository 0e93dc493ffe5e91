import { expect, test } from "vitest";
import { pay, post } from "./customer.ts";
import { findSecrets } from "./find-secrets.ts";
import { expectInvariants } from "./invariants.ts";
import type { Life } from "./life.ts";
import { ORDERS } from "./orders.ts";
import { shopOpener } from "./shop-opener.ts";

const LIFE: Life = { kill: null, worker: true, aheadMs: 0 };
const CARD_NUMBER = "4242424242424242";

const open = shopOpener();

test("no client secret, key or card number is in the log or in the database, whatever was sent", {
  timeout: 60_000,
}, async () => {
  const shop = await open([LIFE]);
  const { url } = await shop.server();
  const { simulator } = shop;
  shop.openForWebhooks();

  const process = { order_id: "order_1", amount: 1050, currency: "usd" };
  const card = { ...process, payment_method_id: CARD_NUMBER };
  expect(await post(`${url}/process`, card)).toMatchObject({ status: 400 });
  const number = { ...process, payment_method_id: "pm_card_visa", card: { number: CARD_NUMBER } };
  expect(await post(`${url}/process`, number)).toMatchObject({ status: 400 });
  expect(await post(`${url}/webhook`, { id: "evt_forged" })).toMatchObject({ status: 400 });
  // An app that mixes its fields up.
  const processed = await post(`${url}/process`, { ...process, payment_method_id: "pm_card_visa" });
  const secret = String(processed?.body.client_secret);
  const mixedUp = { payment_intent_client_secret: secret, payment_method_id: secret };
  expect((await post(`${url}/confirm`, mixedUp, secret))?.status).toBeLessThan(500);
  expect((await post(`${url}/process`, { ...process, order_id: secret }))?.status).toBe(404);
  simulator.faults.next("error_500_after", { route: "confirm" });
  simulator.faults.next("truncate_body", { route: "create" });
  const cards = [
    ["pm_card_visa_chargeDeclined", "pm_card_visa"],
    ["pm_card_threeDSecure2Required"],
    ["pm_card_visa"],
  ];
  for (const [n, order] of ORDERS.entries()) {
    const customer = { shop, name: order.id, cards: cards[n] ?? [], comesBack: true };
    expect(await pay(customer, order)).toBe("succeeded");
  }
  await shop.deliverWebhooks();

  const written = shop.everythingWritten();
  for (const each of ['"event":"webhook_refused"', secret.replace(/_secret_.*/, "")]) {
    expect(written.includes(each), each).toBe(true);
  }
  expect(findSecrets(written)).toEqual([]);
  expect(expectInvariants(shop, "nobody killed")).toEqual(["order_1", "order_2", "order_3"]);
  // What was looked for is what there was to find.
  const found = [
    secret,
    simulator.keys.secretKey,
    ...simulator.webhooks.endpoints.map((each) => each.secret),
    CARD_NUMBER,
  ];
  expect(found.map((each) => findSecrets(` ${each} `).length)).toEqual([1, 1, 1, 1]);
});
