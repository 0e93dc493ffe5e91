import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const create = ({ stripe }: Setup, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ ...CARD_ONLY, ...params });

const PAID = { payment_method: "pm_card_visa", confirm: true } as const;

/** Ids of what a query finds. */
async function find({ stripe }: Setup, query: string): Promise<string[]> {
  return (await stripe.paymentIntents.search({ query })).data.map(({ id }) => id);
}

const refusal = async (setup: Setup, query: string) => errorOf(find(setup, query));

describe("a query", () => {
  test("finds PaymentIntents by each of their fields", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const one = await create(setup, { metadata: { order: "1" } });
    setup.clock.ms += 1000;
    const two = await create(setup, { ...PAID, amount: 2000, currency: "eur" });
    const first = [one.id];
    const second = [two.id];
    expect(await find(setup, "metadata['order']:'1'")).toEqual(first);
    expect(await find(setup, 'status:"succeeded"')).toEqual(second);
    expect(await find(setup, 'currency:"EUR"')).toEqual(second);
    expect(await find(setup, "amount:1099")).toEqual(first);
    expect(await find(setup, "amount=2000")).toEqual(second);
    expect(await find(setup, "amount>1099")).toEqual(second);
    expect(await find(setup, "amount>=1099")).toEqual([two.id, one.id]);
    expect(await find(setup, "amount<2000")).toEqual(first);
    expect(await find(setup, "amount<=2000")).toEqual([two.id, one.id]);
    expect(await find(setup, "created>1795435200")).toEqual(second);
    expect(await find(setup, "created:'1795435200'")).toEqual(first);
  });

  test("combines clauses by AND, by a space or by OR, and negates them", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const one = await create(setup, { metadata: { order: "1" } });
    const two = await create(setup, { metadata: { order: "1" }, currency: "eur" });
    const three = await create(setup, { metadata: { order: "3" }, currency: "eur" });
    expect(await find(setup, "metadata['order']:'1' AND currency:'eur'")).toEqual([two.id]);
    expect(await find(setup, "metadata['order']:'1' currency:'eur'")).toEqual([two.id]);
    expect(await find(setup, "metadata['order']:'3' or currency:'usd'")).toEqual([
      three.id,
      one.id,
    ]);
    expect(await find(setup, "-currency:'eur'")).toEqual([one.id]);
    expect(await find(setup, "metadata['order']:'1' AND -currency:'eur'")).toEqual([one.id]);
  });

  test("finds what has a metadata key, and what has not", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const without = await create(setup);
    const withKey = await create(setup, { metadata: { order: "1" } });
    expect(await find(setup, "metadata['order']:null")).toEqual([without.id]);
    expect(await find(setup, '-metadata["order"]:null')).toEqual([withKey.id]);
    expect(await find(setup, "-metadata['order']:'1'")).toEqual([without.id]);
  });

  test("takes quotes and backslashes in keys and values when they are escaped", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const { id } = await create(setup, { metadata: { 'a"b': "it's \\ here" } });
    expect(await find(setup, String.raw`metadata["a\"b"]:'it\'s \\ here'`)).toEqual([id]);
    expect(await find(setup, String.raw`metadata['a"b']:"it's \\ here"`)).toEqual([id]);
  });

  test.each([
    "",
    "asdf",
    "status:succeeded",
    "status:'succeeded",
    "status:'succeeded' AND",
    "status:'a'currency:'b'",
    "(status:'a')",
    "metadata:'1'",
    "status['x']:'1'",
  ])("%j is none", async (query) => {
    expect(await refusal(setUp(), query)).toMatchObject({
      statusCode: 400,
      message:
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.',
    });
  });

  test.each(["receipt_email", "constructor"])("knows no field %s", async (name) => {
    expect(await refusal(setUp(), `${name}:'x'`)).toMatchObject({
      statusCode: 400,
      message: `Field \`${name}\` is an unsupported search field for resource \`payment_intents\`. See http://stripe.com/docs/search#query-fields-for-payment-intents for a list of supported fields.`,
    });
  });

  test.each([
    ["status:'a' AND currency:'b' OR amount:1", "cannot combine AND and OR"],
    ["status:'a' currency:'b' OR amount:1", "cannot combine AND and OR"],
    ["status~'succ'", "does not support the operator `~`"],
    ["status>'a'", "does not support the operator `>`"],
    ["amount:'many'", "is numeric"],
    ["amount:''", "is numeric"],
    ["amount:null", "is numeric"],
    [Array.from({ length: 11 }, () => "amount>1").join(" "), "up to 10 clauses"],
  ])("that asks %j is refused", async (query, reason) => {
    const error = await refusal(setUp(), query);
    expect(error).toMatchObject({ statusCode: 400, param: "query" });
    expect(error.message).toContain(reason);
  });

  test("may have ten clauses", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const { id } = await create(setup);
    const query = Array.from({ length: 10 }, () => "amount>1").join(" ");
    expect(await find(setup, query)).toEqual([id]);
  });

  test("is required", async () => {
    const { simulator } = setUp();
    const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents/search", {
      headers: { authorization: "Bearer sk_test_simulator" },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: "Missing required param: query." },
    });
  });
});

describe("the result", () => {
  test("comes in pages, and is counted when asked to", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await create(setup)).id);
    await create(setup, { currency: "eur" });
    const query = "currency:'usd'";
    const first = await setup.stripe.paymentIntents.search({
      query,
      limit: 2,
      expand: ["total_count"],
    });
    expect(first).toMatchObject({
      object: "search_result",
      url: "/v1/payment_intents/search",
      has_more: true,
      next_page: expect.any(String),
      total_count: 5,
    });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const last = await setup.stripe.paymentIntents.search({
      query,
      limit: 3,
      page: String(first.next_page),
    });
    expect(last).toMatchObject({ has_more: false, next_page: null });
    expect(last).not.toHaveProperty("total_count");
    expect(last.data.map(({ id }) => id)).toEqual(ids.slice(2));

    const walked: string[] = [];
    for await (const { id } of setup.stripe.paymentIntents.search({ query, limit: 2 })) {
      walked.push(id);
    }
    expect(walked).toEqual(ids);
  });

  test("goes on after a page whose last object is found no more", async () => {
    const setup = setUp({ searchLagMs: 0 });
    const [oldest, middle] = [await create(setup), await create(setup)];
    const query = "status:'requires_payment_method'";
    await create(setup);
    const first = await setup.stripe.paymentIntents.search({ query, limit: 2 });
    await setup.stripe.paymentIntents.cancel(middle.id);
    const rest = await setup.stripe.paymentIntents.search({ query, page: String(first.next_page) });
    expect(rest.data.map(({ id }) => id)).toEqual([oldest.id]);
  });

  test("has ten objects unless told otherwise, at most a hundred, and no page that it did not name", async () => {
    const setup = setUp({ searchLagMs: 0 });
    for (let count = 0; count < 11; count += 1) await create(setup);
    const search = (more: object) =>
      setup.stripe.paymentIntents.search({ query: "amount>1", ...more });
    expect((await search({})).data).toHaveLength(10);
    expect((await errorOf(search({ limit: 101 }))).param).toBe("limit");
    expect((await errorOf(search({ page: "x" }))).param).toBe("page");
  });

  test("shows objects in place of ids", async () => {
    const setup = setUp({ searchLagMs: 0 });
    await create(setup, PAID);
    const { data } = await setup.stripe.paymentIntents.search({
      query: "amount>1",
      expand: ["data.latest_charge"],
    });
    expect(data).toMatchObject([{ latest_charge: { object: "charge", amount: 1099 } }]);
  });
});

test("another account's objects are not found", async () => {
  const setup = setUp({
    searchLagMs: 0,
    accounts: [
      { id: "acct_A", secretKey: "sk_test_simulator", publishableKey: "pk_test_A" },
      { id: "acct_B", secretKey: "sk_test_B", publishableKey: "pk_test_B" },
    ],
  });
  await setup.stripe.paymentIntents.create(CARD_ONLY, { apiKey: "sk_test_B" });
  expect(await find(setup, "amount>1")).toEqual([]);
});
