import { describe, expect, test } from "vitest";
import type { LateAnswer } from "../../src/index.ts";
import { face } from "../face.ts";
import { CARD_ONLY, clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";

const KEY = { idempotencyKey: "order-1" };
const VISA = { payment_method: "pm_card_visa" };

async function unpaid({ stripe }: Setup): Promise<string> {
  return (await stripe.paymentIntents.create(CARD_ONLY)).id;
}

describe("a request that Stripe executes after its client was told nothing", () => {
  test.each<[LateAnswer, string]>([
    ["error_500", "An unknown error occurred."],
    ["error_502", "Invalid JSON received from the Stripe API"],
    ["error_504", "Invalid JSON received from the Stripe API"],
  ])("is answered %s, is in use meanwhile, and replays what came of it", async (late, message) => {
    const shop = setUp();
    const { simulator, stripe } = shop;
    const id = await unpaid(shop);
    const fault = simulator.faults.next({ late }, { route: "confirm" });
    const pay = () => stripe.paymentIntents.confirm(id, VISA, KEY);
    expect((await errorOf(pay())).message).toContain(message);
    expect(await errorOf(pay())).toMatchObject({
      statusCode: 409,
      code: "idempotency_key_in_use",
    });
    expect((await errorOf(stripe.paymentIntents.cancel(id))).code).toBe("lock_timeout");
    expect(simulator.ledger.charges()).toEqual([]);

    fault.release();
    expect(simulator.ledger.succeededCharges()).toMatchObject([{ paymentIntentId: id }]);
    expect((await pay()).status).toBe("succeeded");
    expect(simulator.requests.at(-1)?.replayed).toBe(true);
    expect(simulator.ledger.charges()).toHaveLength(1);
  });

  test("may have lost its connection", async () => {
    const { simulator, stripe } = setUp();
    const fault = simulator.faults.next({ late: "reset" });
    const create = () => stripe.paymentIntents.create(CARD_ONLY, KEY);
    // The Node client repeats the request by itself, and hears that the first one is still at work.
    const first = await errorOf(create());
    expect(first.type).toBe(face === "http-node" ? "StripeAPIError" : "StripeConnectionError");
    expect((await errorOf(create())).code).toBe("idempotency_key_in_use");
    expect(simulator.ledger.paymentIntents()).toEqual([]);
    fault.release();
    expect(simulator.ledger.paymentIntents()).toMatchObject([{ id: (await create()).id }]);
  });

  test("is a second payment beside one that was made with another key meanwhile", async () => {
    const { simulator, stripe } = setUp();
    const fault = simulator.faults.next({ late: "error_504" });
    await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
    await stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "order-1-again" });
    expect(simulator.ledger.paymentIntents()).toHaveLength(1);
    fault.release();
    expect(simulator.ledger.paymentIntents()).toHaveLength(2);
  });

  test("may be declined, and its key replays the decline", async () => {
    const shop = setUp();
    const id = await unpaid(shop);
    const fault = shop.simulator.faults.next({ late: "error_502" }, { route: "confirm" });
    const pay = () =>
      shop.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }, KEY);
    await errorOf(pay());
    fault.release();
    expect(await errorOf(pay())).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect(shop.simulator.ledger.charges()).toHaveLength(1);
  });
});

test("late execution by the simulated clock comes neither a millisecond early nor twice", async () => {
  const shop = setUp();
  const { clock, simulator, stripe } = shop;
  const id = await unpaid(shop);
  const fault = simulator.faults.next({ late: "error_504", afterMs: 60_000 }, { route: "confirm" });
  await errorOf(stripe.paymentIntents.confirm(id, VISA, KEY));
  clock.ms += 59_999;
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("requires_payment_method");
  clock.ms += 1;
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("succeeded");
  expect(simulator.events.list().find(({ type }) => type === "charge.succeeded")?.created).toBe(
    1_795_435_260,
  );
  expect(simulator.faults.list()).toMatchObject([{ strikes: 1, held: 0 }]);
  fault.release();
  expect(simulator.ledger.charges()).toHaveLength(1);
});

test("late execution that was released does not come again at its time", async () => {
  const { simulator, stripe } = setUp();
  const fault = simulator.faults.next({ late: "error_504", afterMs: 60_000 });
  fault.release();
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
  await simulator.advance(1);
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("late execution comes by itself after some real time", async () => {
  const { simulator, stripe } = setUp();
  simulator.faults.next({ late: "error_504", afterRealMs: 20 });
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  await expect.poll(() => simulator.ledger.paymentIntents().length, { timeout: 10_000 }).toBe(1);
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).object).toBe("payment_intent");
  expect(simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("what late execution finds nothing to do for is answered as ever", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY, KEY);
  simulator.faults.next({ late: "error_504" }, { times: 2 });
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).id).toBe(id);
  const wrong = errorOf(stripe.paymentIntents.create({ amount: 1099, currency: "" }));
  expect((await wrong).code).toBe("parameter_invalid_empty");
});

test("the hook sees a late execution when it was admitted and when it happened", async () => {
  const { simulator, stripe } = setUp();
  const seen: string[] = [];
  simulator.onRequest = ({ route }, stage) => {
    seen.push(`${route} ${stage}`);
  };
  const fault = simulator.faults.next({ late: "error_504" });
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  expect(seen).toEqual(["payment_intents.create before"]);
  fault.release();
  expect(seen).toEqual(["payment_intents.create before", "payment_intents.create after"]);
});

test("a silence ends with a broken connection when it is released", async () => {
  const { simulator, stripe } = setUp();
  const fault = simulator.faults.next("silence_before", { times: 2 });
  const ended = errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  await fault.struck;
  fault.release();
  expect((await ended).type).toBe("StripeConnectionError");
  expect(simulator.ledger.paymentIntents()).toEqual([]);
});

// msw replaces the socket, and with it the timeout by which the Node client gives up.
if (face !== "msw-node") {
  describe("a client that hears nothing gives up by itself, and Stripe", () => {
    const impatient = ({ simulator }: Setup) =>
      clientOf(simulator, "sk_test_simulator", { timeout: 100 }).paymentIntents;

    test("has done nothing when the silence began before", async () => {
      const shop = setUp();
      shop.simulator.faults.next("silence_before");
      const error = await errorOf(impatient(shop).create(CARD_ONLY, KEY));
      expect(error.message).toContain("Request aborted due to timeout being reached (100ms)");
      expect(shop.simulator.ledger.paymentIntents()).toEqual([]);
      expect(shop.simulator.requests).toEqual([]);
    });

    test("has executed when it began after", async () => {
      const shop = setUp();
      shop.simulator.faults.next("silence_after");
      const error = await errorOf(impatient(shop).create(CARD_ONLY, KEY));
      expect(error.type).toBe("StripeConnectionError");
      const [made] = shop.simulator.ledger.paymentIntents();
      expect((await shop.stripe.paymentIntents.create(CARD_ONLY, KEY)).id).toBe(made?.id);
    });

    test("executes later all the same", async () => {
      const shop = setUp();
      const fault = shop.simulator.faults.next({ late: "silence" });
      const error = await errorOf(impatient(shop).create(CARD_ONLY, KEY));
      expect(error.type).toBe("StripeConnectionError");
      expect(shop.simulator.ledger.paymentIntents()).toEqual([]);
      fault.release();
      expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
    });
  });
}
