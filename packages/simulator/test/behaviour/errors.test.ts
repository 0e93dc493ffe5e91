import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";

type CreateParams = Stripe.PaymentIntentCreateParams;

/** For parameters that the types of `stripe` forbid. */
const wrong = (params: Record<string, unknown>) => params as unknown as CreateParams;

describe("create refuses", () => {
  test.each<[string, Record<string, unknown>, object]>([
    [
      "a missing currency",
      { amount: 1099 },
      {
        code: "parameter_missing",
        param: "currency",
        message: "Missing required param: currency.",
      },
    ],
    [
      "one unknown parameter",
      { ...CARD_ONLY, price: 5 },
      {
        code: "parameter_unknown",
        param: "price",
        message: "Received unknown parameter: price",
      },
    ],
    [
      "several unknown parameters, before it looks at the known ones",
      { amount: "ten", price: 5, total: 6 },
      {
        code: "parameter_unknown",
        param: "price",
        message: "Received unknown parameters: price, total",
      },
    ],
    [
      "an unknown nested parameter",
      { ...CARD_ONLY, automatic_payment_methods: { enabled: true, redirects: "never" } },
      { code: "parameter_unknown", param: "automatic_payment_methods[redirects]" },
    ],
    [
      "an unknown value of an enumeration",
      { ...CARD_ONLY, confirmation_method: "later" },
      {
        param: "confirmation_method",
        message: "Invalid confirmation_method: must be one of automatic or manual",
      },
    ],
    [
      "a fraction",
      { ...CARD_ONLY, amount: 10.5 },
      { code: "parameter_invalid_integer", param: "amount", message: "Invalid integer: 10.5" },
    ],
    [
      "payment_method_types, which Stripe no longer takes",
      { ...CARD_ONLY, payment_method_types: ["card"] },
      { code: "payment_method_types_no_longer_supported", param: "payment_method_types" },
    ],
    [
      "two ways to choose the kinds of methods",
      { ...CARD_ONLY, allowed_payment_method_types: ["card"] },
      { code: "parameters_exclusive" },
    ],
    [
      "a method and the data of another",
      {
        ...CARD_ONLY,
        payment_method: "pm_card_visa",
        payment_method_data: {
          type: "card",
          card: { number: "4242424242424242", exp_month: 1, exp_year: 2030 },
        },
      },
      { code: "parameters_exclusive" },
    ],
    [
      "a return_url without confirm",
      { ...CARD_ONLY, return_url: "https://example.com" },
      { param: "return_url" },
    ],
    [
      "an empty text",
      { ...CARD_ONLY, description: "" },
      { code: "parameter_invalid_empty", param: "description" },
    ],
    [
      "an address that is no e-mail",
      { ...CARD_ONLY, receipt_email: "nobody" },
      { code: "email_invalid", param: "receipt_email" },
    ],
    [
      "a return_url that is a script",
      {
        ...CARD_ONLY,
        confirm: true,
        payment_method: "pm_card_visa",
        return_url: "javascript:alert(1)",
      },
      { code: "url_invalid", param: "return_url" },
    ],
    [
      "a return_url that is a script behind a space",
      {
        ...CARD_ONLY,
        confirm: true,
        payment_method: "pm_card_visa",
        return_url: " java\nscript:alert(1)",
      },
      { code: "url_invalid", param: "return_url" },
    ],
    [
      "a full statement descriptor for a card",
      { ...CARD_ONLY, statement_descriptor: "SHOP" },
      { param: "statement_descriptor" },
    ],
    [
      "a descriptor suffix without a letter",
      { ...CARD_ONLY, statement_descriptor_suffix: "123" },
      { param: "statement_descriptor_suffix" },
    ],
    [
      "a parameter of Stripe that the simulator does not simulate",
      { ...CARD_ONLY, application_fee_amount: 5 },
      {
        param: "application_fee_amount",
        message: "This parameter exists at Stripe, but the simulator does not simulate it.",
      },
    ],
    [
      "a method that does not exist",
      { ...CARD_ONLY, payment_method: "pm_x" },
      {
        code: "resource_missing",
        param: "payment_method",
        message: "No such PaymentMethod: 'pm_x'",
      },
    ],
    [
      "a path that cannot be expanded",
      { ...CARD_ONLY, expand: ["latest_charge.nothing"] },
      { message: "This property cannot be expanded (latest_charge.nothing)." },
    ],
  ])("%s, and creates nothing", async (_what, params, expected) => {
    const { simulator, stripe } = setUp();
    const error = await errorOf(stripe.paymentIntents.create(wrong(params)));
    expect(error).toMatchObject({
      type: "StripeInvalidRequestError",
      rawType: "invalid_request_error",
      statusCode: 400,
      ...expected,
    });
    expect(simulator.ledger.paymentIntents()).toEqual([]);
    expect(simulator.events.list()).toEqual([]);
  });

  test("metadata beyond Stripe's limits", async () => {
    const { stripe } = setUp();
    const attempt = (metadata: Record<string, string>) =>
      stripe.paymentIntents.create({ ...CARD_ONLY, metadata });
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
    expect(Object.keys((await attempt(many(50))).metadata)).toHaveLength(50);
    expect((await errorOf(attempt(many(51)))).param).toBe("metadata");
    expect((await attempt({ ["k".repeat(40)]: "v".repeat(500) })).metadata).toEqual({
      ["k".repeat(40)]: "v".repeat(500),
    });
    expect((await errorOf(attempt({ ["k".repeat(41)]: "v" }))).message).toContain(
      "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters.",
    );
    expect((await errorOf(attempt({ k: "v".repeat(501) }))).message).toContain(
      "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters.",
    );
  });
});

test("metadata is merged, an empty value unsets its key, an empty metadata unsets all", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { a: "1", b: "2" } });
  const merged = await stripe.paymentIntents.update(id, { metadata: { a: "", c: "3" } });
  expect(merged.metadata).toEqual({ b: "2", c: "3" });
  expect((await stripe.paymentIntents.update(id, { metadata: "" })).metadata).toEqual({});
});

describe("the return_url rule", () => {
  const MESSAGE =
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";
  const bare = { amount: 1099, currency: "usd" };
  const visa = { payment_method: "pm_card_visa" };

  test("refuses a confirmation without one while redirects are allowed, and charges nothing", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(bare);
    const error = await errorOf(stripe.paymentIntents.confirm(id, visa));
    expect(error).toMatchObject({ statusCode: 400, message: MESSAGE, payment_intent: { id } });
    expect(error.code).toBeUndefined();
    expect(error.param).toBeUndefined();
    expect(simulator.ledger.charges()).toEqual([]);
  });

  test("refuses a creation with confirm in the same way", async () => {
    const { simulator, stripe } = setUp();
    const error = await errorOf(stripe.paymentIntents.create({ ...bare, ...visa, confirm: true }));
    expect(error.message).toBe(MESSAGE);
    expect(simulator.ledger.paymentIntents()).toEqual([]);
  });

  test.each<[string, Partial<CreateParams>, object]>([
    ["a return_url", {}, { return_url: "app://back" }],
    ["redirects that are never allowed", CARD_ONLY, {}],
    ["cards alone", { allowed_payment_method_types: ["card"] }, {}],
  ])("is content with %s", async (_what, creation, confirmation) => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentIntents.create({ ...bare, ...creation });
    const paid = await stripe.paymentIntents.confirm(id, { ...visa, ...confirmation });
    expect(paid.status).toBe("succeeded");
  });
});
