import { createGate } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

/** A confirm with card A whose request is still on the way: the client has been told that nobody knows. */
async function confirmOnTheWay(card = "pm_card_visa"): Promise<{
  shop: Shop;
  processed: Reply;
  arrive: () => Promise<number>;
}> {
  const shop = createShop({ ids: fixedIds() });
  const wire = createWire(shop.simulator);
  const processed = await processOrder(shop);
  const late = wire.detain("/confirm");
  const to = shop.another({ stripe: wire.stripe() });
  const unknown = await confirmOrder(shop, processed, card, { to });
  expect(unknown.body.error.code).toBe("payment_outcome_unknown");
  return { shop, processed, arrive: late.arrive };
}

test.each([
  { asks: "the same method", method: "pm_card_visa" },
  { asks: "no method", method: null },
])("Confirm while another is open: $asks helps it, under its key", async ({ method }) => {
  const { shop, processed, arrive } = await confirmOnTheWay();
  expect((await confirmOrder(shop, processed, method)).body.status).toBe("succeeded");
  expect(await arrive()).toBe(200);
  expect(requestsTo(shop, "confirm")).toMatchObject([
    { idempotencyKey: STRIPE_KEYS["confirm 1"], replayed: false },
    { idempotencyKey: STRIPE_KEYS["confirm 1"], replayed: true },
  ]);
  expect(charged(shop)).toHaveLength(1);
});

test("Confirm while another is open: another method within the deadline waits, and nothing is sent", async () => {
  const { shop, processed } = await confirmOnTheWay();
  shop.clock.advance({ seconds: 20 });
  const told = await confirmOrder(shop, processed, "pm_card_mastercard");
  expect(told).toMatchObject({
    status: 409,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_in_progress", retryable: true } },
  });
  expect(requestsTo(shop, "confirm")).toEqual([]);
});

test("Confirm while another is open: after the deadline another method cancels the intent and the order starts over; the late one is refused", async () => {
  const { shop, processed, arrive } = await confirmOnTheWay();
  shop.clock.advance({ seconds: 20.001 });
  const fenced = await confirmOrder(shop, processed, "pm_card_mastercard");
  expect(fenced).toMatchObject({
    status: 409,
    body: { error: { code: "payment_canceled", next_step: "start_over", retryable: false } },
  });
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual([
    "create 1 completed",
    "confirm 1 closed",
  ]);
  expect(await arrive()).toBe(400);
  expect(charged(shop)).toEqual([]);
  const next = await processOrder(shop, { payment_method_id: "pm_card_mastercard" });
  expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("Confirm while another is open: the late one can only win on the same intent, and the truth is told", async () => {
  const { shop, processed, arrive } = await confirmOnTheWay();
  shop.clock.advance({ seconds: 21 });
  let arrived = false;
  shop.simulator.onRequest = async (request, stage) => {
    // The next card's fetch is answered; before its confirm is written ahead, the first one gets through.
    if (arrived || request.route !== "payment_intents.retrieve" || stage !== "after") return;
    arrived = true;
    expect(await arrive()).toBe(200);
  };
  const told = await confirmOrder(shop, processed, "pm_card_mastercard");
  expect(told.body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("Confirm while another is open: the decline of an attempt whose intent was canceled, heard late, is its own", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  const held = createGate();
  const executed = createGate();
  shop.simulator.onRequest = async (request, stage) => {
    if (request.route !== "payment_intents.confirm" || stage !== "after") return;
    shop.simulator.onRequest = null;
    executed.open();
    await held.passed;
  };
  const first = confirmOrder(shop, processed, "pm_card_visa_chargeDeclined", { key: "tap-a" });
  await executed.passed;
  shop.clock.advance({ seconds: 21 });
  const second = await confirmOrder(shop, processed, "pm_card_mastercard", {
    key: "tap-b",
    to: shop.another(),
  });
  expect(second.body.error.code).toBe("payment_canceled");
  held.open();
  // Its own deadline is over, so the status beside the decline cannot be fetched any more: the same key tells it.
  expect((await first).body.error.code).toBe("payment_outcome_unknown");
  const told = await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined", { key: "tap-a" });
  expect(told).toMatchObject({
    status: 402,
    headers: { "idempotent-replayed": "true" },
    body: { error: { code: "card_declined", status: "canceled", next_step: "start_over" } },
  });
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(payment.status).toBe("canceled");
  expect(stepsOf(payment)).toEqual(["create 1 completed", "confirm 1 declined"]);
});

test("Confirm while another is open: process with another method waits too, and after the deadline gives the order its next payment", async () => {
  const { shop, processed: first, arrive } = await confirmOnTheWay();
  const early = await processOrder(shop, { payment_method_id: "pm_card_mastercard" });
  expect(early.body.error.code).toBe("payment_in_progress");
  shop.clock.advance({ seconds: 21 });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_mastercard" });
  expect(processed.body.status).toBe("requires_confirmation");
  expect(intentIdOf(processed)).not.toBe(intentIdOf(first));
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
  expect(await arrive()).toBe(400);
  expect(charged(shop)).toHaveLength(1);
});

test("Confirm: Stripe holds the confirm; the object's lock keeps a helper out until it is done", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  const hang = shop.simulator.faults.next("hang", { route: "confirm" });
  const first = confirmOrder(shop, processed);
  await hang.struck;
  const helper = await confirmOrder(shop, processed, null, { to: shop.another() });
  expect(helper).toMatchObject({ status: 409, body: { error: { code: "payment_in_progress" } } });
  hang.release();
  expect((await first).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("23 hours: a confirm is resent under its key for 23 hours", async () => {
  const { shop, processed } = await confirmOnTheWay();
  shop.clock.advance({ hours: 23 });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm")).toMatchObject([{ idempotencyKey: STRIPE_KEYS["confirm 1"] }]);
});

test("23 hours: an older confirm is not resent; its intent is canceled and the order starts over", async () => {
  const { shop, processed, arrive } = await confirmOnTheWay();
  shop.clock.advance({ hours: 23, seconds: 1 });
  const fenced = await confirmOrder(shop, processed, "pm_card_visa");
  expect(fenced.body.error).toMatchObject({ code: "payment_canceled", next_step: "start_over" });
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1)).toBe("confirm 1 closed");
  expect(await arrive()).toBe(400);
  const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("23 hours: an older confirm that was executed is told by the fetched intent", async () => {
  const { shop, processed, arrive } = await confirmOnTheWay();
  await arrive();
  shop.clock.advance({ hours: 23, seconds: 1 });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
});

test("Confirm while another is open: a challenge of card A does not show that card B's confirm was executed; card B's is resent once it has ended", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  const challenged = await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", {
    key: "a",
  });
  expect(challenged.body.status).toBe("requires_action");
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmOrder(shop, processed, "pm_card_visa", { key: "b" })).status).toBe(503);
  const during = await confirmOrder(shop, processed, "pm_card_visa", { key: "b" });
  expect(during.body.error.code).toBe("payment_in_progress");
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const again = await confirmOrder(shop, processed, "pm_card_visa", { key: "b" });
  expect(again.body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm").map(({ idempotencyKey }) => idempotencyKey)).toEqual([
    STRIPE_KEYS["confirm 1"],
    STRIPE_KEYS["confirm 2"],
  ]);
  expect(charged(shop)).toHaveLength(1);
});

test("Confirm while another is open: during a challenge that the app began, another card's lost confirm waits for its end", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, {
    paymentMethod: "pm_card_threeDSecure2Required",
  });
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).status).toBe(503);
  const during = await confirmOrder(shop, processed, "pm_card_visa");
  expect(during.body.status).toBe("requires_action");
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm").at(-1)?.idempotencyKey).toBe(STRIPE_KEYS["confirm 1"]);
});

test("Confirm while another is open: a lost confirm that led to a challenge is not repeated during it, and hears its own answer after it", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", { key: "a" });
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  const confirmOther = () =>
    confirmOrder(shop, processed, "pm_card_authenticationRequired", { key: "b" });
  expect((await confirmOther()).status).toBe(503);
  expect((await confirmOther()).body.status).toBe("requires_action");
  expect(requestsTo(shop, "confirm")).toHaveLength(2);
  // Whose challenge it is the intent does not say: the attempt stays open until its own answer is heard.
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1)).toBe("confirm 2 open");
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const failed = await confirmOther();
  expect(failed).toMatchObject({ status: 402, body: { error: { code: "authentication_failed" } } });
  expect(requestsTo(shop, "confirm").at(-1)).toMatchObject({ replayed: true });
});

test("When an attempt closes: a key that was answered with card A's challenge starts nothing over card B's", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", { key: "tap-a" });
  await confirmOrder(shop, processed, "pm_card_authenticationRequired", { key: "tap-b" });
  const late = await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", {
    key: "tap-a",
  });
  expect(late).toMatchObject({
    status: 200,
    headers: { "idempotent-replayed": "true" },
    body: { status: "requires_action" },
  });
  expect(requestsTo(shop, "confirm")).toHaveLength(2);
});
