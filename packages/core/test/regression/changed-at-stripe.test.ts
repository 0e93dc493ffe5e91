import { expect, test } from "vitest";
import { stripeSaying } from "../kit/altered-stripe.ts";
import { changeAtStripe, charged, confirmOrder, processOrder, requestsTo } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test("an intent whose amount was changed at Stripe is not confirmed, and the order can be paid as agreed", async () => {
  const shop = createShop();
  const first = await processOrder(shop);
  changeAtStripe(shop, first, { amount: 5000 });
  expect(await confirmOrder(shop, first, "pm_card_visa")).toMatchObject({
    status: 409,
    body: { error: { code: "payment_canceled", next_step: "start_over" } },
  });
  expect(requestsTo(shop, "confirm")).toEqual([]);
  const second = await processOrder(shop);
  await confirmOrder(shop, second, "pm_card_visa");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test("process replaces an intent whose amount was changed at Stripe", async () => {
  const shop = createShop();
  const first = await processOrder(shop);
  changeAtStripe(shop, first, { amount: 5000 });
  const second = await processOrder(shop);
  expect(second.status).toBe(200);
  expect(second.body.payment_id).not.toBe(first.body.payment_id);
});

test("a status that is new to us does not stand for an order that has changed", async () => {
  const shop = createShop();
  await processOrder(shop);
  const stripe = stripeSaying(shop.simulator, { status: "requires_something_new" });
  const later = shop.another({ stripe });
  expect((await processOrder(shop, {}, { to: later })).body).toMatchObject({
    status: "requires_something_new",
    next_step: "wait",
  });
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  expect(await processOrder(shop, { amount: 900 }, { to: later })).toMatchObject({
    status: 409,
    body: { error: { code: "payment_in_progress" } },
  });
});
