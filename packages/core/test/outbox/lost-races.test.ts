import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { watchStore } from "../kit/watched-store.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

test("Compare-and-set: a write that names an outdated version is refused", async () => {
  const shop = createShop({ ids: fixedIds() });
  await processOrder(shop);
  const read = await storedPayment(shop, FIRST_PAYMENT);
  await shop.payments.cancel("order_1");
  const late = { ...read, status: "succeeded", version: read.version + 1 };
  expect(await shop.store.payments.update(late)).toBe(false);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
});

test("Compare-and-set: who loses the race for a confirm's answer reads again and loses nothing of either write", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  const processed = await processOrder(shop);
  shop.simulator.onRequest = (request, stage) => {
    if (request.route !== "payment_intents.confirm" || stage !== "after") return;
    // Another tab sends process with other words while the answer is on its way: they are kept with the row.
    watched.next("payments.update", "before", () => processOrder(shop, { tab: "second" }));
  };
  const confirmed = await confirmOrder(shop, processed, THREE_D_SECURE);
  expect(confirmed.body).toMatchObject({ status: "requires_action", requires_action: true });
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(payment).toMatchObject({
    orderRequest: { tab: "second" },
    status: "requires_action",
  });
  expect(stepsOf(payment)).toEqual(["create 1 completed", "confirm 1 completed"]);
});

test("Compare-and-set: two different cards at once write one attempt ahead, and one card is charged", async () => {
  const watched = watchStore();
  const shop = createShop({ ids: fixedIds() }, { store: watched.store });
  const processed = await processOrder(shop);
  let other: Promise<unknown> = Promise.resolve();
  watched.next("payments.update", "before", () => {
    // Read the same version, writes first.
    other = confirmOrder(shop, processed, "pm_card_mastercard");
    return other;
  });
  const slower = await confirmOrder(shop, processed, "pm_card_visa");
  expect(await other).toMatchObject({ body: { status: "succeeded" } });
  expect(slower.body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test("One merge: a fetch that grew old on the way never overwrites what came after it", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: THREE_D_SECURE });
  let raced = false;
  shop.simulator.onRequest = async (request, stage) => {
    if (raced || request.route !== "payment_intents.retrieve" || stage !== "after") return;
    raced = true;
    // This answer says requires_action; before it arrives the challenge fails, and another server hears of it.
    shop.simulator.authenticate(intentIdOf(processed), "fail");
    await confirmOrder(shop, processed);
  };
  const status = await shop.post("/status", {
    payment_intent_client_secret: processed.body.client_secret,
  });
  expect(status.body.status).toBe("requires_payment_method");
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(payment).toMatchObject({
    status: "requires_payment_method",
    lastError: { code: "payment_intent_authentication_failure" },
  });
});

test("One merge: a webhook's fetch that grew old never overwrites what came after it", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: THREE_D_SECURE });
  let raced = false;
  shop.simulator.onRequest = async (request, stage) => {
    if (raced || request.route !== "payment_intents.retrieve" || stage !== "after") return;
    raced = true;
    shop.simulator.authenticate(intentIdOf(processed), "fail");
    await confirmOrder(shop, processed);
  };
  await shop.deliver();
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
});

test("Compare-and-set: fifty process requests at once reserve one payment and get one PaymentIntent", async () => {
  const shop = createShop();
  const servers = [shop.payments, shop.another(), shop.another()];
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const to = servers[index % 3] ?? shop.payments;
      return processOrder(shop, { payment_method_id: "pm_card_visa" }, { to });
    }),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(replies.map(({ body }) => body.client_secret)).size).toBe(1);
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  expect((await livePayment(shop))?.attempt).toBe(1);
});

test("Compare-and-set: fifty confirms at once charge once and tell the application once", async () => {
  const shop = createShop();
  const servers = [shop.payments, shop.another(), shop.another()];
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      confirmOrder(shop, processed, null, { to: servers[index % 3] ?? shop.payments }),
    ),
  );
  for (const { body } of replies) {
    expect(["succeeded", undefined]).toContain(body.status);
    if (body.error !== undefined) expect(body.error.retryable).toBe(true);
  }
  expect(replies.some(({ body }) => body.status === "succeeded")).toBe(true);
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});
