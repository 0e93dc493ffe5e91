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
import { createShop } from "../kit/shop.ts";
import { watchStore } from "../kit/watched-store.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

test.each([
  { answer: "success", card: "pm_card_visa", outcome: { kind: "completed", status: "succeeded" } },
  {
    answer: "requires_action",
    card: THREE_D_SECURE,
    outcome: { kind: "completed", status: "requires_action" },
  },
  {
    answer: "a decline",
    card: "pm_card_visa_chargeDeclined",
    outcome: { kind: "declined", failure: { declineCode: "generic_decline" } },
  },
  { answer: "a 4xx", card: "pm_unknown", outcome: { kind: "refused", code: "resource_missing" } },
])("When an attempt closes: $answer closes it", async ({ card, outcome }) => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, card);
  const { steps } = await storedPayment(shop, FIRST_PAYMENT);
  expect(steps.at(-1)).toMatchObject({ step: "confirm", n: 1, outcome });
});

test("When an attempt closes: the next try has its own key, after each of them", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  const cards = ["pm_unknown", "pm_card_visa_chargeDeclined", THREE_D_SECURE, "pm_card_visa"];
  for (const card of cards) await confirmOrder(shop, processed, card);
  const keys = requestsTo(shop, "confirm").map((each) => each.idempotencyKey);
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(4);
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test("When an attempt closes: payment_intent_unexpected_state closes it, and the truth is fetched", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  // The app confirms by itself between our fetch and our confirm.
  watched.next("payments.update", "after", () =>
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" }),
  );
  const confirmed = await confirmOrder(shop, processed);
  expect(confirmed).toMatchObject({ status: 200, body: { status: "succeeded" } });
  const { steps } = await storedPayment(shop, FIRST_PAYMENT);
  expect(steps.at(-1)).toMatchObject({
    n: 1,
    outcome: { kind: "refused", code: "unexpected_state" },
  });
  expect(charged(shop)).toHaveLength(1);
});

test("When an attempt closes: a replayed answer closes it and never sets the status", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  await confirmOrder(shop, processed, THREE_D_SECURE);
  // Nobody heard "requires_action"; the customer fails the challenge in the app.
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const told = await confirmOrder(shop, processed);
  // The replay says requires_action; the truth is that authentication failed.
  expect(told).toMatchObject({ status: 402, body: { error: { code: "authentication_failed" } } });
  expect(requestsTo(shop, "confirm")).toMatchObject([
    { idempotencyKey: STRIPE_KEYS["confirm 1"], replayed: false },
    { idempotencyKey: STRIPE_KEYS["confirm 1"], replayed: true },
  ]);
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(payment.status).toBe("requires_payment_method");
  expect(stepsOf(payment)).toEqual(["create 1 completed", "confirm 1 declined"]);
});

test("When an attempt closes: a replayed key is never sent again, the next try goes under the next", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  await confirmOrder(shop, processed, THREE_D_SECURE);
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const told = await confirmOrder(shop, processed, THREE_D_SECURE);
  expect(told.body.error.code).toBe("authentication_failed");
  const again = await confirmOrder(shop, processed, THREE_D_SECURE);
  expect(again.body.status).toBe("requires_action");
  expect(requestsTo(shop, "confirm").map((each) => each.idempotencyKey)).toEqual([
    STRIPE_KEYS["confirm 1"],
    STRIPE_KEYS["confirm 1"],
    STRIPE_KEYS["confirm 2"],
  ]);
  shop.simulator.authenticate(intentIdOf(processed), "complete");
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
});

test("When an attempt closes: a replayed decline closes it as a decline", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined", { key: "tap" });
  const told = await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined", { key: "tap" });
  expect(told).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
  expect(requestsTo(shop, "confirm")).toMatchObject([{ replayed: false }, { replayed: true }]);
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1)).toBe("confirm 1 declined");
  expect(shop.simulator.ledger.charges()).toHaveLength(1);
});

test("When an attempt closes: an intent that has succeeded closes an open attempt without resending", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  expect((await confirmOrder(shop, processed, "pm_card_visa")).status).toBe(503);
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1)).toBe("confirm 1 closed");
});

test("When an attempt closes: a replayed create is fetched, and only its id is believed", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop, { payment_method_id: "pm_card_visa" });
  const [intent] = shop.simulator.ledger.paymentIntents();
  shop.simulator.engine.handle({
    method: "POST",
    path: `/v1/payment_intents/${intent?.id}/cancel`,
    query: "",
    headers: { authorization: `Bearer ${shop.simulator.keys.secretKey}` },
    body: "",
  });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  // The replay showed a usable intent; somebody has canceled it in the Dashboard since.
  expect(processed.status).toBe(200);
  expect(intentIdOf(processed)).not.toBe(intent?.id);
  const first = await storedPayment(shop, FIRST_PAYMENT);
  expect(first.status).toBe("canceled");
  expect(stepsOf(first)).toEqual(["create 1 replayed"]);
});
