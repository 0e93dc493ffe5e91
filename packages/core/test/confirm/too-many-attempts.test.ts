import { expect, test } from "vitest";
import { charged, confirmOrder, processOrder, requestsTo, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const DECLINED = "pm_card_visa_chargeDeclined";

test("the twenty-first try within an hour is refused before Stripe hears of it, and the client is told when to come again", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  for (let tap = 0; tap < 20; tap += 1) {
    const declined = await confirmOrder(shop, processed, DECLINED, { key: `tap-${tap}` });
    expect(declined.status).toBe(402);
    shop.clock.advance({ minutes: 1 });
  }
  expect(await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-20" })).toMatchObject({
    status: 429,
    headers: { "retry-after": "2400" },
    body: { error: { code: "too_many_attempts" } },
  });
  expect(requestsTo(shop, "confirm")).toHaveLength(20);
  shop.clock.advance({ minutes: 40 });
  const paid = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-21" });
  expect(paid.body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("tries without a key, and with a card that process named, count alike", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  for (let tap = 0; tap < 20; tap += 1) {
    if (tap % 2 === 0) await processOrder(shop, { payment_method_id: DECLINED });
    await confirmOrder(shop, processed, DECLINED);
  }
  expect((await confirmOrder(shop, processed, DECLINED)).status).toBe(429);
});

test("a refused try still tells each key that was declined its decline", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  for (let tap = 0; tap < 20; tap += 1) {
    await confirmOrder(shop, processed, DECLINED, { key: `tap-${tap}` });
  }
  expect((await confirmOrder(shop, processed, DECLINED, { key: "tap-20" })).status).toBe(429);
  const told = await confirmOrder(shop, processed, DECLINED, { key: "tap-3" });
  expect(told).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
  // The refused key has tried nothing: it tries when the hour is over.
  shop.clock.advance({ hours: 1 });
  expect((await confirmOrder(shop, processed, DECLINED, { key: "tap-20" })).status).toBe(402);
});

test("an honest payer with a handful of typing mistakes, over and over, never meets the bound", async () => {
  const shop = createShop();
  for (let evening = 0; evening < 5; evening += 1) {
    const processed = await processOrder(shop);
    for (const mistake of [
      "IncorrectCvc",
      "ExpiredCard",
      "ProcessingError",
      "",
      "InsufficientFunds",
    ]) {
      const declined = await confirmOrder(shop, processed, `${DECLINED}${mistake}`);
      expect(declined.status).toBe(402);
    }
    shop.clock.advance({ minutes: 20 });
  }
  const paid = await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  expect(paid.body.status).toBe("succeeded");
});

/** Tries for days, with a new key each time, and hears the webhooks. */
async function tryFor(shop: Shop, times: number): Promise<number> {
  const processed = await processOrder(shop);
  for (let tap = 0; tap < times; tap += 1) {
    shop.clock.advance({ minutes: 5 });
    const tried = await confirmOrder(shop, processed, DECLINED, { key: `tap-${tap}` });
    expect(tried.status).toBe(402);
    if (tap % 10 === 0) await shop.deliver();
  }
  const payment = await storedPayment(shop, processed.body.payment_id);
  return JSON.stringify(payment).length;
}

test("the record of a payment stays bounded, however often a card is tried", async () => {
  const shop = createShop();
  const after250 = await tryFor(shop, 250);
  expect(after250).toBeLessThan(64 * 1_024);
  const after100 = await tryFor(createShop(), 100);
  expect(after250 - after100).toBeLessThan(1_024);
}, 60_000);

test("after 100 declines a card that is good pays, and a key whose attempt is no longer kept is not charged", async () => {
  const shop = createShop();
  await tryFor(shop, 100);
  const processed = await processOrder(shop);
  const late = await confirmOrder(shop, processed, DECLINED, { key: "tap-0" });
  expect(late.status).not.toBe(503);
  expect(requestsTo(shop, "confirm")).toHaveLength(100);
  const paid = await confirmOrder(shop, processed, "pm_card_visa", { key: "last" });
  expect(paid.body.status).toBe("succeeded");
});
