import { expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";

test("an order is processed, confirmed and heard of once", async () => {
  const shop = createShop();
  const processed = await shop.post("/process", {
    amount: 1050,
    currency: "usd",
    order_id: "order_1",
    payment_method_id: "pm_card_visa",
  });
  expect(processed).toMatchObject({
    status: 200,
    body: { status: "requires_confirmation", next_step: "confirm_on_server" },
  });
  expect(shop.simulator.ledger.succeededCharges()).toHaveLength(0);
  const confirmed = await shop.post("/confirm", {
    payment_intent_client_secret: processed.body.client_secret,
  });
  expect(confirmed).toMatchObject({
    status: 200,
    body: { status: "succeeded", next_step: "none", payment_id: processed.body.payment_id },
  });
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  await shop.deliver();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(shop.simulator.ledger.succeededCharges()).toMatchObject([
    { amount: 1050, currency: "usd", metadata: { order_id: "order_1" } },
  ]);
});
