import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  livePayment,
  processOrder,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { DECLINED_ROWS, OPEN_ROWS, REFUSED_ROWS, type Row } from "../kit/stripe-answers.ts";
import { createWire, type Wire } from "../kit/wire.ts";

function wiredShop(options: Parameters<typeof createShop>[0] = {}): { shop: Shop; wire: Wire } {
  const outer = createShop();
  const wire = createWire(outer.simulator);
  const { simulator, clock } = outer;
  const shop = createShop(
    { ids: fixedIds(), stripe: wire.stripe(), ...options },
    { simulator, clock },
  );
  return { shop, wire };
}

function expectTold(told: Reply, { status, code, retry }: Row): void {
  expect(told).toMatchObject({ status, body: { error: { code, retryable: retry } } });
  expect(told.headers["retry-after"]).toBe(retry ? "2" : undefined);
  expect(JSON.stringify(told)).not.toContain("_secret_");
}

/** The order can be paid afterwards, and is charged once. */
async function expectPaid(shop: Shop): Promise<void> {
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
}

test("Create, 2xx: definite, the attempt is closed and its outcome stored", async () => {
  const { shop } = wiredShop();
  expect((await processOrder(shop)).status).toBe(200);
  const { steps } = await storedPayment(shop, FIRST_PAYMENT);
  expect(steps).toMatchObject([
    { outcome: { kind: "completed", status: "requires_payment_method" } },
  ]);
});

test.each(OPEN_ROWS)(
  "Create, $answer: the row stays open, the client is told $code, the same key goes again",
  async (row) => {
    const { shop, wire } = wiredShop();
    row.strike({ simulator: shop.simulator, wire }, "create");
    expectTold(await processOrder(shop), row);
    const payment = await storedPayment(shop, FIRST_PAYMENT);
    expect(payment.status).toBe("creating");
    expect(stepsOf(payment)).toEqual(["create 1 open"]);
    shop.simulator.faults.clear();
    await expectPaid(shop);
    const keys = wire.sent
      .filter(({ line }) => line === "POST /v1/payment_intents")
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys)).toEqual(new Set([STRIPE_KEYS["create 1"]]));
    expect((await livePayment(shop))?.id).toBe(FIRST_PAYMENT);
  },
);

test.each([...REFUSED_ROWS, ...DECLINED_ROWS])(
  "Create, $answer: definite, the row is closed too, the client is told $code",
  async (row) => {
    const { shop, wire } = wiredShop();
    row.strike({ simulator: shop.simulator, wire }, "create");
    expectTold(await processOrder(shop), row);
    const payment = await storedPayment(shop, FIRST_PAYMENT);
    expect(payment).toMatchObject({ status: "canceled", paymentIntentId: null });
    expect(stepsOf(payment)).toEqual(["create 1 refused"]);
    await expectPaid(shop);
    expect((await livePayment(shop))?.attempt).toBe(2);
  },
);

test("Create, 500: unknown and saved by Stripe under the key, so the next attempt goes under the next", async () => {
  const { shop } = wiredShop();
  shop.simulator.faults.next("error_500_after", { route: "create", times: 3 });
  const told = await processOrder(shop);
  expect(told).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual([
    "create 1 spoiled",
    "create 2 spoiled",
    "create 3 spoiled",
  ]);
  await expectPaid(shop);
});

test("Create, a timeout: the row stays open, the same key goes again when Stripe answers", async () => {
  const { shop } = wiredShop({ stripeDeadlineMs: 1_000 });
  const hang = shop.simulator.faults.next("hang", { route: "create" });
  const told = await processOrder(shop);
  expect(told).toMatchObject({ status: 503, body: { error: { code: "payment_outcome_unknown" } } });
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual(["create 1 open"]);
  hang.release();
  await expectPaid(shop);
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
});

test.each(["idempotency_key_in_use", "rate_limit_429", "lock_timeout"] as const)(
  "Create, %s for a while: the gateway itself asks again inside the deadline",
  async (fault) => {
    const { shop } = wiredShop();
    shop.simulator.faults.next(fault, { route: "create", times: 3 });
    const before = shop.clock.now().getTime();
    expect((await processOrder(shop)).status).toBe(200);
    // Three quarters of 200, 400 and 800 ms.
    expect(shop.clock.now().getTime() - before).toBe(1_050);
  },
);

test.each(["idempotency_key_in_use", "rate_limit_429", "lock_timeout"] as const)(
  "Create, %s every time: the gateway gives up inside the deadline",
  async (fault) => {
    const { shop } = wiredShop();
    shop.simulator.faults.next(fault, { route: "create", times: 100 });
    const before = shop.clock.now().getTime();
    await processOrder(shop);
    expect(shop.clock.now().getTime() - before).toBeLessThan(20_000);
    expect(shop.simulator.requests.length).toBeLessThan(15);
  },
);

test("Create, 401: what Stripe says of the key is in no answer", async () => {
  const { shop, wire } = wiredShop();
  const wrong = shop.another({ stripe: wire.stripe({ secretKey: "sk_test_mistyped" }) });
  const told = await processOrder(shop, {}, { to: wrong });
  expect(told).toMatchObject({ status: 500, body: { error: { code: "stripe_misconfigured" } } });
  expect(JSON.stringify([told, shop.log])).not.toMatch(/mistyped|sk_test/);
  expect(shop.log.some(({ fields }) => fields.event === "stripe_misconfigured")).toBe(true);
  await expectPaid(shop);
});
