import { expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";

test("a late duplicate of process does not put the first card back", async () => {
  const shop = createShop();
  const process = (card: string, key: string) =>
    shop.post(
      "/process",
      { order_id: "order_1", amount: 1050, currency: "usd", payment_method_id: card },
      { key },
    );
  const first = await process("pm_card_visa_chargeDeclined", "first-card");
  await process("pm_card_visa", "second-card");
  const late = await process("pm_card_visa_chargeDeclined", "first-card");
  expect(late).toMatchObject({ status: 200, body: { payment_id: first.body.payment_id } });
  expect((await process("pm_card_visa", "second-card")).status).toBe(200);
  const updates = shop.simulator.requests.filter(
    ({ method, path }) => method === "POST" && /^\/v1\/payment_intents\/pi_\w+$/.test(path),
  );
  expect(updates.map(({ params }) => params.payment_method)).toEqual(["pm_card_visa"]);
  const paid = await shop.post("/confirm", {
    payment_intent_client_secret: first.body.client_secret,
  });
  expect(paid).toMatchObject({ status: 200, body: { status: "succeeded" } });
});
