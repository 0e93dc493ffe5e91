import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import { charged, confirmOrder, processOrder, requestsTo, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES, watchStore } from "../kit/watched-store.ts";
import { createWire } from "../kit/wire.ts";

test("Keys to Stripe: they derive from the reserved row's random id, the step and its number", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined");
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(requestsTo(shop, "create").map((each) => each.idempotencyKey)).toEqual([
    STRIPE_KEYS["create 1"],
  ]);
  expect(requestsTo(shop, "confirm").map((each) => each.idempotencyKey)).toEqual([
    STRIPE_KEYS["confirm 1"],
    STRIPE_KEYS["confirm 2"],
  ]);
});

test("Keys to Stripe: two installations on one Stripe account with equal order ids never meet", async () => {
  const one = createShop();
  const other = createShop({}, { simulator: one.simulator, clock: one.clock });
  const processedHere = await processOrder(one);
  const processedThere = await processOrder(other);
  expect(processedThere.body.client_secret).not.toBe(processedHere.body.client_secret);
  await confirmOrder(one, processedHere, "pm_card_visa");
  await confirmOrder(other, processedThere, "pm_card_mastercard");
  const keys = [...requestsTo(one, "create"), ...requestsTo(one, "confirm")].map(
    (each) => each.idempotencyKey,
  );
  expect(new Set(keys).size).toBe(4);
  expect(one.simulator.requests.filter(({ replayed }) => replayed)).toEqual([]);
  const paymentIds = one.simulator.ledger
    .succeededCharges()
    .map((each) => each.metadata.payment_id);
  expect(paymentIds).toEqual([processedHere.body.payment_id, processedThere.body.payment_id]);
});

test("Keys to Stripe: a helper on another server sends the create under the same key", async () => {
  const shop = createShop();
  const helper = shop.another({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  expect((await processOrder(shop)).status).toBe(503);
  const processed = await processOrder(shop, {}, { to: helper });
  expect(processed.status).toBe(200);
  const [first, second] = requestsTo(shop, "create");
  expect(second).toMatchObject({ idempotencyKey: first?.idempotencyKey, replayed: true });
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("Keys to Stripe: metadata names the payment, and the order for people", async () => {
  const shop = createShop({ ids: fixedIds(), paymentIntentParams: () => ({ description: "Tea" }) });
  shop.orders.set("order_1", {
    id: "order_1",
    amount: 1050,
    currency: "usd",
    metadata: { table: "7", payment_id: "pay_forged", order_id: "order_forged" },
  });
  await processOrder(shop);
  expect(shop.simulator.ledger.paymentIntents()).toMatchObject([
    { metadata: { table: "7", order_id: "order_1", payment_id: FIRST_PAYMENT } },
  ]);
});

test.each(BOTH_STORES)(
  "No transaction is open during a call to Stripe, in any operation, on $kind",
  async ({ make }) => {
    const watched = watchStore(make());
    const shop = createShop({}, { store: watched.store });
    const wire = createWire(shop.simulator);
    const open: number[] = [];
    wire.onSend = () => open.push(watched.openTransactions());
    const server = shop.another({ stripe: wire.stripe() });
    const to = { to: server };
    const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" }, to);
    await processOrder(shop, { payment_method_id: "pm_card_mastercard" }, to);
    await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined", to);
    shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
    const again = await processOrder(shop, { amount: 900 }, to);
    await confirmOrder(shop, again, "pm_card_visa", to);
    await processOrder(shop, { order_id: "order_2", amount: 2000, currency: "eur" }, to);
    await server.cancel("order_2");
    await shop.deliver();
    shop.clock.advance({ hours: 25 });
    await server.reconcile();
    expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
    expect(open.length).toBeGreaterThan(10);
    expect(open.filter((count) => count > 0)).toEqual([]);
  },
);

test("Deadline: a create whose deadline has come is not sent, and is sent later under the same key", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  watched.next("payments.reserve", "after", () => shop.clock.advance({ seconds: 20 }));
  expect(await processOrder(shop)).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_outcome_unknown", payment_id: FIRST_PAYMENT } },
  });
  expect(shop.simulator.requests).toEqual([]);
  expect((await processOrder(shop)).status).toBe(200);
  expect(requestsTo(shop, "create")).toMatchObject([{ idempotencyKey: STRIPE_KEYS["create 1"] }]);
});

test("Deadline: a confirm whose deadline has come is not sent, and is sent later under the same key", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  const processed = await processOrder(shop);
  watched.next("payments.update", "after", () => shop.clock.advance({ seconds: 20 }));
  const unsent = await confirmOrder(shop, processed, "pm_card_visa");
  expect(unsent.body.error.code).toBe("payment_outcome_unknown");
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).steps.at(-1)).toMatchObject({ outcome: null });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm")).toMatchObject([{ idempotencyKey: STRIPE_KEYS["confirm 1"] }]);
});
