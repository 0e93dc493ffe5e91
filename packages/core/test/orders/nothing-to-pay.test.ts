import type { Order } from "@chargeonce/core";
import { expect, test } from "vitest";
import { charged, intentAt, intentIdOf, ORDER_1, requestsTo } from "../kit/pay.ts";
import { ANNA, ask, BERT, confirmAs } from "../kit/people.ts";
import { createShop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };
const THREE_D_SECURE = "pm_card_threeDSecure2Required";

/** What an order can become, and what process and confirm alike are answered. */
const ENDS: readonly (readonly [string, Order | null, number, string])[] = [
  ["costs nothing", { ...ORDER, amount: 0 }, 409, "order_not_payable"],
  [
    "costs nothing and is not payable",
    { ...ORDER, amount: 0, payable: false },
    409,
    "order_not_payable",
  ],
  ["is not payable", { ...ORDER, payable: false }, 409, "order_not_payable"],
  ["is gone", null, 404, "order_not_found"],
];

test.each(ENDS)(
  "an order that %s from the start is refused by process, and Stripe hears nothing",
  async (_, order, status, code) => {
    const shop = createShop();
    if (order === null) shop.orders.delete("order_1");
    else shop.orders.set("order_1", order);
    const refused = await shop.post(
      "/process",
      { ...ORDER_1, payment_method_id: "pm_card_visa" },
      ANNA,
    );
    expect(refused).toMatchObject({ status, body: { error: { code, retryable: false } } });
    expect(shop.simulator.requests).toEqual([]);
  },
);

test.each(ENDS)(
  "an order that %s before its confirm: the confirm is refused, and the app cannot pay the intent any more either",
  async (_, order, status, code) => {
    const shop = createShop();
    const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
    if (order === null) shop.orders.delete("order_1");
    else shop.orders.set("order_1", order);
    const refused = await confirmAs(shop, ANNA, processed);
    expect(refused).toMatchObject({ status, body: { error: { code, retryable: false } } });
    expect(intentAt(shop, processed).status).toBe("canceled");
    const paymentMethod = "pm_card_visa";
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod });
    expect(charged(shop)).toEqual([]);
  },
);

test.each(ENDS.filter(([, order]) => order !== null))(
  "an order that %s before the next process: it is refused, and the live intent is canceled",
  async (_, order, status, code) => {
    const shop = createShop();
    const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
    if (order !== null) shop.orders.set("order_1", order);
    const refused = await shop.post("/process", ORDER_1, ANNA);
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    expect(intentAt(shop, processed).status).toBe("canceled");
  },
);

test("an order that another caller's process finds free: that ends the first one's intent too", async () => {
  const shop = createShop();
  const processed = await ask(shop, ANNA);
  shop.orders.set("order_1", { ...ORDER, amount: 0 });
  expect((await shop.post("/process", ORDER_1, BERT)).body.error.code).toBe("order_not_payable");
  expect(intentAt(shop, processed).status).toBe("canceled");
});

test("an order that becomes free during a challenge: process refuses and the challenge leads to no charge", async () => {
  const shop = createShop();
  const processed = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, processed, THREE_D_SECURE);
  shop.orders.set("order_1", { ...ORDER, amount: 0 });
  expect((await shop.post("/process", ORDER_1, ANNA)).body.error.code).toBe("order_not_payable");
  expect(() => shop.simulator.authenticate(intentIdOf(processed), "complete")).toThrow();
  expect(charged(shop)).toEqual([]);
});

test("an order that becomes free while a confirm has no answer: its key hears that, and the late request is refused", async () => {
  const shop = createShop();
  const wire = createWire(shop.simulator);
  const to = shop.another({ stripe: wire.stripe() });
  const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  const late = wire.detain("/confirm");
  const body = { payment_intent_client_secret: processed.body.client_secret };
  const tap = { ...ANNA, key: "tap-1", to };
  expect((await shop.post("/confirm", body, tap)).status).toBe(503);
  shop.orders.set("order_1", { ...ORDER, amount: 0 });
  expect((await shop.post("/confirm", body, tap)).body.error.code).toBe("order_not_payable");
  expect(await late.arrive()).toBe(400);
  expect(charged(shop)).toEqual([]);
});

test("an order that becomes too cheap for Stripe is refused by process and confirm alike, and its intent is canceled", async () => {
  const shop = createShop();
  const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", { ...ORDER, amount: 20 });
  const confirmed = await confirmAs(shop, ANNA, processed);
  expect(confirmed).toMatchObject({
    status: 422,
    body: { error: { code: "order_amount_mismatch" } },
  });
  expect(intentAt(shop, processed).status).toBe("canceled");
  const asked = await ask(shop, ANNA);
  expect(asked).toMatchObject({ status: 422, body: { error: { code: "amount_not_chargeable" } } });
  expect(charged(shop)).toEqual([]);
});

test("an order that is paid and then becomes free is still told as paid", async () => {
  const shop = createShop();
  const processed = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, processed, "pm_card_visa");
  shop.orders.set("order_1", { ...ORDER, amount: 0 });
  expect((await confirmAs(shop, ANNA, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "cancel")).toEqual([]);
});

test("an order that becomes payable again is paid by the next payment", async () => {
  const shop = createShop();
  await ask(shop, ANNA);
  shop.orders.set("order_1", { ...ORDER, payable: false });
  await shop.post("/process", ORDER_1, ANNA);
  shop.orders.set("order_1", ORDER);
  const again = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  expect((await confirmAs(shop, ANNA, again)).body.status).toBe("succeeded");
});
