import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop, stripeOf } from "../kit/shop.ts";
import { DECLINED_ROWS, OPEN_ROWS, REFUSED_ROWS, type Row } from "../kit/stripe-answers.ts";
import { createWire, type Wire } from "../kit/wire.ts";

const CARD = "pm_card_visa";

async function processed(options: Parameters<typeof createShop>[0] = {}): Promise<{
  shop: Shop;
  wire: Wire;
  reply: Reply;
}> {
  const outer = createShop();
  const wire = createWire(outer.simulator);
  const { simulator, clock } = outer;
  const shop = createShop(
    { ids: fixedIds(), stripe: wire.stripe(), ...options },
    { simulator, clock },
  );
  return { shop, wire, reply: await processOrder(shop) };
}

function expectTold(told: Reply, { status, code, retry }: Row): void {
  expect(told).toMatchObject({ status, body: { error: { code, retryable: retry } } });
  expect(told.headers["retry-after"]).toBe(retry ? "2" : undefined);
}

async function lastStep(shop: Shop): Promise<string | undefined> {
  return stepsOf(await storedPayment(shop, FIRST_PAYMENT)).at(-1);
}

test.each(OPEN_ROWS)(
  "Confirm, $answer: the attempt stays open, the client is told $code, and repeating it charges once",
  async (row) => {
    const { shop, wire, reply } = await processed();
    row.strike({ simulator: shop.simulator, wire }, "confirm");
    expectTold(await confirmOrder(shop, reply, CARD, { key: "tap" }), row);
    expect(await lastStep(shop)).toBe("confirm 1 open");
    shop.simulator.faults.clear();
    const again = await confirmOrder(shop, reply, CARD, { key: "tap" });
    expect(again).toMatchObject({ status: 200, body: { status: "succeeded" } });
    const keys = wire.sent
      .filter(({ line }) => line.endsWith("/confirm"))
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys)).toEqual(new Set([STRIPE_KEYS["confirm 1"]]));
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  },
);

test.each(REFUSED_ROWS)(
  "Confirm, $answer: definite, the attempt is closed, the client is told $code, another card pays",
  async (row) => {
    const { shop, wire, reply } = await processed();
    row.strike({ simulator: shop.simulator, wire }, "confirm");
    expectTold(await confirmOrder(shop, reply, CARD), row);
    expect(await lastStep(shop)).toBe("confirm 1 refused");
    expect((await confirmOrder(shop, reply, "pm_card_mastercard")).body.status).toBe("succeeded");
    expect(requestsTo(shop, "confirm")).toMatchObject([
      { idempotencyKey: STRIPE_KEYS["confirm 2"] },
    ]);
  },
);

test.each(DECLINED_ROWS)(
  "Confirm, $answer: a definite decline, closed, replayed under its client key, and the intent stays usable",
  async (row) => {
    const { shop, wire, reply } = await processed();
    row.strike({ simulator: shop.simulator, wire }, "confirm");
    expectTold(await confirmOrder(shop, reply, CARD, { key: "tap-a" }), row);
    expect(await lastStep(shop)).toBe("confirm 1 declined");
    const sent = wire.sent.length;
    const again = await confirmOrder(shop, reply, CARD, { key: "tap-a" });
    expectTold(again, row);
    expect(again.headers["idempotent-replayed"]).toBe("true");
    expect(wire.sent.length).toBe(sent);
    const paid = await confirmOrder(shop, reply, CARD, { key: "tap-b" });
    expect(paid.body.status).toBe("succeeded");
  },
);

test("Confirm, 2xx requires_payment_method: a decline like a 402", async () => {
  const { shop, wire, reply } = await processed();
  const { id } = await stripeOf(shop.simulator).paymentIntents.retrieve(intentIdOf(reply));
  const intent = shop.simulator.engine.world.paymentIntents.get(id)?.object;
  wire.answer("/confirm", {
    status: 200,
    body: {
      ...intent,
      last_payment_error: {
        type: "card_error",
        code: "card_declined",
        decline_code: "insufficient_funds",
        message: "Your card has insufficient funds.",
      },
    },
  });
  const told = await confirmOrder(shop, reply, CARD, { key: "tap-a" });
  expect(told).toMatchObject({
    status: 402,
    body: { error: { code: "card_declined", decline_code: "insufficient_funds" } },
  });
  expect(await lastStep(shop)).toBe("confirm 1 declined");
  expect((await confirmOrder(shop, reply, CARD, { key: "tap-b" })).body.status).toBe("succeeded");
});

test("Confirm, payment_intent_unexpected_state: the intent is fetched, its truth is the answer", async () => {
  const { shop, wire, reply } = await processed();
  wire.answer("/confirm", {
    status: 400,
    body: { error: { type: "invalid_request_error", code: "payment_intent_unexpected_state" } },
  });
  wire.onSend = ({ line }) => {
    if (!line.endsWith("/confirm")) return;
    shop.simulator.confirmOnClient(reply.body.client_secret, { paymentMethod: CARD });
  };
  const told = await confirmOrder(shop, reply, CARD);
  expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
  expect(await lastStep(shop)).toBe("confirm 1 refused");
});

test("Confirm, idempotency_error: closed, told as unknown, and the next request is the next attempt", async () => {
  const { shop, reply } = await processed();
  await stripeOf(shop.simulator).paymentIntents.create(
    { amount: 100, currency: "eur" },
    { idempotencyKey: STRIPE_KEYS["confirm 1"] },
  );
  const told = await confirmOrder(shop, reply, CARD);
  expect(told).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect(await lastStep(shop)).toBe("confirm 1 spoiled");
  expect((await confirmOrder(shop, reply, CARD)).body.status).toBe("succeeded");
  expect(await lastStep(shop)).toBe("confirm 2 completed");
});

test("Confirm, 500 before it was executed: closed, fetched, told as unknown; then the next attempt pays", async () => {
  const { shop, reply } = await processed();
  shop.simulator.faults.next("error_500_before", { route: "confirm" });
  const told = await confirmOrder(shop, reply, CARD);
  expect(told).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect(await lastStep(shop)).toBe("confirm 1 spoiled");
  expect((await confirmOrder(shop, reply, CARD)).body.status).toBe("succeeded");
  expect(requestsTo(shop, "confirm").map(({ idempotencyKey }) => idempotencyKey)).toEqual([
    STRIPE_KEYS["confirm 1"],
    STRIPE_KEYS["confirm 2"],
  ]);
  expect(charged(shop)).toHaveLength(1);
});

test("Confirm, 500 after it was executed: the fetch tells that it succeeded", async () => {
  const { shop, reply } = await processed();
  shop.simulator.faults.next("error_500_after", { route: "confirm" });
  const told = await confirmOrder(shop, reply, CARD);
  expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
  expect(charged(shop)).toHaveLength(1);
});

test("Confirm, a timeout: open; the same key meets it executed and charges once", async () => {
  const { shop, reply } = await processed({ stripeDeadlineMs: 1_000 });
  const hang = shop.simulator.faults.next("hang", { route: "confirm" });
  const told = await confirmOrder(shop, reply, CARD);
  expect(told).toMatchObject({ status: 503, body: { error: { code: "payment_outcome_unknown" } } });
  expect(await lastStep(shop)).toBe("confirm 1 open");
  hang.release();
  expect((await confirmOrder(shop, reply, CARD)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});
