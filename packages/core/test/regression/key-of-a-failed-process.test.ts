import { expect, test } from "vitest";
import { confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test("a key whose process failed on another key's payment is told that payment's truth later", async () => {
  const shop = createShop();
  const first = await processOrder(shop, {}, { key: "first-key" });
  shop.simulator.faults.next("lose_response", { route: "retrieve", times: 2 });
  expect((await processOrder(shop, {}, { key: "second-key" })).status).toBe(503);
  shop.simulator.faults.clear();
  await confirmOrder(shop, first, "pm_card_visa");
  expect(await processOrder(shop, {}, { key: "second-key" })).toMatchObject({
    status: 200,
    body: { status: "succeeded", payment_id: first.body.payment_id },
  });
  expect(await processOrder(shop, {}, { key: "third-key" })).toMatchObject({
    status: 409,
    body: { error: { code: "order_already_paid" } },
  });
});

test("a key whose process replaced another key's payment leads to the one that took its place", async () => {
  const shop = createShop();
  await processOrder(shop, {}, { key: "first-key" });
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  const replacing = await processOrder(shop, { amount: 900 }, { key: "second-key" });
  await confirmOrder(shop, replacing, "pm_card_visa");
  expect(await processOrder(shop, { amount: 900 }, { key: "second-key" })).toMatchObject({
    status: 200,
    body: { status: "succeeded", payment_id: replacing.body.payment_id },
  });
});
