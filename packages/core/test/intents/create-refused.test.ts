import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  ORDER_1,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";

/** A method that has paid before without belonging to a customer: Stripe refuses it for ever. */
async function usedMethod(shop: Shop): Promise<string> {
  const stripe = stripeOf(shop.simulator);
  const { payment_method } = await stripe.paymentIntents.create({
    amount: 500,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  shop.simulator.clearRequests();
  return String(payment_method);
}

async function expectPayable(shop: Shop, amount = 1050): Promise<void> {
  const processed = await processOrder(shop, { amount, payment_method_id: "pm_card_mastercard" });
  const confirmed = await confirmOrder(shop, processed);
  expect(confirmed.body.status).toBe("succeeded");
  expect(charged(shop).at(-1)).toEqual({ amount, currency: "usd" });
}

test("Create that cannot succeed: a detached method closes the row, then a good card pays", async () => {
  const shop = createShop({ ids: fixedIds() });
  const refused = await processOrder(shop, { payment_method_id: await usedMethod(shop) });
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { code: "payment_method_invalid" } },
  });
  const first = await storedPayment(shop, FIRST_PAYMENT);
  expect(first).toMatchObject({
    status: "canceled",
    cancelReason: "refused",
    paymentIntentId: null,
  });
  expect(stepsOf(first)).toEqual(["create 1 refused"]);
  await expectPayable(shop);
  expect(await livePayment(shop)).toMatchObject({ attempt: 2, status: "succeeded" });
});

test("Create that cannot succeed: bad extra parameters close the row, after the deploy a good card pays", async () => {
  const shop = createShop({ ids: fixedIds() });
  const wrong = shop.another({
    paymentIntentParams: () => ({ statement_descriptor_suffix: "<never>" }),
  });
  const refused = await processOrder(shop, {}, { to: wrong });
  expect(refused).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
  expect(shop.log).toContainEqual(
    expect.objectContaining({
      level: "error",
      fields: expect.objectContaining({ event: "internal_error" }),
    }),
  );
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  await expectPayable(shop);
});

test("Create that cannot succeed: the client's same key leads to the next payment", async () => {
  const shop = createShop();
  const wrong = shop.another({
    paymentIntentParams: () => ({ statement_descriptor_suffix: "<never>" }),
  });
  await processOrder(shop, {}, { to: wrong, key: "tap-1" });
  const processed = await processOrder(shop, {}, { key: "tap-1" });
  expect(processed).toMatchObject({ status: 200, body: { status: "requires_payment_method" } });
  const again = await processOrder(shop, {}, { key: "tap-1" });
  expect(again.body.payment_id).toBe(processed.body.payment_id);
});

test("Create: another amount closes a row without an id, and the order is reserved anew", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop);
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  const processed = await processOrder(shop, { amount: 900 });
  expect(processed.status).toBe(200);
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "canceled",
    paymentIntentId: null,
  });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
});

test("Create: payable false closes a row without an id, and the order can be paid when it is payable again", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_request", { route: "create" });
  await processOrder(shop);
  shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd", payable: false });
  const refused = await processOrder(shop);
  expect(refused).toMatchObject({ status: 409, body: { error: { code: "order_not_payable" } } });
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  expect(await livePayment(shop)).toBeNull();
  shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd" });
  await expectPayable(shop);
});

test("23 hours: a row without an id is helped for 23 hours, under its first key", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop);
  shop.clock.advance({ hours: 23 });
  const processed = await processOrder(shop);
  expect(processed.body.payment_id).toBe(FIRST_PAYMENT);
  expect(requestsTo(shop, "create")).toMatchObject([
    { idempotencyKey: STRIPE_KEYS["create 1"] },
    { idempotencyKey: STRIPE_KEYS["create 1"], replayed: true },
  ]);
});

test("23 hours: an older row without an id is closed and never resent, the order is reserved anew", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop);
  shop.clock.advance({ hours: 23, seconds: 1 });
  const processed = await processOrder(shop);
  expect(processed.status).toBe(200);
  expect(processed.body.payment_id).not.toBe(FIRST_PAYMENT);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  const keys = requestsTo(shop, "create").map((each) => each.idempotencyKey);
  expect(keys.filter((key) => key === STRIPE_KEYS["create 1"])).toHaveLength(1);
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test.each(["error_500_before", "error_500_after"] as const)(
  "Create: a saved 500 (%s) is followed by the next attempt at once, and only the stored intent counts",
  async (fault) => {
    const shop = createShop({ ids: fixedIds() });
    shop.simulator.faults.next(fault, { route: "create" });
    const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
    expect(processed).toMatchObject({ status: 200, body: { payment_id: FIRST_PAYMENT } });
    expect(requestsTo(shop, "create").map((each) => each.idempotencyKey)).toEqual([
      STRIPE_KEYS["create 1"],
      STRIPE_KEYS["create 2"],
    ]);
    const payment = await storedPayment(shop, FIRST_PAYMENT);
    expect(stepsOf(payment)).toEqual(["create 1 spoiled", "create 2 completed"]);
    expect(payment.paymentIntentId).toBe(intentIdOf(processed));
    await confirmOrder(shop, processed);
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  },
);

test("Create: an idempotency_error is followed by the next attempt at once", async () => {
  const shop = createShop({ ids: fixedIds() });
  const stripe = stripeOf(shop.simulator);
  await stripe.paymentIntents.create(
    { amount: 100, currency: "eur" },
    { idempotencyKey: STRIPE_KEYS["create 1"] },
  );
  const processed = await shop.post("/process", ORDER_1);
  expect(processed.status).toBe(200);
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(stepsOf(payment)).toEqual(["create 1 spoiled", "create 2 completed"]);
  expect(payment.paymentIntentId).toBe(intentIdOf(processed));
});

test("Create: a 500 every time leaves the row open, and a later request goes on with it", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("error_500_after", { route: "create", times: 3 });
  const unknown = await processOrder(shop);
  expect(unknown).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("creating");
  const processed = await processOrder(shop);
  expect(processed.body.payment_id).toBe(FIRST_PAYMENT);
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(4);
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});
