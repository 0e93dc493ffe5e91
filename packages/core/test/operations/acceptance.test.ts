import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import {
  charged,
  confirmOrder,
  intentAt,
  intentIdOf,
  processOrder,
  requestsTo,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("confirm with card A is lost before Stripe and card B is tried: at once it waits, later the order starts over and is charged once", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    const processed = await processOrder(shop);
    shop.simulator.faults.next("lose_request", { route: "confirm" });
    expect((await confirmOrder(shop, processed, "pm_card_visa", { key: "a" })).status).toBe(503);
    const atOnce = await confirmOrder(shop, processed, "pm_card_mastercard", { key: "b" });
    expect(atOnce).toMatchObject({ status: 409, body: { error: { retryable: true } } });
    shop.clock.advance({ seconds: 21 });
    const startOver = { code: "payment_canceled", next_step: "start_over" };
    const later = await confirmOrder(shop, processed, "pm_card_mastercard", { key: "b" });
    expect(later).toMatchObject({ status: 409, body: { error: startOver } });
    const next = await processOrder(shop, { payment_method_id: "pm_card_mastercard" });
    expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
    const first = await confirmOrder(shop, processed, "pm_card_visa", { key: "a" });
    expect(first).toMatchObject({ status: 409, body: { error: startOver } });
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test("confirm with card A is executed and its answer lost, and card B is tried: card A's success is told, the order is charged once", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    const processed = await processOrder(shop);
    shop.simulator.faults.next("lose_response", { route: "confirm" });
    expect((await confirmOrder(shop, processed, "pm_card_visa", { key: "a" })).status).toBe(503);
    for (const [key, card] of [
      ["b", "pm_card_mastercard"],
      ["a", "pm_card_visa"],
    ] as const) {
      const told = await confirmOrder(shop, processed, card, { key });
      expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
    }
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test("manual 3-D Secure with the same key throughout: challenge, its end, one charge", async () => {
    const shop = createShop({ ids: fixedIds(), confirmationMethod: "manual" }, { store: make() });
    const key = { key: "the-one-tap" };
    const card = "pm_card_threeDSecure2Required";
    const processed = await processOrder(shop, { payment_method_id: card }, key);
    const named = intentAt(shop, processed).payment_method;
    const challenged = await confirmOrder(shop, processed, card, key);
    expect(challenged.body).toMatchObject({
      status: "requires_action",
      requires_action: true,
      next_step: "handle_next_action",
      client_secret: processed.body.client_secret,
    });
    const waiting = await confirmOrder(shop, processed, card, key);
    expect(waiting.body.status).toBe("requires_action");
    expect(requestsTo(shop, "confirm")).toHaveLength(1);
    shop.simulator.authenticate(intentIdOf(processed), "complete");
    const paid = await confirmOrder(shop, processed, card, key);
    expect(paid.body).toMatchObject({ status: "succeeded", next_step: "none" });
    const again = await confirmOrder(shop, processed, card, key);
    expect(again).toMatchObject({
      status: 200,
      headers: { "idempotent-replayed": "true" },
      body: { status: "succeeded" },
    });
    // Naming the method again might reset the authentication.
    expect(requestsTo(shop, "confirm").map(({ params }) => params.payment_method)).toEqual([
      named,
      undefined,
    ]);
    expect(requestsTo(shop, "confirm").map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      STRIPE_KEYS["confirm 1"],
      STRIPE_KEYS["confirm 2"],
    ]);
    expect(charged(shop)).toHaveLength(1);
  });

  test("a decline: the same key tells the same 402, a new key with a new card pays, a late resend of the first is its decline", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    const processed = await processOrder(shop);
    const declined = "pm_card_visa_chargeDeclinedInsufficientFunds";
    const first = await confirmOrder(shop, processed, declined, { key: "tap-1" });
    expect(first).toMatchObject({
      status: 402,
      body: { error: { decline_code: "insufficient_funds" } },
    });
    const same = await confirmOrder(shop, processed, declined, { key: "tap-1" });
    expect(same.body.error.decline_code).toBe("insufficient_funds");
    expect(shop.simulator.ledger.charges()).toHaveLength(1);
    const paid = await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-2" });
    expect(paid.body.status).toBe("succeeded");
    const late = await confirmOrder(shop, processed, declined, { key: "tap-1" });
    expect(late).toMatchObject({
      status: 402,
      headers: { "idempotent-replayed": "true" },
      body: { error: { decline_code: "insufficient_funds", status: "succeeded" } },
    });
    expect(charged(shop)).toHaveLength(1);
  });
});

test("an order whose create was refused for ever is still payable, as often as it is refused", async () => {
  const shop = createShop();
  for (let round = 0; round < 3; round += 1) {
    const refused = await processOrder(
      shop,
      { payment_method_id: "pm_gone" },
      { key: `tap-${round}` },
    );
    expect(refused).toMatchObject({
      status: 422,
      body: { error: { code: "payment_method_invalid" } },
    });
  }
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

/** A busy day: everything goes wrong once, everything is logged and stored. */
async function busyDay(shop: Shop, refusals: Reply[]): Promise<void> {
  const keep = async (reply: Promise<Reply>) => refusals.push(await reply);
  await keep(processOrder(shop, { card_number: "4242 4242 4242 4242" }, { key: "tap-1" }));
  shop.simulator.faults.next("malformed_json", { route: "create" });
  await keep(processOrder(shop, {}, { key: "tap-2" }));
  const processed = await processOrder(shop, {}, { key: "tap-2" });
  shop.simulator.faults.next("error_500_before", { route: "confirm" });
  await keep(confirmOrder(shop, processed, "pm_card_visa", { key: "tap-3" }));
  shop.simulator.faults.next("truncate_body", { route: "confirm" });
  await keep(confirmOrder(shop, processed, "pm_card_threeDSecure2Required", { key: "tap-4" }));
  await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", { key: "tap-4" });
  await shop.deliver();
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  await keep(confirmOrder(shop, processed, null, { key: "tap-5" }));
  await keep(
    confirmOrder(shop, processed, "pm_card_visa_chargeDeclinedStolenCard", { key: "tap-6" }),
  );
  const forged = { body: { client_secret: `${processed.body.client_secret}x` } };
  await keep(confirmOrder(shop, { ...processed, ...forged }, "pm_card_visa"));
  shop.simulator.faults.next("lose_request", { route: "retrieve" });
  await keep(confirmOrder(shop, processed, "pm_card_visa", { key: "tap-7" }));
  await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-8" });
  await shop.deliver();
  await shop.payments.reconcile();
}

test("no client secret, API key, webhook secret or card number lies in a log line, in a stored record or in an error", async () => {
  const records: unknown[] = [];
  const { store } = createShop();
  const shop = createShop(
    {
      ids: fixedIds(),
      onEvent: { "charge.succeeded": () => undefined },
      onPayment: {
        succeeded: () => {
          throw new Error("The mail server is down.");
        },
      },
    },
    { store },
  );
  const refusals: Reply[] = [];
  await busyDay(shop, refusals);
  expect(charged(shop)).toHaveLength(1);
  records.push(await storedPayment(shop, FIRST_PAYMENT));
  for (const event of shop.simulator.events.list()) {
    records.push(await shop.store.events.findById(OWNER, event.id));
  }
  const log = shop.log.map(({ fields, message }) => [message, describeFields(fields)]);
  expect(log.length).toBeGreaterThan(5);
  expect(records.length).toBeGreaterThan(7);
  expect(refusals.map(({ status }) => status)).toEqual([400, 503, 503, 503, 402, 402, 404, 503]);
  for (const text of [JSON.stringify(log), JSON.stringify(records), JSON.stringify(refusals)]) {
    expect(text).not.toMatch(/pi_\w+_secret_\w+/);
    expect(text).not.toMatch(/[?&]client_secret=/);
    expect(text).not.toMatch(/sk_test_|pk_test_|whsec_/);
    expect(text).not.toMatch(/\b4\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b/);
  }
  expect(JSON.stringify(refusals)).not.toMatch(/stolen/i);
});

/** As a logger would print them: an error with its stack, its causes and everything it carries. */
function describeFields(fields: Record<string, unknown>): unknown {
  return JSON.parse(
    JSON.stringify(fields, (_name, value) =>
      value instanceof Error
        ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
        : value,
    ),
  );
}
