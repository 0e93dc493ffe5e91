import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { asked, confirm, pay, process, sentTo } from "../kit/customer.ts";
import { intentAt } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

describe("what POST /process sends to Stripe", () => {
  it("is this and nothing else: automatic payment methods, no redirects, no confirm", async () => {
    const shop = createShop();
    const { body } = await process(shop, { payment_method_id: "pm_card_visa" });
    expect(sentTo(shop, "create")).toEqual([
      {
        amount: "1050",
        currency: "usd",
        confirmation_method: "automatic",
        automatic_payment_methods: { enabled: "true", allow_redirects: "never" },
        payment_method: "pm_card_visa",
        metadata: { order_id: "order_1", payment_id: body.payment_id },
      },
    ]);
  });

  it("names no payment method when the app sent none", async () => {
    const shop = createShop();
    await process(shop);
    expect(sentTo(shop, "create")[0]).not.toHaveProperty("payment_method");
  });

  it("follows the options: redirects, manual confirmation, manual capture", async () => {
    const shop = createShop({
      allowRedirects: "always",
      returnUrl: "https://shop.test/back",
      confirmationMethod: "manual",
      captureMethod: "manual",
    });
    const { body } = await process(shop);
    // return_url belongs to confirm: create refuses it.
    expect(sentTo(shop, "create")).toEqual([
      {
        amount: "1050",
        currency: "usd",
        confirmation_method: "manual",
        capture_method: "manual",
        automatic_payment_methods: { enabled: "true", allow_redirects: "always" },
        metadata: { order_id: "order_1", payment_id: body.payment_id },
      },
    ]);
  });

  it("holds what the order says of customer, description, receipt and metadata", async () => {
    const shop = createShop();
    const { keys, fetch } = shop.simulator;
    const stripe = new Stripe(keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(fetch),
    });
    const ann = await stripe.customers.create({ name: "Ann" });
    shop.orders.set("order_1", {
      id: "order_1",
      amount: 1050,
      currency: "usd",
      customerId: ann.id,
      description: "Two tickets",
      receiptEmail: "ann@example.test",
      metadata: { cart: "7", payment_id: "forged", order_id: "forged" },
    });
    const { body } = await process(shop);
    expect(sentTo(shop, "create")[0]).toMatchObject({
      customer: ann.id,
      description: "Two tickets",
      receipt_email: "ann@example.test",
      metadata: { cart: "7", order_id: "order_1", payment_id: body.payment_id },
    });
  });

  it("holds the application's extra parameters, which may follow the order", async () => {
    const shop = createShop({
      paymentIntentParams: (order) => ({
        statement_descriptor_suffix: `No ${String(order.id).slice(-1)}`,
      }),
    });
    await process(shop);
    expect(sentTo(shop, "create")[0]).toMatchObject({
      amount: "1050",
      statement_descriptor_suffix: "No 1",
    });
  });

  it.each([
    { confirm: true },
    { payment_method_types: ["card"] },
    { amount: 1 },
    { payment_method: "pm_card_visa" },
    { automatic_payment_methods: { enabled: false } },
    { metadata: { payment_id: "forged" } },
  ])("refuses extra parameters that are not the application's to set: %j", async (owned) => {
    const shop = createShop({ paymentIntentParams: () => ({ description: "x", ...owned }) });
    const reply = await process(shop);
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(shop.log[0]?.message).toBe(
      `paymentIntentParams returned ${Object.keys(owned)[0]}, which is set here alone; leave it out.`,
    );
    expect(asked(shop)).toEqual([]);
  });

  it("refuses extra parameters that come as a promise: they would be lost in silence", async () => {
    const late = async () => ({ statement_descriptor_suffix: "LATE" });
    const shop = createShop({
      // What a program without types can do.
      paymentIntentParams: late as unknown as () => object,
    });
    const reply = await process(shop);
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(shop.log[0]?.message).toBe(
      "paymentIntentParams returned a promise; return the parameters at once.",
    );
    expect(asked(shop)).toEqual([]);
  });

  it("carries a key that another order's create does not share", async () => {
    const shop = createShop();
    await process(shop);
    await process(shop, { order_id: "order_2", amount: 2000, currency: "eur" });
    const keys = shop.simulator.requests.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe("what POST /confirm sends to Stripe", () => {
  it("names the method by its real id, although it is on the intent already", async () => {
    const shop = createShop();
    const { processed } = await pay(shop);
    expect(sentTo(shop, "confirm")).toEqual([
      { use_stripe_sdk: "true", payment_method: intentAt(shop, processed).payment_method },
    ]);
  });

  it("has return_url when returnUrl is configured", async () => {
    const shop = createShop({ returnUrl: "https://shop.test/back" });
    await pay(shop);
    expect(sentTo(shop, "confirm")).toMatchObject([
      { use_stripe_sdk: "true", return_url: "https://shop.test/back" },
    ]);
  });

  it("names the method when it is another than the one on the intent", async () => {
    const shop = createShop();
    const { body } = await process(shop, { payment_method_id: "pm_card_visa" });
    await confirm(shop, body.client_secret, { payment_method_id: "pm_card_mastercard" });
    expect(sentTo(shop, "confirm")).toEqual([
      { use_stripe_sdk: "true", payment_method: "pm_card_mastercard" },
    ]);
  });

  it("names the very method that process has put on the intent, under whatever name it was sent", async () => {
    const shop = createShop();
    const processed = await process(shop, { payment_method_id: "pm_card_visa" });
    const named = intentAt(shop, processed).payment_method;
    await confirm(shop, processed.body.client_secret, { payment_method_id: "pm_card_visa" });
    expect(sentTo(shop, "confirm")).toEqual([{ use_stripe_sdk: "true", payment_method: named }]);
    expect(asked(shop)).toEqual([
      "POST payment_intents",
      "GET payment_intents/:id",
      "POST payment_intents/:id/confirm",
    ]);
  });
});
