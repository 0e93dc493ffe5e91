import { describe, expect, it } from "vitest";
import { stripeSaying } from "../kit/altered-stripe.ts";
import { asked, confirm, intentIn, ORDER_1, pay, process, sentTo } from "../kit/customer.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };
const MASTERCARD = { payment_method_id: "pm_card_mastercard" };

const intents = (shop: Shop) =>
  shop.simulator.ledger.paymentIntents().map(({ amount, status }) => `${amount} ${status}`);
/** Which card was charged, as the charge's own event tells. */
const chargedBrand = (shop: Shop) => {
  const objects = shop.simulator.events.list().map(({ data }) => data.object);
  const charge = objects.find((object) => object.object === "charge");
  return charge?.object === "charge" ? charge.payment_method_details?.card?.brand : undefined;
};

describe("POST /process again for the same order", () => {
  it("returns the live intent, not a second one", async () => {
    const shop = createShop();
    const first = await process(shop);
    const second = await process(shop);
    expect(second).toEqual({ ...first, headers: expect.anything() });
    expect(intents(shop)).toEqual(["1050 requires_payment_method"]);
  });

  it("with a method for the first time, the intent takes it", async () => {
    const shop = createShop();
    const first = await process(shop);
    const second = await process(shop, VISA);
    expect(second.body).toEqual({
      ...first.body,
      status: "requires_confirmation",
      next_step: "confirm_on_server",
    });
    expect(intents(shop)).toEqual(["1050 requires_confirmation"]);
  });

  it("with another method, an intent in requires_confirmation is updated to it", async () => {
    const shop = createShop();
    const first = await process(shop, VISA);
    const second = await process(shop, MASTERCARD);
    expect(second.body).toEqual(first.body);
    expect(sentTo(shop, "update")).toEqual([{ payment_method: "pm_card_mastercard" }]);
    expect((await confirm(shop, first.body.client_secret)).body.status).toBe("succeeded");
    expect(chargedBrand(shop)).toBe("mastercard");
    expect(intents(shop)).toEqual(["1050 succeeded"]);
  });

  it("with another method after a decline, the same intent is updated and can be paid", async () => {
    const shop = createShop();
    const { confirmed, processed, secret } = await pay(shop, "pm_card_visa_chargeDeclined");
    expect(confirmed.status).toBe(402);
    const again = await process(shop, VISA);
    expect(again).toMatchObject({ status: 200, body: processed.body });
    expect((await confirm(shop, secret)).body).toMatchObject({ status: "succeeded" });
    expect(intents(shop)).toEqual(["1050 succeeded"]);
  });

  it("with the same method or none, Stripe is only asked how the intent is", async () => {
    const shop = createShop();
    await process(shop, VISA);
    shop.simulator.clearRequests();
    expect((await process(shop, VISA)).status).toBe(200);
    expect((await process(shop)).body).toMatchObject({ status: "requires_confirmation" });
    expect(asked(shop)).toEqual(["GET payment_intents/:id", "GET payment_intents/:id"]);
  });

  it("with another method while the customer authenticates, the intent stays as it is", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
    const again = await process(shop, MASTERCARD);
    expect(again).toMatchObject({
      status: 200,
      body: { status: "requires_action", requires_action: true, client_secret: secret },
    });
    expect(sentTo(shop, "update")).toEqual([]);
  });
});

describe("POST /process when the order has changed", () => {
  it.each([
    ["amount", { amount: 1200, currency: "usd" }, "1200"],
    ["currency", { amount: 1050, currency: "eur" }, "1050"],
  ])("another %s cancels the old intent and replaces it, in silence", async (_, order, amount) => {
    const shop = createShop();
    const first = await process(shop, VISA);
    shop.orders.set("order_1", { id: "order_1", ...order });
    const second = await process(shop, { ...order, ...VISA });
    expect(second.status).toBe(200);
    expect(second.body.payment_id).not.toBe(first.body.payment_id);
    expect(intents(shop)).toEqual(["1050 canceled", `${amount} requires_confirmation`]);
    expect(shop.effects).toEqual([]);
    const old = await confirm(shop, first.body.client_secret);
    expect(old).toMatchObject({ status: 409, body: { error: { code: "payment_canceled" } } });
  });

  it("the new intent waits for the acknowledgement of the cancel", async () => {
    const shop = createShop();
    await process(shop);
    shop.orders.set("order_1", { id: "order_1", amount: 1200, currency: "usd" });
    shop.simulator.faults.next("lose_request", { route: "cancel" });
    const lost = await process(shop, { amount: 1200 });
    expect(lost).toMatchObject({
      status: 503,
      body: { error: { code: "payment_outcome_unknown" } },
    });
    expect(intents(shop)).toEqual(["1050 requires_payment_method"]);
    expect((await process(shop, { amount: 1200 })).status).toBe(200);
    expect(intents(shop)).toEqual(["1050 canceled", "1200 requires_payment_method"]);
  });

  it("payable: false cancels a live unconfirmed intent and answers order_not_payable", async () => {
    const shop = createShop();
    await process(shop, VISA);
    shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd", payable: false });
    const reply = await process(shop, VISA);
    expect(reply).toMatchObject({ status: 409, body: { error: { code: "order_not_payable" } } });
    expect(intents(shop)).toEqual(["1050 canceled"]);
    expect(shop.effects).toEqual(["canceled:order_1"]);
  });

  it("payable: false without an intent is order_not_payable, and Stripe is not asked", async () => {
    const shop = createShop();
    shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd", payable: false });
    const reply = await process(shop);
    expect(reply).toMatchObject({ status: 409, body: { error: { code: "order_not_payable" } } });
    expect(asked(shop)).toEqual([]);
  });
});

describe.each([true, false])("POST /process when money has moved, payable: %s", (payable) => {
  const order = { id: "order_1", amount: 1050, currency: "usd", payable };

  it("with succeeded the order is already paid", async () => {
    const shop = createShop();
    const { processed } = await pay(shop);
    shop.orders.set("order_1", order);
    const reply = await process(shop, MASTERCARD);
    expect(reply.status).toBe(409);
    expect(reply.body.error).toEqual({
      code: "order_already_paid",
      message: "The order has been paid.",
      retryable: false,
      payment_id: processed.body.payment_id,
      status: "succeeded",
      next_step: "none",
    });
    expect(intents(shop)).toEqual(["1050 succeeded"]);
  });

  it("with requires_capture the order is already paid, and the authorisation stays", async () => {
    const shop = createShop({ captureMethod: "manual" });
    await pay(shop);
    shop.orders.set("order_1", order);
    const reply = await process(shop, MASTERCARD);
    expect(reply).toMatchObject({
      status: 409,
      body: {
        error: { code: "order_already_paid", status: "requires_capture", next_step: "none" },
      },
    });
    expect(intents(shop)).toEqual(["1050 requires_capture"]);
  });

  it("with processing the payment is in progress, and is left alone", async () => {
    const shop = createShop();
    await process(shop, VISA);
    shop.orders.set("order_1", order);
    const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: "processing" }) });
    shop.simulator.clearRequests();
    const reply = await shop.post("/process", { ...ORDER_1, ...MASTERCARD }, { to });
    expect(reply).toMatchObject({
      status: 409,
      headers: { "retry-after": "2" },
      body: { error: { code: "payment_in_progress", status: "processing", next_step: "wait" } },
    });
    expect(asked(shop)).toEqual(["GET payment_intents/:id"]);
  });
});

it("what moved at Stripe unseen is noticed before anything is said of the order", async () => {
  const shop = createShop();
  const { body } = await process(shop);
  shop.simulator.confirmOnClient(body.client_secret, { paymentMethod: "pm_card_visa" });
  const reply = await process(shop);
  expect(reply).toMatchObject({ status: 409, body: { error: { code: "order_already_paid" } } });
  expect(shop.simulator.ledger.succeededCharges()).toMatchObject([
    { paymentIntentId: intentIn(body.client_secret) },
  ]);
});
