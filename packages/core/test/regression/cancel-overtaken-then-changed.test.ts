import { createSimulator } from "@chargeonce/simulator";
import { expect, test } from "vitest";
import { fakeClock } from "../kit/fake-clock.ts";
import { charged, confirmOrder, intentIdOf, livePayment, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

test("a cancel that Stripe refused for a moment is repeated: the old amount's secret is not given out", async () => {
  const clock = fakeClock();
  const simulator = createSimulator({ seed: 1, now: () => clock.now().getTime() });
  const wire = createWire(simulator);
  const shop = createShop({ stripe: wire.stripe() }, { simulator, clock });
  const before = await processOrder(shop);
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  // The intent was processing when the cancel came, and needs another card when it is fetched.
  wire.answer("/cancel", {
    status: 400,
    body: {
      error: {
        type: "invalid_request_error",
        code: "payment_intent_unexpected_state",
        message: "As Stripe would say.",
      },
    },
  });
  const after = await processOrder(shop, { amount: 900 });
  expect(after.status).toBe(200);
  expect(intentIdOf(after)).not.toBe(intentIdOf(before));
  expect(await livePayment(shop)).toMatchObject({ amount: 900 });
  await confirmOrder(shop, after, "pm_card_visa");
  expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
});
