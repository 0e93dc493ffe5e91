import { expect, test } from "vitest";
import { charged, confirmOrder, intentIdOf, processOrder } from "../kit/pay.ts";
import { createShop, stripeOf } from "../kit/shop.ts";

test("an authorization that was canceled in the Dashboard, whose event was lost, does not keep the order from being paid", async () => {
  const shop = createShop({ captureMethod: "manual" });
  const first = await processOrder(shop);
  await confirmOrder(shop, first, "pm_card_visa");
  await stripeOf(shop.simulator).paymentIntents.cancel(intentIdOf(first));
  const second = await processOrder(shop);
  expect(second).toMatchObject({ status: 200, body: { status: "requires_payment_method" } });
  const paid = await confirmOrder(shop, second, "pm_card_visa");
  expect(paid).toMatchObject({ status: 200, body: { status: "requires_capture" } });
});

test("a payment that stopped processing, whose event was lost, takes another card at once", async () => {
  const shop = createShop();
  const first = await processOrder(shop);
  const record = shop.simulator.engine.world.paymentIntents.get(intentIdOf(first));
  if (record === undefined) throw new Error("Stripe has no such intent.");
  Object.assign(record.object, { status: "processing" });
  expect((await processOrder(shop)).status).toBe(409);
  Object.assign(record.object, { status: "requires_payment_method" });
  const second = await processOrder(shop);
  expect(second).toMatchObject({ status: 200, body: { status: "requires_payment_method" } });
  await confirmOrder(shop, second, "pm_card_visa");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});
