import { createSimulator } from "@chargeonce/simulator";
import { expect, test } from "vitest";
import { fakeClock } from "../kit/fake-clock.ts";
import { charged, confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

test("a clock that jumps back an hour after an unanswered confirm does not keep another card waiting for an hour", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmOrder(shop, processed, "pm_card_chargeDeclined")).status).toBe(503);
  shop.clock.advance({ hours: -1 });
  const fenced = await confirmOrder(shop, processed, "pm_card_visa");
  expect(fenced.body.error).toMatchObject({ code: "payment_canceled", next_step: "start_over" });
  const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("a clock that jumps back an hour after an unanswered confirm lets process name another card", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmOrder(shop, processed, "pm_card_chargeDeclined")).status).toBe(503);
  shop.clock.advance({ hours: -1 });
  const named = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(named).toMatchObject({ status: 200, body: { status: "requires_confirmation" } });
});

test("a clock that jumps back an hour while Stripe limits requests does not keep a request asking for an hour", async () => {
  const clock = fakeClock();
  const simulator = createSimulator({ seed: 1, now: () => clock.now().getTime() });
  const wire = createWire(simulator);
  const shop = createShop({ stripe: wire.stripe() }, { simulator, clock });
  simulator.faults.next("rate_limit_429", { route: "create", times: 2_000 });
  wire.onSend = () => {
    wire.onSend = null;
    clock.advance({ hours: -1 });
  };
  const refused = await processOrder(shop);
  expect(refused).toMatchObject({ status: 503, body: { error: { code: "stripe_rate_limited" } } });
  expect(wire.sent.length).toBeLessThan(30);
});
