import { describe, expect, test } from "vitest";
import type { Fault, FaultOptions } from "../../src/index.ts";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const KEY = { idempotencyKey: "order-1" };

/** Creates `count` PaymentIntents one after the other. @returns `x` where a fault struck, `.` where none did. */
async function createMany(setup: ReturnType<typeof setUp>, count: number): Promise<string> {
  let history = "";
  for (let index = 0; index < count; index += 1) {
    history += await setup.stripe.paymentIntents.create(CARD_ONLY).then(
      () => ".",
      () => "x",
    );
  }
  return history;
}

test.each<[FaultOptions, string]>([
  [{}, "x....."],
  [{ times: 2 }, "xx...."],
  [{ nth: 3 }, "..x..."],
  [{ nth: 3, times: 2 }, "..xx.."],
  [{ times: Number.POSITIVE_INFINITY }, "xxxxxx"],
  [{ nth: 5, times: Number.POSITIVE_INFINITY }, "....xx"],
])("of six requests a fault with %j strikes %s", async (options, struck) => {
  const shop = setUp();
  shop.simulator.faults.next("rate_limit_429", options);
  expect(await createMany(shop, 6)).toBe(struck);
});

test("a fault counts the calls of its own route only", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next("rate_limit_429", { route: "retrieve", nth: 2 });
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  await stripe.paymentIntents.retrieve(id);
  await stripe.paymentIntents.update(id, { description: "x" });
  expect((await errorOf(stripe.paymentIntents.retrieve(id))).statusCode).toBe(429);
});

describe("a share", () => {
  const struck = "x.x.x.x.x.x.....x.x.";

  test("strikes the same requests for the same seed", async () => {
    const shop = setUp();
    shop.simulator.faults.next("rate_limit_429", { share: 0.3 });
    expect(await createMany(shop, 20)).toBe(struck);
  });

  test("strikes others for another seed", async () => {
    const shop = setUp({ seed: "another" });
    shop.simulator.faults.next("rate_limit_429", { share: 0.3 });
    expect(await createMany(shop, 20)).not.toBe(struck);
  });

  test.each([
    ["alone", ".x.x....x.x....x...x"],
    ["beside one that strikes the first two", "xx.x....x.x....x...x"],
  ])("goes on counting while another fault strikes: %s", async (company, history) => {
    const shop = setUp();
    const other = shop.simulator.faults.next("rate_limit_429", { times: 2 });
    if (company === "alone") shop.simulator.faults.clear(other.id);
    shop.simulator.faults.next("rate_limit_429", { share: 0.3 });
    expect(await createMany(shop, 20)).toBe(history);
  });

  test("is not moved by other requests", async () => {
    const shop = setUp();
    shop.simulator.faults.next("rate_limit_429", { share: 0.3, route: "create" });
    shop.simulator.faults.next("rate_limit_429", { route: "payment_intents.list" });
    await errorOf(shop.stripe.paymentIntents.list());
    await shop.stripe.paymentIntents.list();
    expect(await createMany(shop, 20)).toBe(struck);
  });
});

describe("a fault strikes only what fits", () => {
  const setUpTwo = () =>
    setUp({
      accounts: [
        { id: "acct_A", secretKey: "sk_test_a", publishableKey: "pk_test_a" },
        { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
      ],
    });

  test.each<[FaultOptions]>([
    [{ route: "payment_intents.update" }],
    [{ route: "payment_intents.*", method: "POST", metadata: { order: "2" } }],
    [{ method: "POST", pathPrefix: "/v1/payment_intents/" }],
    [{ idempotencyKey: "order-1" }],
    [{ account: "acct_B" }],
    [{ when: ({ params }) => params.description === "wanted" }],
  ])("%j", async (options) => {
    const { simulator } = setUpTwo();
    const a = clientOf(simulator, "sk_test_a").paymentIntents;
    const b = clientOf(simulator, "sk_test_b").paymentIntents;
    const { id } = await b.create({ ...CARD_ONLY, metadata: { order: "2" } });
    simulator.faults.next("rate_limit_429", options);

    await a.create({ ...CARD_ONLY, metadata: { order: "1" } });
    await a.list();
    const struck = await errorOf(b.update(id, { description: "wanted" }, KEY));
    expect(struck.statusCode).toBe(429);
    expect((await b.update(id, { description: "wanted" }, KEY)).description).toBe("wanted");
  });

  test.each<[FaultOptions]>([
    [{ method: "GET" }],
    [{ pathPrefix: "/v1/refunds" }],
    [{ metadata: { order: "1", shop: "x" } }],
    [{ metadata: { constructor: "x" } }],
    [{ idempotencyKey: "order" }],
    [{ account: "acct_Other" }],
    [{ route: "refunds.*" }],
    [{ when: () => false }],
  ])("and so %j leaves the creation of order 1 alone", async (options) => {
    const { simulator, stripe } = setUp();
    simulator.faults.next("rate_limit_429", options);
    await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: "1" } }, KEY);
    expect(simulator.faults.list()).toMatchObject([{ seen: 0, strikes: 0, remaining: 1 }]);
  });

  test("a refund of the payment of an order, by that order's metadata", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      metadata: { order: "7" },
      payment_method: "pm_card_visa",
      confirm: true,
    });
    simulator.faults.next("rate_limit_429", { metadata: { order: "7" } });
    expect((await errorOf(stripe.refunds.create({ payment_intent: id }))).statusCode).toBe(429);
  });
});

test("faults are listed as plain JSON with how often they struck, and switched off one by one", async () => {
  const { simulator, stripe } = setUp();
  const first = simulator.faults.next(
    { late: "error_504", afterMs: 5 },
    { route: "confirm", metadata: { order: "1" }, times: Number.POSITIVE_INFINITY },
  );
  simulator.faults.next("rate_limit_429", { when: () => true, share: 1 });
  await errorOf(stripe.paymentIntents.create(CARD_ONLY));
  const second = {
    id: "fault_2",
    fault: "rate_limit_429",
    nth: 1,
    share: 1,
    when: true,
    seen: 1,
    strikes: 1,
    remaining: null,
    held: 0,
  };
  expect(JSON.parse(JSON.stringify(simulator.faults.list()))).toEqual([
    {
      id: "fault_1",
      fault: { late: "error_504", afterMs: 5 },
      route: "confirm",
      metadata: { order: "1" },
      nth: 1,
      share: 1,
      when: false,
      seen: 0,
      strikes: 0,
      remaining: null,
      held: 0,
    },
    second,
  ]);

  expect(simulator.faults.clear(first.id)).toBe(true);
  expect(simulator.faults.clear(first.id)).toBe(false);
  expect(simulator.faults.list()).toEqual([second]);
  expect((await errorOf(stripe.paymentIntents.create(CARD_ONLY))).statusCode).toBe(429);
  expect(simulator.faults.clear()).toBe(true);
  expect((await stripe.paymentIntents.create(CARD_ONLY)).object).toBe("payment_intent");
});

test("a fault that is switched off stays listed while it holds a request, and lets it go by its id", async () => {
  const { simulator, stripe } = setUp();
  const { id } = simulator.faults.next({ late: "error_504" }, { times: 5 });
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  simulator.faults.clear();
  expect(simulator.faults.list()).toMatchObject([{ id, remaining: 0, held: 1, strikes: 1 }]);
  expect(simulator.faults.release("fault_9")).toBe(false);
  expect(simulator.faults.release(id)).toBe(true);
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
  simulator.faults.clear();
  expect(simulator.faults.list()).toEqual([]);
});

test("of the faults that are spent the newest hundred stay listed", async () => {
  const shop = setUp();
  for (let index = 0; index < 102; index += 1) shop.simulator.faults.next("rate_limit_429");
  await createMany(shop, 101);
  const listed = shop.simulator.faults.list().map(({ id }) => id);
  expect(listed).toHaveLength(101);
  expect(listed.at(0)).toBe("fault_2");
  expect(listed.at(-1)).toBe("fault_102");
});

test("a 429 that says so is repeated by the client", async () => {
  const { simulator } = setUp();
  const stripe = clientOf(simulator, "sk_test_simulator", { maxNetworkRetries: 1 });
  simulator.faults.next("rate_limit_429_should_retry");
  expect((await stripe.paymentIntents.create(CARD_ONLY)).object).toBe("payment_intent");
  simulator.faults.next("rate_limit_429");
  const error = await errorOf(stripe.paymentIntents.create(CARD_ONLY));
  expect(error.headers?.["stripe-rate-limited-reason"]).toBe("global-rate");
});

test.each<[string, Fault, FaultOptions]>([
  ["expected one of lose_request, lose_response", "explode" as Fault, {}],
  ["slowMs", { slowMs: -1 }, {}],
  ["expected one of lose_request", { late: "never" as "reset" }, {}],
  ["no endpoint is called 'confrim'", "hang", { route: "confrim" as "confirm" }],
  ["no endpoint is called 'wishes.*'", "hang", { route: "wishes.*" }],
  ["times", "hang", { times: 0 }],
  ["nth", "hang", { nth: 1.5 }],
  ["share", "hang", { share: 0 }],
  ["share", "hang", { share: 1.1 }],
  ["pathPrefix", "hang", { pathPrefix: "v1" }],
  ['"rute"', "hang", { rute: "confirm" } as FaultOptions],
])("what could never strike is refused at once: %s", (sentence, fault, options) => {
  const { simulator } = setUp();
  expect(() => simulator.faults.next(fault, options)).toThrow(TypeError);
  expect(() => simulator.faults.next(fault, options)).toThrow(sentence);
  expect(simulator.faults.list()).toEqual([]);
});
