import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const eventsOf = ({ simulator }: ReturnType<typeof setUp>, prefix: string) =>
  simulator.events.list().filter(({ type }) => type.startsWith(prefix));

test("a new customer has every field that a real one has, nulls present", async () => {
  const { stripe } = setUp();
  expect(await stripe.customers.create()).toEqual({
    id: expect.stringMatching(/^cus_[A-Za-z0-9]{14}$/),
    object: "customer",
    address: null,
    balance: 0,
    created: 1_795_435_200,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: expect.stringMatching(/^[A-Z0-9]{8}$/),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  });
});

const BERLIN = {
  city: "Berlin",
  country: "DE",
  line1: "1 Street",
  line2: null,
  postal_code: "10115",
  state: null,
};

const ADA = {
  name: "Ada",
  email: "ada@example.com",
  phone: "+49 30 1",
  description: "First of all",
  metadata: { tier: "gold" },
  preferred_locales: ["de", "en"],
  tax_exempt: "exempt",
};

test("everything that was sent comes back, and an empty text clears it", async () => {
  const { stripe } = setUp();
  const { city, country, line1, postal_code } = BERLIN;
  const address = { city, country, line1, postal_code };
  const { id } = await stripe.customers.create({
    ...ADA,
    address,
    shipping: { name: "Ada", phone: "1", address },
    invoice_settings: { footer: "Thanks" },
  });
  expect(await stripe.customers.retrieve(id)).toMatchObject({
    ...ADA,
    address: BERLIN,
    shipping: { name: "Ada", phone: "1", address: BERLIN },
    invoice_settings: { footer: "Thanks", default_payment_method: null },
  });
  const cleared = await stripe.customers.update(id, {
    name: "",
    email: "",
    phone: "",
    description: "",
    address: "",
    shipping: "",
    metadata: "",
    tax_exempt: "",
    invoice_settings: { footer: "" },
  });
  expect(cleared).toMatchObject({
    name: null,
    email: null,
    phone: null,
    description: null,
    address: null,
    shipping: null,
    metadata: {},
    tax_exempt: "none",
    invoice_settings: { footer: null },
  });
});

test("what an update does not name stays, down to each line of the address", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.customers.create({
    name: "Ada",
    address: { city: "Berlin", line1: "1 Street" },
    metadata: { a: "1", b: "2" },
  });
  expect(
    await stripe.customers.update(id, {
      address: { line1: "2 Street" },
      metadata: { b: "", c: "3" },
    }),
  ).toMatchObject({
    name: "Ada",
    address: { city: "Berlin", line1: "2 Street" },
    metadata: { a: "1", c: "3" },
  });
});

describe("events", () => {
  test("tell of creation, of what changed with its old values, and of deletion", async () => {
    const setup = setUp();
    const { customers } = setup.stripe;
    const { id } = await customers.create({ name: "Ada", metadata: { a: "1", b: "2" } });
    await customers.update(id, { name: "Grace", metadata: { a: "9", c: "3" } });
    await customers.del(id);
    expect(eventsOf(setup, "customer.")).toMatchObject([
      { type: "customer.created", data: { object: { id, name: "Ada" } } },
      { type: "customer.updated", data: { object: { id, name: "Grace" } } },
      { type: "customer.deleted", data: { object: { id, name: "Grace" } } },
    ]);
    const [created, updated, deleted] = eventsOf(setup, "customer.");
    expect(updated?.data.previous_attributes).toEqual({
      name: "Ada",
      metadata: { a: "1", c: null },
    });
    expect(created?.data).not.toHaveProperty("previous_attributes");
    expect(deleted?.data.object).not.toHaveProperty("deleted");
  });

  test("are silent about an update that changes nothing", async () => {
    const setup = setUp();
    const { id } = await setup.stripe.customers.create({ name: "Ada" });
    await setup.stripe.customers.update(id, { name: "Ada" });
    expect(eventsOf(setup, "customer.updated")).toEqual([]);
  });
});

describe("the list", () => {
  test("is newest first, comes in pages, and filters by address and time", async () => {
    const { clock, stripe } = setUp();
    const ids: string[] = [];
    for (const email of ["a@example.com", "b@example.com", "a@example.com"]) {
      ids.push((await stripe.customers.create({ email })).id);
      clock.ms += 1000;
    }
    const [first, second, third] = ids;
    const idsOf = async (params: object) =>
      (await stripe.customers.list(params)).data.map(({ id }) => id);
    expect(await idsOf({})).toEqual([third, second, first]);
    expect(await idsOf({ limit: 1, starting_after: third })).toEqual([second]);
    expect(await idsOf({ email: "a@example.com" })).toEqual([third, first]);
    expect(await idsOf({ email: "A@example.com" })).toEqual([]);
    expect(await idsOf({ created: { gt: 1_795_435_200 } })).toEqual([third, second]);
  });

  test("holds nothing of another account", async () => {
    const { simulator, stripe } = setUp({
      accounts: [
        { id: "acct_A", secretKey: "sk_test_simulator", publishableKey: "pk_test_A" },
        { id: "acct_B", secretKey: "sk_test_B", publishableKey: "pk_test_B" },
      ],
    });
    const { id } = await stripe.customers.create();
    const other = clientOf(simulator, "sk_test_B");
    expect((await other.customers.list()).data).toEqual([]);
    expect((await errorOf(other.customers.retrieve(id))).statusCode).toBe(404);
    const theirs = other.paymentIntents.create({ ...CARD_ONLY, customer: id });
    expect((await errorOf(theirs)).code).toBe("resource_missing");
  });
});

test.each([
  ["an e-mail address that is none", { email: "ada" }, "email_invalid", "email"],
  ["a tax status that there is not", { tax_exempt: "maybe" }, undefined, "tax_exempt"],
  ["a parameter that a customer has not", { amount: 5 }, "parameter_unknown", "amount"],
])("%s is refused", async (_what, params: object, code, param) => {
  const { stripe } = setUp();
  const error = await errorOf(stripe.customers.create(params));
  expect(error).toMatchObject({ statusCode: 400, param });
  expect(error.code).toBe(code);
});

test("a publishable key may do nothing with customers", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.customers.create();
  const { customers } = clientOf(simulator, "pk_test_simulator");
  for (const call of [
    () => customers.create(),
    () => customers.list(),
    () => customers.retrieve(id),
    () => customers.update(id, { name: "Ada" }),
    () => customers.del(id),
    () => customers.listPaymentMethods(id),
    () => customers.retrievePaymentMethod(id, "pm_x"),
  ]) {
    expect(await errorOf(call())).toMatchObject({ statusCode: 403, code: "secret_key_required" });
  }
});
