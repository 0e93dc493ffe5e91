import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";

test("a new PaymentIntent has every field that a real one has, nulls present", async () => {
  const { simulator } = setUp();
  const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
    method: "POST",
    headers: { authorization: "Bearer sk_test_simulator", "stripe-version": "2026-09-30.endive" },
    body: "amount=1099&currency=usd&metadata[order]=o%201",
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("stripe-version")).toBe("2026-09-30.endive");
  expect(await response.json()).toEqual({
    id: expect.stringMatching(/^pi_/),
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: 1099,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: expect.stringContaining("_secret_"),
    confirmation_method: "automatic",
    created: 1_795_435_200,
    currency: "usd",
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: { order: "o 1" },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: { id: expect.stringMatching(/^pmc_/), parent: null },
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  });
});

test("everything that was sent comes back", async () => {
  const { stripe } = setUp();
  const customer = (await stripe.customers.create()).id;
  const sent = {
    description: "Two books",
    receipt_email: "ada@example.com",
    setup_future_usage: "off_session",
    statement_descriptor_suffix: "BOOKS",
    transfer_group: "group",
    customer,
    shipping: {
      name: "Ada",
      phone: "123",
      carrier: "Post",
      tracking_number: "T1",
      address: {
        line1: "1 Street",
        line2: "Floor 2",
        city: "Berlin",
        state: "BE",
        postal_code: "10115",
        country: "DE",
      },
    },
  } as const;
  const created = await stripe.paymentIntents.create({ ...CARD_ONLY, ...sent });
  expect(created).toMatchObject(sent);
  const cleared = await stripe.paymentIntents.update(created.id, {
    receipt_email: "",
    setup_future_usage: "",
    shipping: "",
  });
  expect(cleared).toMatchObject({ receipt_email: null, setup_future_usage: null, shipping: null });
});

test("cards alone, or no automatic methods, leave no automatic methods", async () => {
  const { stripe } = setUp();
  const none = { automatic_payment_methods: null, payment_method_configuration_details: null };
  const money = { amount: 1099, currency: "usd" };
  expect(
    await stripe.paymentIntents.create({ ...money, allowed_payment_method_types: ["card"] }),
  ).toMatchObject({ ...none, allowed_payment_method_types: ["card"] });
  expect(
    await stripe.paymentIntents.create({ ...money, automatic_payment_methods: { enabled: false } }),
  ).toMatchObject(none);
});

test("a charge tells how the customer authenticated", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    description: "Two books",
    metadata: { order: "1" },
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  simulator.authenticate(id, "complete");
  const { latest_charge } = await stripe.paymentIntents.retrieve(id, {
    expand: ["latest_charge"],
  });
  expect(latest_charge).toMatchObject({
    object: "charge",
    payment_intent: id,
    paid: true,
    description: "Two books",
    metadata: { order: "1" },
    outcome: { type: "authorized", network_status: "approved_by_network" },
    payment_method_details: {
      type: "card",
      card: { last4: "3220", three_d_secure: { result: "authenticated" } },
    },
  });
});

test("expanding one answer leaves the next one flat", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const list = await stripe.paymentIntents.list({ expand: ["data.latest_charge"] });
  expect(list.data[0]?.latest_charge).toMatchObject({ object: "charge" });
  expect(typeof (await stripe.paymentIntents.retrieve(id)).latest_charge).toBe("string");
  const withoutData = stripe.paymentIntents.list({ expand: ["latest_charge"] });
  expect((await errorOf(withoutData)).message).toBe(
    "This property cannot be expanded (latest_charge).",
  );
});
