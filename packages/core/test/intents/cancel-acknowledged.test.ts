import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  processOrder,
  requestsTo,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, stripeOf } from "../kit/shop.ts";

/** An order of 10.50 being paid, which now costs 9.00. */
async function changedOrder() {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  return { shop, processed };
}

test("Cancel is acknowledged by its 200: only then the next payment is reserved", async () => {
  const { shop } = await changedOrder();
  const liveWhileCanceling: unknown[] = [];
  shop.simulator.onRequest = async (request) => {
    if (request.route !== "payment_intents.cancel") return;
    liveWhileCanceling.push((await livePayment(shop))?.id);
  };
  const next = await processOrder(shop, { amount: 900 });
  expect(liveWhileCanceling).toEqual([FIRST_PAYMENT, FIRST_PAYMENT]);
  expect(next.body.payment_id).not.toBe(FIRST_PAYMENT);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
});

test("Cancel is acknowledged by a fetch: its answer was lost, the next process fetches and goes on", async () => {
  const { shop } = await changedOrder();
  shop.simulator.faults.next("lose_response", { route: "cancel" });
  const unknown = await processOrder(shop, { amount: 900 });
  expect(unknown).toMatchObject({
    status: 503,
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect(await livePayment(shop)).toMatchObject({ id: FIRST_PAYMENT, cancelReason: "replaced" });
  const next = await processOrder(shop, { amount: 900, payment_method_id: "pm_card_visa" });
  expect(next.status).toBe(200);
  expect(requestsTo(shop, "cancel")).toHaveLength(1);
  await confirmOrder(shop, next);
  expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
});

test("Cancel is acknowledged by a verified event that says canceled", async () => {
  const { shop } = await changedOrder();
  shop.simulator.faults.next("lose_response", { route: "cancel" });
  await processOrder(shop, { amount: 900 });
  const before = shop.simulator.requests.length;
  await shop.deliver();
  expect(shop.simulator.requests.length).toBe(before);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  expect(shop.effects).toEqual([]);
  expect((await processOrder(shop, { amount: 900 })).status).toBe(200);
});

test("Cancel: while nobody has acknowledged it, no other payment of the order is reserved", async () => {
  const { shop } = await changedOrder();
  shop.simulator.faults.next("lose_request", { route: "cancel" });
  expect((await processOrder(shop, { amount: 900 })).status).toBe(503);
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  expect(await livePayment(shop)).toMatchObject({ id: FIRST_PAYMENT });
});

test("Cancel: who confirms a payment whose cancel was begun finishes the cancel instead", async () => {
  const { shop, processed } = await changedOrder();
  shop.simulator.faults.next("lose_request", { route: "cancel" });
  await processOrder(shop, { amount: 900 });
  shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd" });
  const told = await confirmOrder(shop, processed);
  expect(told).toMatchObject({
    status: 409,
    body: { error: { code: "payment_canceled", next_step: "start_over" } },
  });
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ status: "canceled" }]);
});

test("Cancel: the reconciler finishes a cancel that was begun", async () => {
  const { shop } = await changedOrder();
  shop.simulator.faults.next("lose_request", { route: "cancel" });
  await processOrder(shop, { amount: 900 });
  shop.clock.advance({ minutes: 1 });
  await shop.payments.reconcile();
  expect(await livePayment(shop)).toBeNull();
  expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ status: "canceled" }]);
});

test("Cancel: a customer who pays first wins; the order is told paid and never charged again", async () => {
  const { shop, processed } = await changedOrder();
  shop.simulator.onRequest = (request, stage) => {
    // Our fetch saw an unconfirmed intent; before the cancel arrives the app confirms.
    if (request.route !== "payment_intents.retrieve" || stage !== "after") return;
    shop.simulator.onRequest = null;
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  };
  const told = await processOrder(shop, { amount: 900 });
  expect(told).toMatchObject({ status: 409, body: { error: { code: "order_already_paid" } } });
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test("Cancel is the fence: a confirm that comes late can only be refused", async () => {
  const { shop, processed } = await changedOrder();
  await processOrder(shop, { amount: 900 });
  const late = stripeOf(shop.simulator).paymentIntents.confirm(intentIdOf(processed));
  await expect(late).rejects.toMatchObject({ code: "payment_intent_unexpected_state" });
  expect(charged(shop)).toEqual([]);
});

test("Cancel: one from the Dashboard is heard with Stripe's reason, and the order can be paid anew", async () => {
  const reasons: unknown[] = [];
  const shop = createShop({
    onPayment: {
      succeeded: () => undefined,
      canceled: ({ reason }) => void reasons.push(reason),
    },
  });
  const processed = await processOrder(shop);
  await stripeOf(shop.simulator).paymentIntents.cancel(intentIdOf(processed), {
    cancellation_reason: "fraudulent",
  });
  await shop.deliver();
  expect(reasons).toEqual(["fraudulent"]);
  const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(next.body.payment_id).not.toBe(processed.body.payment_id);
  expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
});
