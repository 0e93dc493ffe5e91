import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";

const { automatic_payment_methods } = CARD_ONLY;
const CARDS = { automatic_payment_methods } as const;
const PUBLISHABLE = "pk_test_simulator";

const newCustomer = async ({ stripe }: Setup) => (await stripe.customers.create()).id;
const typesOf = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

test("a new SetupIntent has every field that a real one has, nulls present", async () => {
  const { stripe } = setUp();
  const created = await stripe.setupIntents.create({ metadata: { plan: "yearly" } });
  expect(created).toEqual({
    id: expect.stringMatching(/^seti_[A-Za-z0-9]{24}$/),
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    cancellation_reason: null,
    client_secret: expect.stringMatching(/^seti_[^_]+_secret_[A-Za-z0-9]{31}$/),
    created: 1_795_435_200,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: { enabled: false },
    mandate: null,
    metadata: { plan: "yearly" },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: { id: expect.stringMatching(/^pmc_/), parent: null },
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: "off_session",
  });
  expect(created.client_secret?.split("_secret_")[0]).toBe(created.id);
});

describe("a confirmed SetupIntent", () => {
  test("gives the card to its customer, whom it then pays for", async () => {
    const setup = setUp();
    const customer = await newCustomer(setup);
    const done = await setup.stripe.setupIntents.create({
      ...CARDS,
      customer,
      usage: "on_session",
      payment_method: "pm_card_visa",
      confirm: true,
    });
    expect(done).toMatchObject({
      status: "succeeded",
      usage: "on_session",
      customer,
      latest_attempt: expect.stringMatching(/^setatt_1[A-Za-z0-9]{23}$/),
      last_setup_error: null,
      next_action: null,
    });
    expect((await setup.stripe.paymentMethods.list({ customer })).data).toMatchObject([
      { id: done.payment_method, customer, card: { checks: { cvc_check: "pass" } } },
    ]);
    expect(typesOf(setup)).toEqual([
      "customer.created",
      "setup_intent.created",
      "payment_method.attached",
      "setup_intent.succeeded",
    ]);
    expect(setup.simulator.ledger.charges()).toEqual([]);
  });

  test("leaves the card of nobody used up until somebody gets it", async () => {
    const setup = setUp();
    const { setupIntents, paymentIntents, paymentMethods } = setup.stripe;
    const done = await setupIntents.create({
      ...CARDS,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    const method = String(done.payment_method);
    const pay = paymentIntents.create({ ...CARD_ONLY, payment_method: method, confirm: true });
    expect((await errorOf(pay)).message).toContain("It may not be used again.");
    const customer = await newCustomer(setup);
    expect(await paymentMethods.attach(method, { customer })).toMatchObject({ customer });
  });

  test("may be of a card that the customer has already", async () => {
    const setup = setUp();
    const customer = await newCustomer(setup);
    const { id } = await setup.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const done = await setup.stripe.setupIntents.create({
      ...CARDS,
      customer,
      payment_method: id,
      confirm: true,
    });
    expect(done).toMatchObject({ status: "succeeded", payment_method: id });
  });

  test.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline", undefined],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds", undefined],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card", "exp_month"],
    ["pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error", undefined],
    ["pm_card_threeDSecureRequiredProcessingError", "card_declined", "generic_decline", undefined],
  ])("with %s is declined: %s, %s", async (alias, code, decline_code, param) => {
    const setup = setUp();
    const customer = await newCustomer(setup);
    const { id } = await setup.stripe.setupIntents.create({ ...CARDS, customer });
    const error = await errorOf(setup.stripe.setupIntents.confirm(id, { payment_method: alias }));
    expect(error).toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code,
      decline_code,
      setup_intent: { id, status: "requires_payment_method", payment_method: null },
      payment_method: { object: "payment_method" },
    });
    expect(error.param).toBe(param);
    const after = await setup.stripe.setupIntents.retrieve(id);
    expect(after).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      latest_attempt: expect.stringMatching(/^setatt_/),
      last_setup_error: { type: "card_error", code, decline_code, message: error.message },
    });
    expect(after.last_setup_error).not.toHaveProperty("payment_method_type");
    expect((await setup.stripe.paymentMethods.list({ customer })).data).toEqual([]);
    expect(typesOf(setup).at(-1)).toBe("setup_intent.setup_failed");
    const good = await setup.stripe.setupIntents.confirm(id, { payment_method: "pm_card_visa" });
    expect(good).toMatchObject({ status: "succeeded", last_setup_error: null });
  });

  test("keeps cards that refuse only payments", async () => {
    const setup = setUp();
    const customer = await newCustomer(setup);
    const done = await setup.stripe.setupIntents.create({
      ...CARDS,
      customer,
      payment_method: "pm_card_chargeCustomerFail",
      confirm: true,
    });
    expect(done.status).toBe("succeeded");
  });
});

describe("methods and customers", () => {
  test("a default method of the customer is not taken: one has to be named", async () => {
    const { stripe } = setUp();
    const { id: customer } = await stripe.customers.create({
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
    });
    const { id } = await stripe.setupIntents.create({ ...CARDS, customer });
    const message =
      "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.";
    expect(await errorOf(stripe.setupIntents.confirm(id))).toMatchObject({
      statusCode: 400,
      code: "setup_intent_unexpected_state",
      message,
      setup_intent: { id },
    });
    const created = stripe.setupIntents.create({ ...CARDS, customer, confirm: true });
    expect(await errorOf(created)).toMatchObject({
      code: "setup_intent_unexpected_state",
      message,
    });
    expect((await stripe.setupIntents.list()).data).toHaveLength(1);
  });

  test("another customer's method is refused, with and without a customer", async () => {
    const setup = setUp();
    const { setupIntents, paymentMethods } = setup.stripe;
    const [owner, customer] = [await newCustomer(setup), await newCustomer(setup)];
    const { id: method } = await paymentMethods.attach("pm_card_visa", { customer: owner });
    const mine = await setupIntents.create({ ...CARDS, customer });
    const nobodys = await setupIntents.create(CARDS);
    const foreign = `The PaymentMethod ${method} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`;
    const owned = `The payment method supplied (${method}) belongs to the Customer ${owner}. Please include the Customer in the \`customer\` parameter on the SetupIntent.`;
    const payment_method = method;
    for (const [message, call] of [
      [foreign, () => setupIntents.create({ customer, payment_method })],
      [foreign, () => setupIntents.update(mine.id, { payment_method })],
      [foreign, () => setupIntents.confirm(mine.id, { payment_method })],
      [owned, () => setupIntents.create({ payment_method })],
      [owned, () => setupIntents.update(nobodys.id, { payment_method })],
      [owned, () => setupIntents.confirm(nobodys.id, { payment_method })],
    ] as const) {
      const error = await errorOf(call());
      expect(error).toMatchObject({ statusCode: 400, param: "payment_method", message });
      expect(error.code).toBeUndefined();
    }
  });

  test("an unknown customer is refused", async () => {
    const { stripe } = setUp();
    expect(await errorOf(stripe.setupIntents.create({ customer: "cus_x" }))).toMatchObject({
      statusCode: 400,
      param: "customer",
      message: "No such customer: 'cus_x'",
    });
  });
});

describe("return_url", () => {
  const MISSING =
    "This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";

  test("is needed by a server when redirects are allowed, never by an app", async () => {
    const { simulator, stripe } = setUp();
    const { id, client_secret } = await stripe.setupIntents.create();
    const payment_method = "pm_card_visa";
    const confirmed = await errorOf(stripe.setupIntents.confirm(id, { payment_method }));
    expect(confirmed).toMatchObject({ statusCode: 400, message: MISSING, setup_intent: { id } });
    const created = await errorOf(stripe.setupIntents.create({ payment_method, confirm: true }));
    expect(created).toMatchObject({ statusCode: 400, message: MISSING });
    const params: object = { client_secret, payment_method };
    const app = clientOf(simulator, PUBLISHABLE);
    expect((await app.setupIntents.confirm(id, params)).status).toBe("succeeded");
  });

  test("belongs to a confirmation", async () => {
    const { stripe } = setUp();
    const error = await errorOf(stripe.setupIntents.create({ return_url: "https://shop.example" }));
    expect(error).toMatchObject({
      statusCode: 400,
      param: "return_url",
      message:
        "The parameter `return_url` cannot be passed when creating a SetupIntent unless `confirm` is set to true.",
    });
  });
});
