import { describe, expect, test } from "vitest";
import { promiseWithResolve } from "../../src/promise-with-resolve.ts";
import { CARD_ONLY, clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";

const typed = ({ stripe }: Setup, number: string, cvc: string | null = "123") =>
  stripe.paymentMethods.create({
    type: "card",
    card: { number, exp_month: 12, exp_year: 2030, ...(cvc !== null && { cvc }) },
  });

describe("attach", () => {
  test("gives a method to a customer, with its code checked", async () => {
    const setup = setUp();
    const { paymentMethods, customers } = setup.stripe;
    const { id } = await typed(setup, "4242424242424242");
    const customer = (await customers.create()).id;
    const attached = await paymentMethods.attach(id, { customer });
    expect(attached).toMatchObject({ id, customer, card: { checks: { cvc_check: "pass" } } });
    expect(await customers.retrievePaymentMethod(customer, id)).toMatchObject({ id, customer });
    expect(setup.simulator.events.list().at(-1)).toMatchObject({
      type: "payment_method.attached",
      data: { object: { id, customer } },
    });
  });

  test("makes a new method of a name each time", async () => {
    const { stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const [first, second] = [
      await stripe.paymentMethods.attach("pm_card_visa", { customer }),
      await stripe.paymentMethods.attach("pm_card_visa", { customer }),
    ];
    expect(first.id).toMatch(/^pm_1[A-Za-z0-9]{23}$/);
    expect(second.id).not.toBe(first.id);
    const { data } = await stripe.paymentMethods.list({ customer });
    expect(data.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  test("makes two new methods of a name that two requests use at once", async () => {
    const { simulator, stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const both = new Set<string>();
    const met = promiseWithResolve();
    simulator.onRequest = async ({ route, idempotencyKey }, stage) => {
      if (route !== "payment_methods.attach" || stage === "after") return;
      both.add(String(idempotencyKey));
      if (both.size === 2) met.resolve();
      await met.promise;
    };
    const methods = await Promise.all([
      stripe.paymentMethods.attach("pm_card_visa", { customer }),
      stripe.paymentMethods.attach("pm_card_visa", { customer }),
    ]);
    expect(new Set(methods.map(({ id }) => id)).size).toBe(2);
  });

  test("to the customer that has it already changes nothing", async () => {
    const setup = setUp();
    const customer = (await setup.stripe.customers.create()).id;
    const { id } = await setup.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const events = setup.simulator.events.list().length;
    const again = await setup.stripe.paymentMethods.attach(id, { customer });
    expect(again).toMatchObject({ id, customer });
    expect(setup.simulator.events.list()).toHaveLength(events);
  });

  test("to a second customer is refused", async () => {
    const { stripe } = setUp();
    const [ann, bob] = [await stripe.customers.create(), await stripe.customers.create()];
    const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer: ann.id });
    const error = await errorOf(stripe.paymentMethods.attach(id, { customer: bob.id }));
    expect(error).toMatchObject({
      statusCode: 400,
      message: "The payment method you provided has already been attached to a customer.",
    });
    expect(await stripe.paymentMethods.retrieve(id)).toMatchObject({ customer: ann.id });
  });

  test("needs a customer and a method that exist", async () => {
    const { stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const nobody = await errorOf(stripe.paymentMethods.attach("pm_card_visa"));
    expect(nobody).toMatchObject({
      statusCode: 400,
      code: "parameter_missing",
      message: "Must provide customer or customer_account.",
    });
    expect(nobody.param).toBeUndefined();
    expect(
      await errorOf(stripe.paymentMethods.attach("pm_card_visa", { customer: "cus_x" })),
    ).toMatchObject({
      statusCode: 400,
      param: "customer",
      message: "No such customer: 'cus_x'",
    });
    expect(await errorOf(stripe.paymentMethods.attach("pm_x", { customer }))).toMatchObject({
      statusCode: 404,
      param: "payment_method",
      message: "No such PaymentMethod: 'pm_x'",
    });
  });

  test.each([
    ["4000000000000002", "card_declined", "generic_decline"],
    ["4000000000009995", "card_declined", "insufficient_funds"],
    ["4000000000009987", "card_declined", "lost_card"],
    ["4000000000009979", "card_declined", "stolen_card"],
    ["4000000000006975", "card_declined", "card_velocity_exceeded"],
    ["4000000000000069", "expired_card", "expired_card"],
    ["4000000000000127", "incorrect_cvc", ""],
    ["4000000000000119", "processing_error", ""],
  ])("of %s is declined with %s %s", async (number, code, decline_code) => {
    const setup = setUp();
    const { stripe } = setup;
    const customer = (await stripe.customers.create()).id;
    const { id } = await typed(setup, number);
    for (const call of [
      () => stripe.paymentMethods.attach(id, { customer }),
      () => stripe.customers.create({ payment_method: id }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        type: "StripeCardError",
        statusCode: 402,
        rawType: "card_error",
        code,
        decline_code,
      });
    }
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("of a card whose code is wrong goes through when no code was sent", async () => {
    const setup = setUp();
    const customer = (await setup.stripe.customers.create()).id;
    const { id } = await typed(setup, "4000000000000127", null);
    expect(await setup.stripe.paymentMethods.attach(id, { customer })).toMatchObject({ customer });
  });

  test.each([
    "pm_card_chargeCustomerFail",
    "pm_card_radarBlock",
    "pm_card_authenticationRequired",
    "pm_card_threeDSecureRequiredChargeDeclined",
  ])("of %s goes through, whatever its payments come to", async (alias) => {
    const { stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    expect(await stripe.paymentMethods.attach(alias, { customer })).toMatchObject({ customer });
  });

  test("of a card that refuses every charge leaves it refusing them", async () => {
    const { stripe } = setUp();
    const customer = (await stripe.customers.create()).id;
    const method = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    for (const amount of [100, 200]) {
      const error = await errorOf(
        stripe.paymentIntents.create({
          ...CARD_ONLY,
          amount,
          customer,
          payment_method: method.id,
          confirm: true,
        }),
      );
      expect(error).toMatchObject({ statusCode: 402, decline_code: "generic_decline" });
    }
  });
});

describe("detach", () => {
  test("takes the method off its customer for good", async () => {
    const setup = setUp();
    const { stripe } = setup;
    const customer = (await stripe.customers.create()).id;
    const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    expect(await stripe.paymentMethods.detach(id)).toMatchObject({ id, customer: null });
    expect(setup.simulator.events.list().at(-1)).toMatchObject({
      type: "payment_method.detached",
      data: { object: { id, customer: null }, previous_attributes: { customer } },
    });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    const pay = stripe.paymentIntents.create({ ...CARD_ONLY, customer, payment_method: id });
    expect((await errorOf(pay)).message).toContain("It may not be used again.");
    expect(await errorOf(stripe.paymentMethods.attach(id, { customer }))).toMatchObject({
      statusCode: 400,
      message:
        "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.",
    });
  });

  test("of a method that nobody has is refused", async () => {
    const setup = setUp();
    const { id } = await typed(setup, "4242424242424242");
    expect(await errorOf(setup.stripe.paymentMethods.detach(id))).toMatchObject({
      statusCode: 400,
      message:
        "The payment method you provided is not attached to a customer so detachment is impossible.",
    });
  });
});

test("a publishable key may neither attach, detach, change nor list", async () => {
  const { simulator, stripe } = setUp();
  const customer = (await stripe.customers.create()).id;
  const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  const { paymentMethods } = clientOf(simulator, "pk_test_simulator");
  for (const call of [
    () => paymentMethods.attach("pm_card_visa", { customer }),
    () => paymentMethods.detach(id),
    () => paymentMethods.update(id, { metadata: { a: "1" } }),
    () => paymentMethods.list({ customer }),
  ]) {
    expect(await errorOf(call())).toMatchObject({ statusCode: 403, code: "secret_key_required" });
  }
});
