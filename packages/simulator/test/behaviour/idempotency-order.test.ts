import { expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const HOUR_MS = 60 * 60 * 1000;
const KEY = { idempotencyKey: "order-1" };

test("two accounts may use the same key", async () => {
  const { simulator } = setUp({
    accounts: [
      { id: "acct_A", secretKey: "sk_test_a", publishableKey: "pk_test_a" },
      { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
    ],
  });
  const a = await clientOf(simulator, "sk_test_a").paymentIntents.create(CARD_ONLY, KEY);
  const b = await clientOf(simulator, "sk_test_b").paymentIntents.create(CARD_ONLY, KEY);
  expect(b.id).not.toBe(a.id);
  expect(simulator.ledger.paymentIntents().map(({ account }) => account)).toEqual([
    "acct_A",
    "acct_B",
  ]);
});

test("a platform and its connected account may use the same key", async () => {
  const { simulator, stripe } = setUp({
    accounts: [
      { id: "acct_A", secretKey: "sk_test_simulator", publishableKey: "pk_test_simulator" },
      { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
    ],
  });
  await stripe.paymentIntents.create(CARD_ONLY, KEY);
  await stripe.paymentIntents.create(CARD_ONLY, { ...KEY, stripeAccount: "acct_B" });
  await stripe.paymentIntents.create(CARD_ONLY, { ...KEY, stripeAccount: "acct_B" });
  expect(simulator.ledger.paymentIntents().map(({ account }) => account)).toEqual([
    "acct_A",
    "acct_B",
  ]);
});

test("other parameters are refused under a key that is executing, and under one whose answer was an error", async () => {
  const { simulator, stripe } = setUp();
  const hang = simulator.faults.next("hang", { route: "create" });
  const first = stripe.paymentIntents.create(CARD_ONLY, KEY);
  await hang.struck;
  const other = { ...CARD_ONLY, amount: 2000 };
  const early = await errorOf(stripe.paymentIntents.create(other, KEY));
  expect(early.type).toBe("StripeIdempotencyError");
  hang.release();
  const { id } = await first;

  const pay = (method: string) =>
    errorOf(
      stripe.paymentIntents.confirm(id, { payment_method: method }, { idempotencyKey: "pay-1" }),
    );
  expect((await pay("pm_card_chargeDeclined")).code).toBe("card_declined");
  expect((await pay("pm_card_visa")).type).toBe("StripeIdempotencyError");
  expect(simulator.ledger.succeededCharges()).toEqual([]);
});

test("a mismatch is told before the new parameters are looked at", async () => {
  const { stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY, KEY);
  const wrong = { amount: 1099 } as typeof CARD_ONLY;
  expect((await errorOf(stripe.paymentIntents.create(wrong, KEY))).type).toBe(
    "StripeIdempotencyError",
  );
});

test.each(["rate_limit_429", "lock_timeout", "error_502"] as const)(
  "%s comes before the idempotency layer: a key that has an answer still replays it afterwards",
  async (fault) => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY, KEY);
    simulator.faults.next(fault);
    await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
    expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).id).toBe(id);
  },
);

test("a saved 500 is forgotten after 24 hours like every answer, and a request at work is not", async () => {
  const { clock, simulator, stripe } = setUp();
  simulator.faults.next("error_500_before");
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, KEY));
  const late = simulator.faults.next({ late: "error_504" });
  const working = { idempotencyKey: "order-2" };
  await errorOf(stripe.paymentIntents.create(CARD_ONLY, working));
  clock.ms += 24 * HOUR_MS + 1;
  expect((await stripe.paymentIntents.create(CARD_ONLY, KEY)).object).toBe("payment_intent");
  expect((await errorOf(stripe.paymentIntents.create(CARD_ONLY, working))).statusCode).toBe(409);
  late.release();
});
