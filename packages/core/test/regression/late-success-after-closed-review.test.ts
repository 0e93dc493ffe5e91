import { expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { confirmOrder, intentIdOf, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, stripeOf } from "../kit/shop.ts";

test("the event of money that went back, arriving after the review was closed, opens no other review", async () => {
  const reviews: unknown[] = [];
  const shop = createShop({
    ids: fixedIds(),
    onPayment: {
      succeeded: () => "review",
      review: ({ reason }) => void reviews.push(reason),
    },
  });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  await stripeOf(shop.simulator).refunds.create({ payment_intent: intentIdOf(processed) });
  await shop.payments.resolve(FIRST_PAYMENT, "closed");
  expect((await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"))).status).toBe(
    200,
  );
  expect(reviews).toEqual(["the handler asked for it"]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
  expect(await shop.payments.reviews()).toEqual([]);
});
