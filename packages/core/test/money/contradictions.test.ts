import { expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";

/** A shop that writes down why it is asked to look. */
function lookingShop(): { shop: Shop; reasons: string[] } {
  const reasons: string[] = [];
  const shop = createShop({
    ids: fixedIds(),
    onPayment: {
      succeeded: ({ payment }) => void shop.effects.push(`succeeded:${payment.orderRef}`),
      review: ({ payment, reason }) => void reasons.push(`${payment.id} ${reason}`),
    },
  });
  return { shop, reasons };
}

async function reviewed(shop: Shop): Promise<object[]> {
  return (await shop.payments.reviews()).map((review) =>
    "status" in review
      ? {
          id: review.id,
          status: review.status,
          contradictions: review.contradictions.map(({ kind }) => kind),
        }
      : review,
  );
}

/** Somebody at the same Stripe account charges by hand, and names a payment of ours in the metadata. */
async function chargeByHand(shop: Shop, paymentId: string): Promise<string> {
  const { id } = await stripeOf(shop.simulator).paymentIntents.create({
    amount: 1050,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { payment_id: paymentId, order_id: "order_1" },
  });
  return id;
}

test("Contradiction: succeeded on a canceled payment is neither merged nor absorbed, but listed and told", async () => {
  const { shop, reasons } = lookingShop();
  await processOrder(shop);
  await shop.payments.cancel("order_1");
  const succeeded = crafted(lastEvent(shop, "payment_intent.canceled"), {
    event: { id: "evt_succeeded", type: "payment_intent.succeeded" },
    object: { status: "succeeded", amount_received: 1050 },
  });
  expect((await deliverCrafted(shop, succeeded)).status).toBe(200);
  await deliverCrafted(shop, { ...succeeded, id: "evt_succeeded_again" });
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  expect(await reviewed(shop)).toEqual([
    { id: FIRST_PAYMENT, status: "canceled", contradictions: ["succeeded_after_canceled"] },
  ]);
  expect(reasons).toEqual([`${FIRST_PAYMENT} succeeded_after_canceled`]);
  expect(shop.effects).toEqual([]);
});

test("Contradiction: money on an intent that a closed row never stored is listed and told", async () => {
  const { shop, reasons } = lookingShop();
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  const processed = await processOrder(shop, { amount: 900, payment_method_id: "pm_card_visa" });
  const [orphan] = shop.simulator.ledger.paymentIntents();
  await stripeOf(shop.simulator).paymentIntents.confirm(orphan?.id ?? "");
  await shop.deliver();
  expect(await reviewed(shop)).toEqual([
    { id: FIRST_PAYMENT, status: "canceled", contradictions: ["other_intent_took_money"] },
  ]);
  expect(reasons).toEqual([`${FIRST_PAYMENT} other_intent_took_money`]);
  expect(shop.effects).toEqual([]);
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
});

test("Contradiction: another intent whose metadata names a live payment took money; the payment stays unpaid", async () => {
  const { shop, reasons } = lookingShop();
  const processed = await processOrder(shop);
  const other = await chargeByHand(shop, FIRST_PAYMENT);
  await shop.deliver();
  const payment = await storedPayment(shop, FIRST_PAYMENT);
  expect(payment.status).toBe("requires_payment_method");
  expect(payment.paymentIntentId).not.toBe(other);
  expect(payment.contradictions).toMatchObject([
    { kind: "other_intent_took_money", paymentIntentId: other, resolvedAt: null },
  ]);
  expect(reasons).toEqual([`${FIRST_PAYMENT} other_intent_took_money`]);
  expect(shop.effects).toEqual([]);
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
});

test("Contradiction: forged metadata on an intent that took no money changes nothing", async () => {
  const { shop, reasons } = lookingShop();
  await processOrder(shop);
  await shop.deliver();
  const before = await storedPayment(shop, FIRST_PAYMENT);
  await stripeOf(shop.simulator).paymentIntents.create({
    amount: 100,
    currency: "usd",
    metadata: { payment_id: FIRST_PAYMENT },
  });
  await shop.deliver();
  expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
  expect(reasons).toEqual([]);
});

test("Contradiction: a final payment's is closed by a person, once its money has gone back", async () => {
  const { shop } = lookingShop();
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  const other = await chargeByHand(shop, FIRST_PAYMENT);
  await shop.deliver();
  expect(await reviewed(shop)).toHaveLength(1);
  await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject({
    code: "invalid_request",
  });
  await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject({
    code: "invalid_request",
  });
  expect(await reviewed(shop)).toHaveLength(1);
  await stripeOf(shop.simulator).refunds.create({ payment_intent: other });
  await shop.payments.resolve(FIRST_PAYMENT, "closed");
  expect(await reviewed(shop)).toEqual([]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(2);
});
