import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES, storeDown, type WatchedStore, watchStore } from "../kit/watched-store.ts";

const STORE_DOWN = {
  status: 503,
  headers: { "retry-after": "2" },
  body: { error: { code: "store_unavailable", retryable: true } },
};

/** The database is gone when Stripe has just answered: before the next write reached it, or before its own answer. */
function failAfterStripe(
  shop: Shop,
  watched: WatchedStore,
  at: { route: string; write: string; stage: "before" | "after" },
): void {
  shop.simulator.onRequest = (request, stage) => {
    if (request.route !== at.route || stage !== "after") return;
    shop.simulator.onRequest = null;
    watched.next(at.write, at.stage, storeDown);
  };
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each(["before", "after"] as const)(
    "No definite answer before it is durable: a success whose write failed (%s it was executed) is told later",
    async (stage) => {
      const watched = watchStore(make());
      const shop = createShop({}, { store: watched.store });
      const processed = await processOrder(shop);
      const write = watched.store.transaction === undefined ? "payments.update" : "transaction";
      failAfterStripe(shop, watched, { route: "payment_intents.confirm", write, stage });
      const told = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap" });
      expect(told).toMatchObject(STORE_DOWN);
      const later = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap" });
      expect(later).toMatchObject({ status: 200, body: { status: "succeeded" } });
      await shop.deliver();
      await shop.payments.reconcile();
      expect(charged(shop)).toHaveLength(1);
      expect(shop.effects).toEqual(["succeeded:order_1"]);
    },
  );

  test.each(["before", "after"] as const)(
    "No definite answer before it is durable: a decline whose write failed (%s it was executed) is told later",
    async (stage) => {
      const watched = watchStore(make());
      const shop = createShop({ ids: fixedIds() }, { store: watched.store });
      const processed = await processOrder(shop);
      const card = "pm_card_visa_chargeDeclined";
      const write = watched.store.transaction === undefined ? "payments.update" : "transaction";
      failAfterStripe(shop, watched, { route: "payment_intents.confirm", write, stage });
      expect(await confirmOrder(shop, processed, card, { key: "tap" })).toMatchObject(STORE_DOWN);
      const later = await confirmOrder(shop, processed, card, { key: "tap" });
      expect(later).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
      expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1)).toBe("confirm 1 declined");
      expect(shop.simulator.ledger.charges()).toHaveLength(1);
      const paid = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-2" });
      expect(paid.body.status).toBe("succeeded");
    },
  );

  test.each(["before", "after"] as const)(
    "No secret before its intent is stored: a create whose write failed (%s it was executed) is told later",
    async (stage) => {
      const watched = watchStore(make());
      const shop = createShop({}, { store: watched.store });
      const route = "payment_intents.create";
      failAfterStripe(shop, watched, { route, write: "payments.update", stage });
      const told = await processOrder(shop);
      expect(told).toMatchObject(STORE_DOWN);
      expect(JSON.stringify(told)).not.toContain("_secret_");
      const processed = await processOrder(shop);
      expect(processed.status).toBe(200);
      expect(shop.simulator.ledger.paymentIntents().map((each) => each.id)).toEqual([
        intentIdOf(processed),
      ]);
    },
  );
});

test("No secret before its intent is stored: the id is in the store when process answers", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  const processed = await processOrder(shop);
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    paymentIntentId: intentIdOf(processed),
    status: "requires_payment_method",
  });
});

test("A stored id never changes: whatever is created later for the row is never stored", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined");
  await processOrder(shop, { payment_method_id: "pm_card_visa" });
  await confirmOrder(shop, processed);
  expect((await storedPayment(shop, FIRST_PAYMENT)).paymentIntentId).toBe(intentIdOf(processed));
  expect(requestsTo(shop, "create")).toHaveLength(1);
});

/** The payment's attempts without what came of them. */
async function attempts(shop: Shop): Promise<string[]> {
  return (await storedPayment(shop, FIRST_PAYMENT)).steps.map(({ step, n }) => `${step} ${n}`);
}

test.each([
  "lose_request",
  "lose_response",
  "error_500_before",
  "error_500_after",
  "error_502",
  "truncate_body",
  "malformed_json",
] as const)(
  "A record is never deleted or reset because of an error: %s on create and on confirm",
  async (fault) => {
    const shop = createShop({ ids: fixedIds() });
    shop.simulator.faults.next(fault, { route: "create" });
    await processOrder(shop, {}, { key: "tap-1" });
    expect(await attempts(shop)).toContain("create 1");
    const processed = await processOrder(shop, {}, { key: "tap-1" });
    expect(processed.body.payment_id).toBe(FIRST_PAYMENT);
    shop.simulator.faults.next(fault, { route: "confirm" });
    await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-2" });
    const failed = await attempts(shop);
    expect(failed).toEqual(expect.arrayContaining(["create 1", "confirm 1"]));
    const confirmed = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-2" });
    expect(confirmed).toMatchObject({ status: 200, body: { payment_id: FIRST_PAYMENT } });
    expect((await attempts(shop)).slice(0, failed.length)).toEqual(failed);
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  },
);

test("A record is never deleted because of an error: a client's key keeps its request after every failure", async () => {
  const shop = createShop();
  shop.simulator.faults.next("lose_request", { route: "create" });
  await processOrder(shop, {}, { key: "tap-1" });
  const other = await processOrder(shop, { note: "another request" }, { key: "tap-1" });
  expect(other).toMatchObject({ status: 422, body: { error: { code: "idempotency_key_reused" } } });
});
