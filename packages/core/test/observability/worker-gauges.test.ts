import { createGate } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { fakeClock } from "../kit/fake-clock.ts";
import { recordTelemetry } from "../kit/recorded.ts";
import { createShop } from "../kit/shop.ts";

test("a worker keeps the gauges fresh, so that nobody need ask for health", async () => {
  const { telemetry, series } = recordTelemetry();
  const asleep = createGate();
  const clock = {
    ...fakeClock(),
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        asleep.open();
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
  const shop = createShop({ telemetry, onPayment: { succeeded: () => "review" } }, { clock });
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };
  const { body } = await shop.post("/process", order);
  const card = {
    payment_intent_client_secret: body.client_secret,
    payment_method_id: "pm_card_visa",
  };
  await shop.post("/confirm", card);
  const worker = shop.payments.worker();
  worker.start();
  await asleep.passed;
  await worker.stop();
  expect(await series()).toContainEqual({
    name: "chargeonce.payment.in_review",
    unit: "{payment}",
    attributes: {},
    value: 1,
  });
});
