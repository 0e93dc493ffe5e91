import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

async function customerWithDefault({ stripe }: Setup) {
  const customer = await stripe.customers.create({
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  return {
    customer: customer.id,
    method: String(customer.invoice_settings.default_payment_method),
  };
}

describe("the default method", () => {
  test("can be given with a new customer, who then has it", async () => {
    const setup = setUp();
    const { customer, method } = await customerWithDefault(setup);
    expect(method).toMatch(/^pm_1/);
    const { data } = await setup.stripe.customers.listPaymentMethods(customer);
    expect(data).toMatchObject([{ id: method, customer }]);
    expect(setup.simulator.events.list().map(({ type }) => type)).toEqual([
      "customer.created",
      "payment_method.attached",
    ]);
  });

  test("has to be one of the customer's own", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.customers.create();
    const stranger = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
    for (const call of [
      () =>
        stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } }),
      () => stripe.customers.create({ invoice_settings: { default_payment_method: method.id } }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        statusCode: 400,
        code: "resource_missing",
        param: "invoice_settings[default_payment_method]",
        message: `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`,
      });
    }
  });

  test("can be changed, cleared and expanded", async () => {
    const setup = setUp();
    const { customers, paymentMethods } = setup.stripe;
    const { customer, method } = await customerWithDefault(setup);
    const other = await paymentMethods.attach("pm_card_mastercard", { customer });
    const changed = await customers.update(customer, {
      invoice_settings: { default_payment_method: other.id },
      expand: ["invoice_settings.default_payment_method.customer"],
    });
    expect(changed.invoice_settings.default_payment_method).toMatchObject({
      id: other.id,
      card: { brand: "mastercard" },
      customer: { id: customer, object: "customer" },
    });
    expect(setup.simulator.events.list().at(-1)?.data.previous_attributes).toEqual({
      invoice_settings: { default_payment_method: method },
    });
    const list = await customers.list({ expand: ["data.invoice_settings.default_payment_method"] });
    expect(list.data[0]?.invoice_settings.default_payment_method).toMatchObject({ id: other.id });
    const cleared = await customers.update(customer, {
      invoice_settings: { default_payment_method: "" },
    });
    expect(cleared.invoice_settings.default_payment_method).toBeNull();
    const half = customers.retrieve(customer, { expand: ["invoice_settings"] });
    expect((await errorOf(half)).message).toBe(
      "This property cannot be expanded (invoice_settings).",
    );
  });

  test("is gone once it is detached", async () => {
    const setup = setUp();
    const { customer, method } = await customerWithDefault(setup);
    await setup.stripe.paymentMethods.detach(method);
    expect(await setup.stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
  });
});

describe("a PaymentIntent that names no method", () => {
  test.each([
    ["created and confirmed", true],
    ["confirmed later", false],
  ])("%s pays with the default", async (_how, confirm) => {
    const setup = setUp();
    const { customer, method } = await customerWithDefault(setup);
    const { paymentIntents } = setup.stripe;
    const created = await paymentIntents.create({ ...CARD_ONLY, customer, confirm });
    const paid = confirm ? created : await paymentIntents.confirm(created.id);
    expect(paid).toMatchObject({ status: "succeeded", payment_method: method, customer });
  });

  test("prefers what the request names, then what the PaymentIntent has", async () => {
    const setup = setUp();
    const { customer } = await customerWithDefault(setup);
    const { paymentIntents, paymentMethods } = setup.stripe;
    const own = await paymentMethods.attach("pm_card_mastercard", { customer });
    const sent = await paymentMethods.attach("pm_card_amex", { customer });
    const create = () => paymentIntents.create({ ...CARD_ONLY, customer, payment_method: own.id });
    const byIntent = await paymentIntents.confirm((await create()).id);
    expect(byIntent.payment_method).toBe(own.id);
    const byRequest = await paymentIntents.confirm((await create()).id, {
      payment_method: sent.id,
    });
    expect(byRequest.payment_method).toBe(sent.id);
  });

  test("without confirm takes nothing", async () => {
    const setup = setUp();
    const { customer } = await customerWithDefault(setup);
    expect(await setup.stripe.paymentIntents.create({ ...CARD_ONLY, customer })).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
    });
  });
});
