import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/index.ts";
import { face } from "../face.ts";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const KEY = { idempotencyKey: "order-1" };

/** The Node client repeats a request once when the connection was reset, whatever its settings. */
const TRIES_ON_RESET = face.endsWith("node") ? 2 : 1;
/** Through msw half a body is a reset as well. */
const TRIES_ON_HALF_A_BODY = face === "msw-node" ? 2 : 1;

test.each<[Fault, number, number]>([
  ["lose_request", TRIES_ON_RESET, 0],
  ["lose_response", TRIES_ON_RESET, 1],
  ["truncate_body", TRIES_ON_HALF_A_BODY, 1],
])(
  "%s, for %i tries, is a connection error, and Stripe has created this many: %i",
  async (fault, times, created) => {
    const { simulator, stripe } = setUp();
    simulator.faults.next(fault, { times });
    const error = await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
    expect(error.type).toBe("StripeConnectionError");
    expect(simulator.ledger.paymentIntents()).toHaveLength(created);
  },
);

test("a lost response is found again under its key", async () => {
  const { simulator } = setUp();
  const stripe = clientOf(simulator, "sk_test_simulator", { maxNetworkRetries: 1 });
  simulator.faults.next("lose_response");
  const created = await stripe.paymentIntents.create(CARD_ONLY, KEY);
  expect(simulator.ledger.paymentIntents()).toMatchObject([{ id: created.id }]);
  expect(simulator.requests.map(({ replayed }) => replayed)).toEqual([false, true]);
});

test("malformed JSON is an error of the API", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next("malformed_json");
  const error = await errorOf(stripe.paymentIntents.create(CARD_ONLY));
  expect(error.type).toBe("StripeAPIError");
  expect(error.message).toContain("Invalid JSON received from the Stripe API");
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("a 500 before execution has done nothing and is saved", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next("error_500_before");
  const first = await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  const again = await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  expect(first).toMatchObject({ type: "StripeAPIError", statusCode: 500, rawType: "api_error" });
  expect(again.statusCode).toBe(500);
  expect(again.headers?.["idempotent-replayed"]).toBe("true");
  expect(simulator.ledger.paymentIntents()).toEqual([]);
});

test("a 500 after execution has charged, and its key never tells so", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  simulator.faults.next("error_500_after", { route: "confirm" });
  const pay = () => stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" }, KEY);
  expect((await errorOf(pay())).statusCode).toBe(500);
  expect((await errorOf(pay())).statusCode).toBe(500);
  expect(simulator.ledger.succeededCharges({ paymentIntentId: id })).toHaveLength(1);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("succeeded");
});

test("a 500 after a decline hides the decline, and its charge is there", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  simulator.faults.next("error_500_after", { route: "confirm" });
  const decline = { payment_method: "pm_card_chargeDeclined" };
  expect((await errorOf(stripe.paymentIntents.confirm(id, decline, KEY))).statusCode).toBe(500);
  expect(simulator.ledger.charges()).toMatchObject([{ status: "failed" }]);
});

test.each<[Fault, object]>([
  ["error_502", { type: "StripeAPIError" }],
  ["rate_limit_429", { type: "StripeRateLimitError", statusCode: 429, code: "rate_limit" }],
  ["lock_timeout", { type: "StripeRateLimitError", statusCode: 429, code: "lock_timeout" }],
  [
    "idempotency_key_in_use",
    { type: "StripeAPIError", statusCode: 409, code: "idempotency_key_in_use" },
  ],
])("%s does nothing, saves nothing, and the same key works next time", async (fault, expected) => {
  const { simulator, stripe } = setUp();
  simulator.faults.next(fault);
  expect(await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY))).toMatchObject(expected);
  expect(simulator.ledger.paymentIntents()).toEqual([]);
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).status).toBe(
    "requires_payment_method",
  );
});

/** msw replaces the socket, and with it the timeout by which the Node client gives up. */
const GIVES_UP = face !== "msw-node";

test(`a client that ${GIVES_UP ? "gives up" : "waits"} does not stop what Stripe does`, async () => {
  const { simulator } = setUp();
  const impatient = clientOf(simulator, "sk_test_simulator", { timeout: 200 });
  const hang = simulator.faults.next("hang");
  const call = impatient.paymentIntents.create(CARD_ONLY, KEY);
  if (GIVES_UP) expect((await errorOf(call)).type).toBe("StripeConnectionError");
  await hang.struck;
  expect(simulator.ledger.paymentIntents()).toEqual([]);

  hang.release();
  await expect.poll(() => simulator.ledger.paymentIntents().length, { timeout: 10_000 }).toBe(1);
  const found = await clientOf(simulator).paymentIntents.create(CARD_ONLY, KEY);
  expect(simulator.ledger.paymentIntents()).toMatchObject([{ id: found.id }]);
});

test("a slow request executes in the end", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next({ slowMs: 5 });
  expect((await stripe.paymentIntents.create(CARD_ONLY)).status).toBe("requires_payment_method");
});

test("a fault waits for its route, strikes as often as it was told, and can be switched off", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next("rate_limit_429", { route: "retrieve", times: 2 });
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const read = () => stripe.paymentIntents.retrieve(id);
  expect((await errorOf(read())).statusCode).toBe(429);
  expect((await errorOf(read())).statusCode).toBe(429);
  expect((await read()).id).toBe(id);

  simulator.faults.next("rate_limit_429", { route: "events" });
  simulator.faults.clear();
  expect((await stripe.events.list()).data).toHaveLength(1);
});

test("a fault of events strikes their list and their retrieval", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next("rate_limit_429", { route: "events", times: 2 });
  await errorOf(stripe.events.list());
  expect((await errorOf(stripe.events.retrieve("evt_x"))).statusCode).toBe(429);
});

describe("the hook", () => {
  test("sees a request before it happened and after", async () => {
    const { simulator, stripe } = setUp();
    const seen: unknown[] = [];
    simulator.onRequest = ({ route, idempotencyKey }, stage) => {
      seen.push([route, idempotencyKey, stage, simulator.ledger.paymentIntents().length]);
    };
    await stripe.paymentIntents.create(CARD_ONLY, KEY);
    expect(seen).toEqual([
      ["payment_intents.create", "order-1", "before", 0],
      ["payment_intents.create", "order-1", "after", 1],
    ]);
  });

  test("holds a request while another one goes by", async () => {
    const { simulator, stripe } = setUp();
    let once = true;
    simulator.onRequest = async (_request, stage) => {
      if (stage === "after" || !once) return;
      once = false;
      await stripe.paymentIntents.create({ ...CARD_ONLY, amount: 2000 });
    };
    await stripe.paymentIntents.create(CARD_ONLY);
    expect(simulator.ledger.paymentIntents().map(({ amount }) => amount)).toEqual([2000, 1099]);
  });

  test("that throws frees the key and the object", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    simulator.onRequest = () => {
      throw new Error("a mistake in the test");
    };
    await errorOf(stripe.paymentIntents.cancel(id, {}, KEY));
    simulator.onRequest = null;
    expect((await stripe.paymentIntents.cancel(id, {}, KEY)).status).toBe("canceled");
  });
});

test("the request log names what arrived and how it was answered, and can be cleared", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: "1" } }, KEY);
  await errorOf(stripe.paymentIntents.retrieve("pi_x"));
  expect(simulator.requests).toMatchObject([
    {
      method: "POST",
      path: "/v1/payment_intents",
      params: { amount: "1099", metadata: { order: "1" } },
      idempotencyKey: "order-1",
      key: "secret",
      account: "acct_1SimulatorAccount",
      status: 200,
      replayed: false,
    },
    { method: "GET", path: "/v1/payment_intents/pi_x", idempotencyKey: null, status: 404 },
  ]);
  simulator.clearRequests();
  expect(simulator.requests).toEqual([]);
});
