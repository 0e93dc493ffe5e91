import { createSimulator } from "@chargeonce/simulator";
import { expect, test } from "vitest";
import { fakeClock } from "../kit/fake-clock.ts";
import { intentIdOf, processOrder } from "../kit/pay.ts";
import { createShop, stripeOf } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

test("an authorization that overtook a replacement and is canceled in the Dashboard later is told as canceled", async () => {
  const clock = fakeClock();
  const simulator = createSimulator({ seed: 1, now: () => clock.now().getTime() });
  const wire = createWire(simulator);
  const shop = createShop({ stripe: wire.stripe(), captureMethod: "manual" }, { simulator, clock });
  const processed = await processOrder(shop);
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  // The app confirms between our fetch and our cancel, and the cancel is lost.
  wire.onSend = ({ line }) => {
    if (!line.endsWith("/cancel")) return;
    wire.onSend = null;
    simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  };
  wire.answer("/cancel", { status: 502, body: "<html></html>" });
  expect((await processOrder(shop, { amount: 900 })).status).toBe(503);
  await processOrder(shop, { amount: 900 });
  expect(shop.effects).toEqual(["authorized:order_1"]);
  await stripeOf(simulator).paymentIntents.cancel(intentIdOf(processed));
  clock.advance({ minutes: 2 });
  await shop.payments.reconcile();
  expect(shop.effects).toEqual(["authorized:order_1", "canceled:order_1"]);
});
