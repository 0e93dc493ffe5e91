import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  changeAsConfirmArrives,
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  processOrder,
} from "../kit/pay.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";

/** A payment in review because the order changed after the customer paid. */
async function quarantined(): Promise<{ shop: Shop; intentId: string; told: string[] }> {
  const told: string[] = [];
  const shop = createShop({
    ids: fixedIds(),
    onPayment: {
      succeeded: async ({ effectKey, reason }) => {
        told.push(`succeeded ${effectKey} ${reason}`);
        return "review";
      },
      canceled: () => void told.push("canceled"),
    },
  });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  return { shop, intentId: intentIdOf(processed), told };
}

const REFUSED = { code: "invalid_request" };

test('Review ends with "paid": the handler hears of it once more, and its "review" is no longer heeded', async () => {
  const { shop, told } = await quarantined();
  const resolved = await shop.payments.resolve(FIRST_PAYMENT, "paid");
  expect(resolved).toMatchObject({ status: "succeeded" });
  expect(told).toEqual([
    `succeeded ${FIRST_PAYMENT}:succeeded null`,
    `succeeded ${FIRST_PAYMENT}:succeeded:resolved resolved`,
  ]);
  expect(await shop.payments.reviews()).toEqual([]);
  expect(await livePayment(shop)).toMatchObject({ status: "succeeded" });
});

test('Review does not end with "closed" while Stripe holds the money', async () => {
  const { shop, intentId } = await quarantined();
  await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject(REFUSED);
  await stripeOf(shop.simulator).refunds.create({ payment_intent: intentId, amount: 1049 });
  await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject(REFUSED);
  expect(await livePayment(shop)).toMatchObject({ status: "review" });
});

test('Review ends with "closed" after the money went back, and the order can be paid anew', async () => {
  const { shop, intentId, told } = await quarantined();
  await stripeOf(shop.simulator).refunds.create({ payment_intent: intentId });
  expect(await shop.payments.resolve(FIRST_PAYMENT, "closed")).toMatchObject({
    status: "canceled",
  });
  expect(told).toContain("canceled");
  expect(await livePayment(shop)).toBeNull();
  const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(next.status).toBe(200);
  await confirmOrder(shop, next);
  expect(charged(shop)).toHaveLength(2);
});

test('Review does not end with "closed" because a partial capture released as much as is missing', async () => {
  const shop = createShop({
    ids: fixedIds(),
    captureMethod: "manual",
    onPayment: { succeeded: async () => "review" },
  });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  const stripe = stripeOf(shop.simulator);
  const intent = { payment_intent: intentIdOf(processed) };
  await stripe.paymentIntents.capture(intent.payment_intent, { amount_to_capture: 600 });
  await shop.deliver();
  // 450 were released and 150 given back: 600 in Stripe's count, and 450 are still here.
  await stripe.refunds.create({ ...intent, amount: 150 });
  await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject(REFUSED);
  await stripe.refunds.create({ ...intent, amount: 450 });
  expect(await shop.payments.resolve(FIRST_PAYMENT, "closed")).toMatchObject({
    status: "canceled",
  });
});

test('Review does not end with "paid" while Stripe has not received the money', async () => {
  const shop = createShop({ ids: fixedIds(), captureMethod: "manual" });
  const processed = await processOrder(shop);
  changeAsConfirmArrives(shop, processed, { amount: 2000 });
  await confirmOrder(shop, processed, "pm_card_visa");
  await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject(REFUSED);
  await stripeOf(shop.simulator).paymentIntents.cancel(intentIdOf(processed));
  await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject(REFUSED);
  expect(await shop.payments.resolve(FIRST_PAYMENT, "closed")).toMatchObject({
    status: "canceled",
  });
});

test("Review: what is not in review cannot be resolved, and what is not there is not found", async () => {
  const shop = createShop({ ids: fixedIds() });
  await processOrder(shop);
  await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject(REFUSED);
  await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject(REFUSED);
  await expect(shop.payments.resolve("pay_none", "paid")).rejects.toMatchObject({
    code: "payment_not_found",
  });
});

test("Review: Stripe cannot be asked, so nothing is resolved", async () => {
  const { shop } = await quarantined();
  shop.simulator.faults.next("lose_response", { route: "retrieve" });
  await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject({
    code: "payment_outcome_unknown",
  });
  expect(await livePayment(shop)).toMatchObject({ status: "review" });
});
