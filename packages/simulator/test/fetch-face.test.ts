import { expect, test } from "vitest";
import { CARD_ONLY, setUp } from "./stripe-client.ts";

test("a PaymentIntent that is created, confirmed and retrieved has charged the card once", async () => {
  const { simulator, stripe } = setUp();

  const created = await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: "o 1" } });
  const confirmed = await stripe.paymentIntents.confirm(created.id, {
    payment_method: "pm_card_visa",
  });
  const retrieved = await stripe.paymentIntents.retrieve(created.id, { expand: ["latest_charge"] });

  expect(created.status).toBe("requires_payment_method");
  expect(confirmed.status).toBe("succeeded");
  expect(retrieved.latest_charge).toMatchObject({ object: "charge", amount: 1099, captured: true });
  expect(simulator.ledger.succeededCharges({ metadata: { order: "o 1" } })).toMatchObject([
    { paymentIntentId: created.id, amount: 1099, currency: "usd", captured: true },
  ]);
  expect(simulator.events.list().map(({ type }) => type)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
  ]);
});
