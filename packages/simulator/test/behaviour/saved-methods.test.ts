import { describe, expect, test } from "vitest";
import { errorOf, type Setup, setUp } from "../stripe-client.ts";

async function saved({ stripe }: Setup) {
  const customer = (await stripe.customers.create()).id;
  const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  return { id, customer };
}

describe("update", () => {
  test("changes expiry, billing details line by line, metadata and who may see it again", async () => {
    const setup = setUp();
    const { id } = await saved(setup);
    const { paymentMethods } = setup.stripe;
    await paymentMethods.update(id, {
      billing_details: { name: "Ada", email: "ada@example.com", address: { city: "Berlin" } },
    });
    const updated = await paymentMethods.update(id, {
      card: { exp_month: 1, exp_year: 31 },
      billing_details: { email: "", address: { line1: "1 Street" } },
      metadata: { wallet: "main" },
      allow_redisplay: "always",
    });
    expect(updated).toMatchObject({
      card: { exp_month: 1, exp_year: 2031 },
      billing_details: {
        name: "Ada",
        email: null,
        address: { city: "Berlin", line1: "1 Street", country: null },
      },
      metadata: { wallet: "main" },
      allow_redisplay: "always",
    });
    expect(setup.simulator.events.list().at(-1)).toMatchObject({
      type: "payment_method.updated",
      data: { object: { id } },
    });
    expect(setup.simulator.events.list().at(-1)?.data.previous_attributes).toEqual({
      allow_redisplay: "unspecified",
      billing_details: { email: "ada@example.com", address: { line1: null } },
      card: { exp_month: 12, exp_year: 2027 },
      metadata: { wallet: null },
    });
  });

  test.each([
    ["month 13", { exp_month: 13 }, "invalid_expiry_month"],
    ["last month", { exp_month: 10, exp_year: 2026 }, "invalid_expiry_month"],
    ["last year", { exp_year: 2025 }, "invalid_expiry_year"],
  ])("to %s is refused and changes nothing", async (_what, card, code) => {
    const setup = setUp();
    const { id } = await saved(setup);
    const { paymentMethods } = setup.stripe;
    const refused = paymentMethods.update(id, { card, metadata: { a: "1" } });
    expect(await errorOf(refused)).toMatchObject({ statusCode: 402, code });
    expect(await paymentMethods.retrieve(id)).toMatchObject({
      card: { exp_month: 12, exp_year: 2027 },
      metadata: {},
    });
  });

  test("is for methods that somebody has", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentMethods.create({
      type: "card",
      card: { number: "4242424242424242", exp_month: 12, exp_year: 2030 },
    });
    const error = await errorOf(stripe.paymentMethods.update(id, { metadata: { a: "1" } }));
    expect(error).toMatchObject({
      statusCode: 400,
      message: "You must save this PaymentMethod to a customer before you can update it.",
    });
  });
});

describe("the list", () => {
  test("is one customer's, by type and by who may see it, in pages", async () => {
    const setup = setUp();
    const { paymentMethods, customers } = setup.stripe;
    const mine = await saved(setup);
    const stranger = await saved(setup);
    const { customer } = mine;
    const second = await paymentMethods.attach("pm_card_mastercard", { customer });
    await paymentMethods.update(second.id, { allow_redisplay: "always" });
    const idsOf = async (params: object) =>
      (await paymentMethods.list({ customer, ...params })).data.map(({ id }) => id);
    expect(await idsOf({})).toEqual([second.id, mine.id]);
    expect(await idsOf({ type: "card" })).toEqual([second.id, mine.id]);
    expect(await idsOf({ type: "sepa_debit" })).toEqual([]);
    expect(await idsOf({ allow_redisplay: "always" })).toEqual([second.id]);
    expect(await idsOf({ limit: 1, starting_after: second.id })).toEqual([mine.id]);
    const scoped = await customers.listPaymentMethods(customer, { limit: 1 });
    expect(scoped).toMatchObject({
      url: `/v1/customers/${customer}/payment_methods`,
      has_more: true,
      data: [{ id: second.id }],
    });
    const foreign = customers.retrievePaymentMethod(customer, stranger.id);
    expect(await errorOf(foreign)).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: `No such PaymentMethod: '${stranger.id}'`,
    });
  });

  test("without a customer is empty", async () => {
    const setup = setUp();
    await saved(setup);
    expect((await setup.stripe.paymentMethods.list({ type: "card" })).data).toEqual([]);
  });

  test("refuses a customer or a type that does not exist", async () => {
    const { stripe } = setUp();
    expect(await errorOf(stripe.paymentMethods.list({ customer: "cus_x" }))).toMatchObject({
      statusCode: 400,
      param: "customer",
      message: "No such customer: 'cus_x'",
    });
    const error = await errorOf(stripe.paymentMethods.list({ type: "gold" }));
    expect(error).toMatchObject({ statusCode: 400, param: "type" });
    expect(error.message).toMatch(/^Invalid type: must be one of acss_debit, .*, or zip$/);
  });
});

test.each(["customer", "payment_method"])(
  "a new method cannot be created with %s",
  async (name) => {
    const { stripe } = setUp();
    const card = { number: "4242424242424242", exp_month: 12, exp_year: 2030 };
    const created = stripe.paymentMethods.create({ type: "card", card, [name]: "x_1" });
    expect(await errorOf(created)).toMatchObject({ statusCode: 400, param: name });
  },
);

test("a method shows its customer when asked to", async () => {
  const setup = setUp();
  const { id, customer } = await saved(setup);
  const method = await setup.stripe.paymentMethods.retrieve(id, { expand: ["customer"] });
  expect(method.customer).toMatchObject({ id: customer, object: "customer" });
});
