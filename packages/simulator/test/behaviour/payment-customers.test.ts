import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const newCustomer = async ({ stripe }: Setup) => (await stripe.customers.create()).id;

async function withCard(setup: Setup, alias = "pm_card_visa") {
  const customer = await newCustomer(setup);
  const method = (await setup.stripe.paymentMethods.attach(alias, { customer })).id;
  return { customer, method };
}

const NOT_AGAIN =
  "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.";

test("an unknown customer is refused, and leaves no PaymentIntent behind", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  for (const call of [
    () => stripe.paymentIntents.create({ ...CARD_ONLY, customer: "cus_x" }),
    () => stripe.paymentIntents.update(id, { customer: "cus_x" }),
  ]) {
    expect(await errorOf(call())).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "customer",
      message: "No such customer: 'cus_x'",
    });
  }
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("a customer's card pays as often as it is asked to", async () => {
  const setup = setUp();
  const { customer, method } = await withCard(setup);
  for (const amount of [100, 200, 300]) {
    const paid = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      amount,
      customer,
      payment_method: method,
      confirm: true,
      expand: ["customer", "payment_method", "latest_charge"],
    });
    expect(paid).toMatchObject({
      status: "succeeded",
      customer: { id: customer, object: "customer" },
      payment_method: { id: method, customer },
      latest_charge: { customer, payment_method: method },
    });
  }
});

describe("a method of another customer", () => {
  test("is refused when the PaymentIntent is created, updated or confirmed", async () => {
    const setup = setUp();
    const { paymentIntents } = setup.stripe;
    const { method } = await withCard(setup);
    const customer = await newCustomer(setup);
    const { id } = await paymentIntents.create({ ...CARD_ONLY, customer });
    const refusal = {
      statusCode: 400,
      param: "payment_method",
      message: `The PaymentMethod ${method} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
    };
    const created = await errorOf(
      paymentIntents.create({ ...CARD_ONLY, customer, payment_method: method }),
    );
    expect(created).toMatchObject(refusal);
    expect(created.payment_intent).toBeUndefined();
    for (const call of [
      () => paymentIntents.update(id, { payment_method: method }),
      () => paymentIntents.confirm(id, { payment_method: method }),
    ]) {
      const error = await errorOf(call());
      expect(error).toMatchObject({ ...refusal, payment_intent: { id } });
      expect(error.code).toBeUndefined();
    }
    expect(setup.simulator.ledger.charges()).toEqual([]);
  });

  test("is refused without a customer too, and the refusal names its owner", async () => {
    const setup = setUp();
    const { paymentIntents } = setup.stripe;
    const { customer, method } = await withCard(setup);
    const { id } = await paymentIntents.create(CARD_ONLY);
    for (const call of [
      () => paymentIntents.create({ ...CARD_ONLY, payment_method: method }),
      () => paymentIntents.confirm(id, { payment_method: method }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        statusCode: 400,
        code: "parameter_missing",
        param: "source",
        message: `The \`payment_method\` parameter supplied ${method} belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
      });
    }
  });

  test("is refused also when it was nobody's before it came to the PaymentIntent", async () => {
    const setup = setUp();
    const { paymentIntents, paymentMethods } = setup.stripe;
    const { id, payment_method } = await paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
    });
    const [owner, stranger] = [await newCustomer(setup), await newCustomer(setup)];
    await paymentMethods.attach(String(payment_method), { customer: owner });
    expect((await errorOf(paymentIntents.confirm(id))).code).toBe("parameter_missing");
    const given = paymentIntents.update(id, { customer: stranger });
    expect((await errorOf(given)).param).toBe("payment_method");
    await paymentIntents.update(id, { customer: owner });
    expect((await paymentIntents.confirm(id)).status).toBe("succeeded");
  });
});

test("a customer is given to a PaymentIntent once", async () => {
  const setup = setUp();
  const { paymentIntents } = setup.stripe;
  const customer = await newCustomer(setup);
  const { id } = await paymentIntents.create(CARD_ONLY);
  expect(await paymentIntents.update(id, { customer })).toMatchObject({ customer });
  for (const next of [await newCustomer(setup), customer]) {
    expect(await errorOf(paymentIntents.update(id, { customer: next }))).toMatchObject({
      statusCode: 400,
      param: "customer",
      payment_intent: { id, customer },
      message:
        "You cannot modify `customer` on a PaymentIntent once it already has been set. To fulfill a payment with a different Customer, cancel this PaymentIntent and create a new one.",
    });
  }
});

describe("a method that nobody has", () => {
  test("pays for a customer once, and stays nobody's", async () => {
    const setup = setUp();
    const { paymentIntents, paymentMethods } = setup.stripe;
    const customer = await newCustomer(setup);
    const pay = (payment_method: string) =>
      paymentIntents.create({ ...CARD_ONLY, customer, payment_method, confirm: true });
    const paid = await pay("pm_card_visa");
    expect(paid).toMatchObject({ status: "succeeded", customer });
    const method = String(paid.payment_method);
    expect(await paymentMethods.retrieve(method)).toMatchObject({ customer: null });
    expect((await errorOf(pay(method))).message).toBe(NOT_AGAIN);
    expect((await errorOf(paymentMethods.attach(method, { customer }))).message).toBe(
      "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.",
    );
  });

  test.each(["on_session", "off_session"] as const)(
    "is the customer's after a payment that sets it up for %s use",
    async (setup_future_usage) => {
      const setup = setUp();
      const customer = await newCustomer(setup);
      const paid = await setup.stripe.paymentIntents.create({
        ...CARD_ONLY,
        customer,
        setup_future_usage,
        payment_method: "pm_card_visa",
        confirm: true,
      });
      const { data } = await setup.stripe.paymentMethods.list({ customer });
      expect(data).toMatchObject([{ id: paid.payment_method, customer }]);
      expect(setup.simulator.events.list().map(({ type }) => type)).toEqual([
        "customer.created",
        "payment_intent.created",
        "charge.succeeded",
        "payment_method.attached",
        "payment_intent.succeeded",
      ]);
    },
  );

  test("is the customer's only once the customer authenticated", async () => {
    const setup = setUp();
    const { paymentMethods, paymentIntents } = setup.stripe;
    const customer = await newCustomer(setup);
    const { id } = await paymentIntents.create({
      ...CARD_ONLY,
      customer,
      setup_future_usage: "off_session",
      payment_method: "pm_card_threeDSecure2Required",
      confirm: true,
    });
    expect((await paymentMethods.list({ customer })).data).toEqual([]);
    setup.simulator.authenticate(id, "complete");
    expect((await paymentMethods.list({ customer })).data).toHaveLength(1);
  });

  test("stays nobody's after a decline", async () => {
    const setup = setUp();
    const customer = await newCustomer(setup);
    const declined = setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      customer,
      setup_future_usage: "off_session",
      payment_method: "pm_card_chargeCustomerFail",
      confirm: true,
    });
    expect((await errorOf(declined)).statusCode).toBe(402);
    expect((await setup.stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  test("set up without a customer may still be given to one, and then pays again", async () => {
    const setup = setUp();
    const { paymentIntents, paymentMethods } = setup.stripe;
    const paid = await paymentIntents.create({
      ...CARD_ONLY,
      setup_future_usage: "off_session",
      payment_method: "pm_card_visa",
      confirm: true,
    });
    const method = String(paid.payment_method);
    const again = (more: object) =>
      paymentIntents.create({ ...CARD_ONLY, payment_method: method, confirm: true, ...more });
    expect((await errorOf(again({}))).message).toBe(NOT_AGAIN);
    const customer = await newCustomer(setup);
    await paymentMethods.attach(method, { customer });
    expect((await again({ customer })).status).toBe("succeeded");
  });
});
