import { expect, test } from "vitest";
import { stripeSaying } from "../kit/altered-stripe.ts";
import {
  charged,
  confirmOrder,
  intentAt,
  intentIdOf,
  livePayment,
  processOrder,
} from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

/** The worker's rounds, hour by hour. */
async function hours(shop: Shop, count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
  }
}

test("a payment that nobody comes back to is canceled a day later, and the application hears why", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  await hours(shop, 23);
  expect(intentAt(shop, processed).status).toBe("requires_payment_method");
  await hours(shop, 2);
  expect(intentAt(shop, processed).status).toBe("canceled");
  expect(shop.effects).toEqual(["canceled:order_1"]);
});

test("a customer who comes back a minute before the day is over finishes his challenge", async () => {
  const shop = createShop();
  await processOrder(shop);
  shop.clock.advance({ hours: 23, minutes: 59 });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, THREE_D_SECURE);
  for (let minute = 0; minute < 30; minute += 1) {
    shop.clock.advance({ minutes: 2 });
    await shop.payments.reconcile();
  }
  shop.simulator.authenticate(intentIdOf(processed), "complete");
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
});

test("a decline shortly before the day is over leaves time for another card", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.clock.advance({ hours: 23, minutes: 54 });
  await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined");
  await hours(shop, 3);
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test.each<[string, (shop: Shop, secret: string) => unknown]>([
  [
    "asks for its status",
    (shop, secret) => shop.post("/status", { payment_intent_client_secret: secret }),
  ],
  ["calls process again", (shop) => processOrder(shop)],
  [
    "confirms without a card",
    (shop, secret) => shop.post("/confirm", { payment_intent_client_secret: secret }),
  ],
  [
    "tries a card by itself",
    async (shop, secret) => {
      shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa_chargeDeclined" });
      await shop.deliver();
    },
  ],
])("an app that %s gives a sign of life: the day begins anew", async (_, act) => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.clock.advance({ hours: 23 });
  await act(shop, processed.body.client_secret);
  await hours(shop, 22);
  expect(intentAt(shop, processed).status).toBe("requires_payment_method");
  await hours(shop, 3);
  expect(intentAt(shop, processed).status).toBe("canceled");
});

test("what the reconciler does itself is no sign of life", async () => {
  const shop = createShop();
  shop.simulator.faults.next("lose_request", { route: "create" });
  await processOrder(shop);
  await hours(shop, 25);
  expect(await livePayment(shop)).toBeNull();
});

test("another caller who is kept waiting gives no sign of life for the owner", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, THREE_D_SECURE);
  shop.clock.advance({ minutes: 5 });
  await processOrder(shop, {}, { context: { user: "bert" } });
  expect((await livePayment(shop))?.lastActiveAt).toEqual(new Date("2026-11-23T12:00:00Z"));
});

test("a voucher that is valid for three days is not canceled before, nor within the usual time after", async () => {
  const shop = createShop();
  const expires = Math.floor(shop.clock.now().getTime() / 1_000) + 72 * 3_600;
  const processed = await processOrder(shop);
  const says = {
    status: "requires_action",
    next_action: { type: "oxxo_display_details", oxxo_display_details: { expires_after: expires } },
  };
  const server = shop.another({ stripe: stripeSaying(shop.simulator, says) });
  await shop.post(
    "/status",
    { payment_intent_client_secret: processed.body.client_secret },
    { to: server },
  );
  for (let hour = 0; hour < 95; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await server.reconcile();
    expect(intentAt(shop, processed).status).toBe("requires_payment_method");
  }
  for (let hour = 0; hour < 3; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await server.reconcile();
  }
  expect(intentAt(shop, processed).status).toBe("canceled");
});

test("a debit that fails after four days leaves the usual time for a card", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  const processing = shop.another({
    stripe: stripeSaying(shop.simulator, { status: "processing" }),
  });
  const asked = { payment_intent_client_secret: processed.body.client_secret };
  expect((await shop.post("/status", asked, { to: processing })).body.status).toBe("processing");
  for (let hour = 0; hour < 96; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await processing.reconcile();
  }
  expect(shop.effects).toEqual([]);
  // It has failed; whoever looks first is the reconciler.
  await hours(shop, 20);
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
});

test("a customer who gives a sign of life while the worker is about to cancel keeps his payment", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.clock.advance({ hours: 24, minutes: 1 });
  shop.simulator.onRequest = async ({ route }, stage) => {
    if (route !== "payment_intents.retrieve" || stage !== "after") return;
    shop.simulator.onRequest = null;
    await processOrder(shop);
  };
  await shop.payments.reconcile();
  expect(intentAt(shop, processed).status).toBe("requires_payment_method");
});

test("a sign of life that a clock three days ahead has noted keeps nothing alive for three days", async () => {
  const shop = createShop();
  shop.clock.advance({ hours: 72 });
  const processed = await processOrder(shop);
  shop.clock.advance({ hours: -72 });
  await hours(shop, 50);
  expect(intentAt(shop, processed).status).toBe("canceled");
});
