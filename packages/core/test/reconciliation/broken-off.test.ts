import { createSimulator } from "@chargeonce/simulator";
import { expect, test } from "vitest";
import { fakeClock } from "../kit/fake-clock.ts";
import { createShop, stripeOf } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

test("what a run did not come to compare is compared by the next", async () => {
  const clock = fakeClock();
  const simulator = createSimulator({ seed: 1, now: () => clock.now().getTime() });
  const wire = createWire(simulator);
  const shop = createShop({ stripe: wire.stripe() }, { simulator, clock });
  await shop.post("/process", { order_id: "order_1", amount: 1050, currency: "usd" });
  await shop.payments.reconcile();
  clock.advance({ hours: 1 });
  const lost = await stripeOf(simulator).paymentIntents.create({
    amount: 700,
    currency: "usd",
    confirm: true,
    payment_method: "pm_card_visa",
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { payment_id: "pay_forgotten", order_id: "order_7" },
  });

  clock.advance({ hours: 96 });
  wire.answer("GET /v1/payment_intents", { status: 502, body: "<html></html>" });
  const broken = await shop.payments.reconcile();
  expect(broken).toMatchObject({ comparison: null, problems: [{ part: "comparison" }] });

  const next = await shop.payments.reconcile();
  expect(next.comparison?.paidThereNotHere).toMatchObject([
    { paymentIntentId: lost.id, orderRef: "order_7", because: "no_such_payment" },
  ]);
});
