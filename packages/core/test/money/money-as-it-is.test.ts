import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { eventsOf, type PaidShop, paidShop, processedShop } from "../kit/paid-shop.ts";
import { changeAtStripe, confirmOrder, requestsTo, storedPayment } from "../kit/pay.ts";
import { toBeSeenTo } from "../kit/where-people-look.ts";

/** What handlers heard of the money: `succeeded 317 of 1050, 0 held, 0 back`. */
function telling(heard: string[]) {
  const tell =
    (kind: string) =>
    ({ payment }: { payment: Figures }) =>
      void heard.push(`${kind} ${figuresOf(payment)}`);
  return {
    authorized: tell("authorized"),
    succeeded: tell("succeeded"),
    refunded: tell("refunded"),
    review: tell("review"),
  };
}

interface Figures {
  readonly amount: number;
  readonly amountReceived: number;
  readonly amountCapturable: number;
  readonly amountRefunded: number;
}

function figuresOf({ amount, amountReceived, amountCapturable, amountRefunded }: Figures): string {
  return `${amountReceived} of ${amount}, ${amountCapturable} held, ${amountRefunded} back`;
}

async function heldShop(heard: string[]): Promise<PaidShop> {
  const shop = await processedShop({ captureMethod: "manual", onPayment: telling(heard) });
  await confirmOrder(shop, shop.processed, "pm_card_visa");
  return shop;
}

function status(shop: PaidShop) {
  const secret = shop.processed.body.client_secret;
  return shop.post("/status", { payment_intent_client_secret: secret });
}

test("I15: what is captured in part is told as it is, to handlers, by status and in the record", async () => {
  const heard: string[] = [];
  const shop = await heldShop(heard);
  expect(figuresOf(await storedPayment(shop, FIRST_PAYMENT))).toBe("0 of 1050, 1050 held, 0 back");
  await shop.dashboard.paymentIntents.capture(shop.intentId, { amount_to_capture: 317 });
  await shop.deliver();
  expect(heard).toEqual([
    "authorized 0 of 1050, 1050 held, 0 back",
    "succeeded 317 of 1050, 0 held, 0 back",
  ]);
  expect((await status(shop)).body).toMatchObject({
    status: "succeeded",
    amount: 1050,
    amount_received: 317,
    amount_refunded: 0,
  });
  expect(await toBeSeenTo(shop)).toEqual([]);
});

test("I15: a partial capture is told as it is by whoever finds it: status, reconcile", async () => {
  for (const find of [status, (shop: PaidShop) => shop.payments.reconcile()]) {
    const heard: string[] = [];
    const shop = await heldShop(heard);
    await shop.dashboard.paymentIntents.capture(shop.intentId, { amount_to_capture: 1 });
    shop.clock.advance({ minutes: 2 });
    await find(shop);
    expect(heard.at(-1)).toBe("succeeded 1 of 1050, 0 held, 0 back");
  }
});

test("I15: what went back of a partial capture is told beside what was received", async () => {
  const heard: string[] = [];
  const shop = await heldShop(heard);
  await shop.dashboard.paymentIntents.capture(shop.intentId, { amount_to_capture: 600 });
  await shop.deliver();
  shop.clock.advance({ minutes: 1 });
  await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 200 });
  await shop.deliver();
  expect(heard.at(-1)).toBe("refunded 600 of 1050, 0 held, 200 back");
  expect((await status(shop)).body).toMatchObject({ amount_received: 600, amount_refunded: 200 });
});

test("I15: a hold that has ended holds nothing", async () => {
  const shop = await heldShop([]);
  await shop.dashboard.paymentIntents.cancel(shop.intentId);
  await shop.deliver();
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "canceled",
    amountReceived: 0,
    amountCapturable: 0,
  });
});

test("I15: a confirm's answer that comes after the success takes no figure back", async () => {
  const shop = await paidShop();
  await shop.deliver();
  const old = { status: "requires_capture", amount_received: 0, amount_capturable: 1050 };
  const late = crafted(lastEvent(shop, "payment_intent.succeeded"), {
    event: { id: "evt_late", type: "payment_intent.amount_capturable_updated" },
    object: old,
  });
  await deliverCrafted(shop, late);
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "succeeded",
    amountReceived: 1050,
    amountCapturable: 0,
  });
});

test.each([
  { capture: "manual", amount: 100, reason: "the amount of the PaymentIntent differs" },
  { capture: "manual", amount: 1049, reason: "the amount of the PaymentIntent differs" },
  { capture: "manual", amount: 1051, reason: "more is authorised than agreed" },
  { capture: "automatic", amount: 100, reason: "the amount received differs" },
] as const)(
  "Match before paid: an intent whose amount somebody set to $amount goes to review with $capture capture, before and after the capture",
  async ({ capture, amount, reason }) => {
    const reasons: unknown[] = [];
    const heard: string[] = [];
    const shop = await processedShop({
      captureMethod: capture,
      onPayment: { ...telling(heard), review: ({ reason: why }) => void reasons.push(why) },
    });
    await shop.dashboard.paymentIntents.update(shop.intentId, { amount });
    const { client_secret } = shop.processed.body;
    shop.simulator.confirmOnClient(client_secret, { paymentMethod: "pm_card_visa" });
    await shop.deliver();
    if (capture === "manual") await shop.dashboard.paymentIntents.capture(shop.intentId);
    await shop.deliver();
    expect(reasons).toEqual([reason]);
    expect(heard).toEqual([]);
    expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
      status: "review",
      amountReceived: amount,
      amountCapturable: 0,
    });
    expect((await toBeSeenTo(shop)).map(({ id }) => id)).toEqual([FIRST_PAYMENT]);
  },
);

test("Match before paid: an intent that was lowered and is captured before anybody looked goes to review", async () => {
  const heard: string[] = [];
  const shop = await processedShop({ captureMethod: "manual", onPayment: telling(heard) });
  await shop.dashboard.paymentIntents.update(shop.intentId, { amount: 100 });
  const { client_secret } = shop.processed.body;
  shop.simulator.confirmOnClient(client_secret, { paymentMethod: "pm_card_visa" });
  await shop.dashboard.paymentIntents.capture(shop.intentId);
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  expect(heard).toEqual(["review 100 of 1050, 0 held, 0 back"]);
});

describe("an event that lacks what it takes to be believed", () => {
  const LACKING = ["amount_received", "amount_capturable", "capture_method", "metadata"] as const;

  test.each(LACKING)(
    "is not believed without %s: the intent is fetched, and paid",
    async (name) => {
      const shop = await paidShop();
      const event = lastEvent(shop, "payment_intent.succeeded");
      const old = crafted(event, {
        event: { api_version: "2015-01-01" },
        object: { [name]: undefined },
      });
      shop.simulator.clearRequests();
      expect((await deliverCrafted(shop, old)).status).toBe(200);
      expect(requestsTo(shop, "retrieve")).toHaveLength(1);
      expect(shop.effects).toEqual(["succeeded:order_1"]);
      expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
        status: "succeeded",
        amountReceived: 1050,
      });
      expect(await toBeSeenTo(shop)).toEqual([]);
    },
  );

  test("waits in the inbox while Stripe cannot be asked, and is handled when it can", async () => {
    const shop = await paidShop();
    const event = lastEvent(shop, "payment_intent.succeeded");
    const old = crafted(event, { object: { amount_received: undefined } });
    shop.simulator.faults.next("lose_response", { route: "retrieve" });
    expect((await deliverCrafted(shop, old)).status).toBe(503);
    expect(shop.effects).toEqual([]);
    expect((await deliverCrafted(shop, old)).status).toBe(200);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test("of another intent that names the payment is asked for, and told as what it is", async () => {
    const shop = await paidShop();
    await shop.deliver();
    const { id } = await shop.dashboard.paymentIntents.create({
      amount: 1050,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      metadata: { payment_id: FIRST_PAYMENT },
    });
    const event = lastEvent(shop, "payment_intent.succeeded");
    const old = crafted(event, { object: { amount_received: undefined } });
    expect((await deliverCrafted(shop, old)).status).toBe(200);
    expect((await storedPayment(shop, FIRST_PAYMENT)).contradictions).toMatchObject([
      { kind: "other_intent_took_money", paymentIntentId: id },
    ]);
  });

  test("is nobody's when neither its id nor its metadata are known, and costs no request", async () => {
    const shop = await processedShop({ ids: fixedIds() });
    await shop.dashboard.paymentIntents.create({
      amount: 777,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    });
    const [event] = eventsOf(shop, "payment_intent.succeeded");
    if (event === undefined) throw new Error("Stripe has made no such event.");
    shop.simulator.clearRequests();
    const old = crafted(event, { object: { amount_received: undefined } });
    expect((await deliverCrafted(shop, old)).status).toBe(200);
    expect(shop.simulator.requests).toEqual([]);
  });
});

test("I15: the figures of a payment in review follow Stripe, for whoever decides about it", async () => {
  const shop = await processedShop({ captureMethod: "manual" });
  await confirmOrder(shop, shop.processed, "pm_card_visa");
  changeAtStripe(shop, shop.processed, { currency: "eur" });
  await shop.deliver();
  await shop.dashboard.paymentIntents.capture(shop.intentId, { amount_to_capture: 500 });
  changeAtStripe(shop, shop.processed, { currency: "eur" });
  await shop.deliver();
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "review",
    amountReceived: 500,
    amountCapturable: 0,
  });
});
