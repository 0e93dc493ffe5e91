import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  changeAsConfirmArrives,
  changeAtStripe,
  charged,
  confirmOrder,
  intentIdOf,
  processOrder,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

/** A shop that writes down why it is asked to look. */
function lookingShop(options: Parameters<typeof createShop>[0] = {}) {
  const reasons: unknown[] = [];
  const shop = createShop({
    ids: fixedIds(),
    onPayment: {
      succeeded: ({ payment }) => void shop.effects.push(`succeeded:${payment.orderRef}`),
      authorized: ({ payment }) => void shop.effects.push(`authorized:${payment.orderRef}`),
      review: ({ reason }) => void reasons.push(reason),
    },
    ...options,
  });
  return { shop, reasons };
}

/** Somebody changes the intent at Stripe, past the library. */
function askStatus(shop: Shop, processed: Reply): Promise<Reply> {
  return shop.post("/status", { payment_intent_client_secret: processed.body.client_secret });
}

async function expectReview(shop: Shop, processed: Reply): Promise<void> {
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("review");
  expect(shop.effects).toEqual([]);
  expect((await shop.payments.reviews()).map(({ id }) => id)).toEqual([FIRST_PAYMENT]);
  const refused = { status: 409, body: { error: { code: "payment_in_review" } } };
  expect(await processOrder(shop)).toMatchObject(refused);
  expect(await confirmOrder(shop, processed)).toMatchObject(refused);
}

test.each([
  { what: "the amount", fields: { amount: 999 }, reason: "the amount received differs" },
  { what: "the amount (more)", fields: { amount: 1051 }, reason: "the amount received differs" },
  { what: "the currency", fields: { currency: "eur" }, reason: "the currency differs" },
  { what: "the mode", fields: { livemode: true }, reason: "the mode differs" },
])(
  "Match before paid: $what differs, so the payment goes to review and is never called paid",
  async ({ fields, reason }) => {
    const { shop, reasons } = lookingShop();
    const processed = await processOrder(shop);
    changeAtStripe(shop, processed, fields);
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
    expect((await askStatus(shop, processed)).body.status).toBe("review");
    expect(reasons).toEqual([reason]);
    await expectReview(shop, processed);
  },
);

test("Match before paid: a webhook's succeeded is compared too", async () => {
  const { shop, reasons } = lookingShop();
  const processed = await processOrder(shop);
  changeAtStripe(shop, processed, { amount: 999 });
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  await shop.deliver();
  expect(reasons).toEqual(["the amount received differs"]);
  await expectReview(shop, processed);
});

test("Match before paid: our own confirm's answer is compared too", async () => {
  const { shop, reasons } = lookingShop();
  const processed = await processOrder(shop);
  changeAsConfirmArrives(shop, processed, { amount: 999 });
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(reasons).toEqual(["the amount received differs"]);
  await expectReview(shop, processed);
});

test.each([
  { captured: 1050, status: "succeeded" },
  { captured: 500, status: "succeeded" },
])(
  "Match before paid: with manual capture $captured of 1050 is not above, so it is paid",
  async ({ captured, status }) => {
    const { shop } = lookingShop({ captureMethod: "manual" });
    const processed = await processOrder(shop);
    await confirmOrder(shop, processed, "pm_card_visa");
    expect(shop.effects).toEqual(["authorized:order_1"]);
    shop.simulator.engine.handle({
      method: "POST",
      path: `/v1/payment_intents/${intentIdOf(processed)}/capture`,
      query: "",
      headers: { authorization: `Bearer ${shop.simulator.keys.secretKey}` },
      body: `amount_to_capture=${captured}`,
    });
    expect((await askStatus(shop, processed)).body.status).toBe(status);
    expect(shop.effects).toEqual(["authorized:order_1", "succeeded:order_1"]);
  },
);

test("Match before paid: with manual capture more authorised than agreed goes to review", async () => {
  const { shop, reasons } = lookingShop({ captureMethod: "manual" });
  const processed = await processOrder(shop);
  changeAsConfirmArrives(shop, processed, { amount: 2000 });
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(reasons).toEqual(["more is authorised than agreed"]);
  await expectReview(shop, processed);
});

test("Match before paid: with manual capture more received than agreed goes to review", async () => {
  const { shop, reasons } = lookingShop({ captureMethod: "manual" });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  changeAtStripe(shop, processed, { status: "succeeded", amount_received: 1051 });
  await askStatus(shop, processed);
  expect(reasons).toEqual(["the amount received differs"]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("review");
  expect(shop.effects).toEqual(["authorized:order_1"]);
});

test.each(BOTH_STORES)(
  'Match before paid: a succeeded handler that answers "review" quarantines the payment, on $kind',
  async ({ make }) => {
    const told: string[] = [];
    const shop = createShop(
      {
        ids: fixedIds(),
        onPayment: {
          succeeded: async () => {
            told.push("succeeded");
            return "review";
          },
          review: ({ reason }) => void told.push(`review: ${reason}`),
        },
      },
      { store: make() },
    );
    const processed = await processOrder(shop);
    await confirmOrder(shop, processed, "pm_card_visa");
    await shop.deliver();
    expect(told).toEqual(["succeeded", "review: the handler asked for it"]);
    await expectReview(shop, processed);
    expect(charged(shop)).toHaveLength(1);
  },
);
