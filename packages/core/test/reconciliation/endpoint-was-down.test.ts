import { memoryStore, type Payment } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { countOf, firstPayment, paidShop, processedShop } from "../kit/paid-shop.ts";
import { intentIdOf, processOrder, storedPayment } from "../kit/pay.ts";
import { stripeOf } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

const ORDER_2 = { order_id: "order_2", amount: 2000, currency: "eur" };

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("the endpoint is down for 4 days: one reconcile recovers payments, refunds, disputes and cancels", async () => {
    const heard: Record<string, string[]> = {};
    const hear = ({ event }: { event: { type: string; data: { object: object } } }) => {
      const { object } = event.data;
      const about = "payment_intent" in object ? String(object.payment_intent) : "";
      const intent = about === "" && "id" in object ? String(object.id) : about;
      heard[intent] = [...(heard[intent] ?? []), event.type];
    };
    const shop = await processedShop(
      {
        onEvent: {
          "payment_intent.succeeded": hear,
          "payment_intent.canceled": hear,
          "charge.refunded": hear,
          "charge.dispute.created": hear,
        },
      },
      { store: make() },
    );
    const second = await processOrder(shop, ORDER_2);
    await shop.payments.reconcile();
    const hours = (count: number) => shop.clock.advance({ hours: count });
    hours(1);
    const { simulator, dashboard, intentId } = shop;
    simulator.confirmOnClient(shop.processed.body.client_secret, { paymentMethod: "pm_card_visa" });
    hours(5);
    await dashboard.paymentIntents.cancel(intentIdOf(second));
    hours(24);
    await dashboard.refunds.create({ payment_intent: intentId, amount: 50 });
    hours(24);
    simulator.dispute(intentId, { amount: 1000 });
    hours(42);
    expect(shop.effects).toEqual([]);
    const report = await shop.another().reconcile();
    expect(report).toMatchObject({
      feed: { gap: null },
      failed: 0,
      problems: [],
      comparison: { paidThereNotHere: [], paidHereNotThere: [], orphans: [], failed: 0 },
    });
    expect(countOf(shop.effects)).toEqual({
      "succeeded:order_1": 1,
      "refunded:order_1": 1,
      "disputed:order_1": 1,
      "canceled:order_2": 1,
    });
    expect(heard).toEqual({
      [intentId]: ["payment_intent.succeeded", "charge.refunded", "charge.dispute.created"],
      [intentIdOf(second)]: ["payment_intent.canceled"],
    });
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 50 });
    await shop.another().reconcile();
    expect(shop.effects).toHaveLength(4);
  });

  test("the endpoint is down for 31 days: the gap is told, and the payment is paid all the same", async () => {
    const shop = await processedShop({}, { store: make() });
    await shop.payments.reconcile();
    const { body } = shop.processed;
    shop.simulator.confirmOnClient(body.client_secret, { paymentMethod: "pm_card_visa" });
    shop.clock.advance({ hours: 31 * 24 });
    const report = await shop.payments.reconcile();
    expect(report.feed?.gap).toEqual({
      from: new Date("2026-11-23T12:00:00Z"),
      to: new Date("2026-11-24T12:00:00Z"),
    });
    expect(shop.log.map(({ fields }) => fields.event)).toContain("feed_gap");
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect((await firstPayment(shop)).status).toBe("succeeded");
  });

  test("what happened within the gap to an older payment is found by `since`", async () => {
    const shop = await paidShop({}, { store: make() });
    await shop.payments.reconcile();
    shop.clock.advance({ hours: 10 * 24 });
    await shop.payments.reconcile();
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 300 });
    shop.clock.advance({ hours: 1 });
    shop.simulator.dispute(shop.intentId, { amount: 700 });
    shop.clock.advance({ hours: 31 * 24 });
    const since = new Date("2026-11-20T00:00:00Z");
    const report = await shop.payments.reconcile({ since });
    expect(report.comparison).toMatchObject({ from: since, compared: 1, outdated: 1 });
    expect(await firstPayment(shop)).toMatchObject({
      status: "succeeded",
      amountRefunded: 300,
      disputes: [{ amount: 700, status: "lost" }],
    });
    expect(countOf(shop.effects)).toEqual({
      "succeeded:order_1": 1,
      "refunded:order_1": 1,
      "disputed:order_1": 2,
    });
  });

  test("a dispute that was known and closed within the gap is found by `since`, and agrees afterwards", async () => {
    const shop = await paidShop({}, { store: make() });
    shop.simulator.dispute(shop.intentId, { amount: 700 });
    await shop.payments.reconcile();
    expect((await firstPayment(shop)).disputes).toMatchObject([{ status: "needs_response" }]);
    shop.clock.advance({ hours: 25 * 24 });
    shop.simulator.prune(); // the bank decides
    shop.clock.advance({ hours: 35 * 24 });
    const since = new Date("2026-11-20T00:00:00Z");
    const compare = async (dryRun: boolean) =>
      (await shop.payments.reconcile({ since, dryRun })).comparison?.outdated;
    expect([await compare(true), await compare(false)]).toEqual([1, 1]);
    expect((await firstPayment(shop)).disputes).toMatchObject([{ status: "lost" }]);
    expect(countOf(shop.effects)).toEqual({ "succeeded:order_1": 1, "disputed:order_1": 2 });
    expect([await compare(true), await compare(false)]).toEqual([0, 0]);
  });
});

test("rows lost by restoring a backup are listed with order and amount, and not invented", async () => {
  const shop = await paidShop();
  const restored = shop.another({ store: memoryStore() });
  const lost = {
    paymentIntentId: shop.intentId,
    paymentId: FIRST_PAYMENT,
    orderRef: "order_1",
    amount: 1050,
    currency: "usd",
    because: "no_such_payment",
  };
  for (const dryRun of [true, false]) {
    const { comparison } = await restored.reconcile({ dryRun });
    expect(comparison?.paidThereNotHere).toEqual([lost]);
  }
  expect(await restored.list()).toEqual([]);
  expect(shop.effects).toEqual([]);
  expect(shop.log.map(({ fields }) => fields.event)).toContain("paid_there_not_here");
});

test("a row restored as it was before its intent is listed, and paid once the same create is repeated", async () => {
  const shop = await paidShop();
  const store = memoryStore();
  await store.payments.reserve(beforeItsIntent(await storedPayment(shop, FIRST_PAYMENT)));
  const restored = shop.another({ store });
  const dry = await restored.reconcile({ dryRun: true });
  expect(dry.comparison?.paidThereNotHere).toMatchObject([
    { paymentIntentId: shop.intentId, orderRef: "order_1", because: "intent_never_stored" },
  ]);
  shop.clock.advance({ minutes: 2 });
  const report = await restored.reconcile();
  expect(report.comparison?.paidThereNotHere).toEqual([]);
  expect(await restored.find(FIRST_PAYMENT)).toMatchObject({ status: "succeeded" });
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("a payment that says it is paid, and whose intent Stripe does not have, is listed and stays", async () => {
  const shop = await paidShop();
  await shop.payments.reconcile();
  const other = stripeOf((await processedShop()).simulator);
  const elsewhere = shop.another({ stripe: other });
  const { comparison } = await elsewhere.reconcile({ since: new Date("2026-11-23T00:00:00Z") });
  expect(comparison?.paidHereNotThere).toMatchObject([
    { paymentId: FIRST_PAYMENT, orderRef: "order_1", amount: 1050, currency: "usd" },
  ]);
  expect((await firstPayment(shop)).status).toBe("succeeded");
});

/** The row as it was when its create had been written ahead. */
function beforeItsIntent(payment: Payment): Payment {
  return {
    ...payment,
    status: "creating",
    paymentIntentId: null,
    clientSecretHash: null,
    steps: payment.steps.slice(0, 1).map((step) => ({ ...step, outcome: null })),
    effects: [],
    dueAt: new Date("2026-11-23T12:01:00Z"),
    version: 1,
  };
}
