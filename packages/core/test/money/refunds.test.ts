import { describe, expect, test } from "vitest";
import { deliverCrafted } from "../kit/craft-event.ts";
import {
  countOf,
  firstPayment,
  type PaidShop,
  paidShop,
  processedShop,
  type ShopOptions,
} from "../kit/paid-shop.ts";
import { changeAtStripe, confirmOrder } from "../kit/pay.ts";
import type { Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

/** What `refunded` and `disputed` hear: `refunded 50 of 50, null`. */
function hearing(heard: string[]): ShopOptions {
  return {
    onPayment: {
      succeeded: () => void heard.push("succeeded"),
      canceled: () => void heard.push("canceled"),
      refunded: ({ refund, payment, reason }) =>
        void heard.push(`refunded ${refund?.amount} of ${payment.amountRefunded}, ${reason}`),
      disputed: ({ dispute, reason }) => void heard.push(`disputed ${dispute?.amount}, ${reason}`),
    },
  };
}

async function paidAndTold(
  heard: string[],
  make: (typeof BOTH_STORES)[number]["make"],
  method = "pm_card_visa",
): Promise<PaidShop> {
  const shop = await paidShop(hearing(heard), { store: make(), method });
  await shop.deliver();
  return shop;
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("a partial refund leaves the payment succeeded, and is told once with its sum", async () => {
    const heard: string[] = [];
    const shop = await paidAndTold(heard, make);
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
    await shop.deliver();
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 50 });
    expect(heard).toEqual(["succeeded", "refunded 50 of 50, null"]);
  });

  test("several refunds up to the full amount are each told once, and the payment stays succeeded", async () => {
    const heard: string[] = [];
    const shop = await paidAndTold(heard, make);
    for (const amount of [50, 300, 700]) {
      await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount });
      await shop.deliver();
      shop.clock.advance({ minutes: 1 });
    }
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 1050 });
    expect(heard).toEqual([
      "succeeded",
      "refunded 50 of 50, null",
      "refunded 300 of 350, null",
      "refunded 700 of 1050, null",
    ]);
  });

  test("a refund that fails later is told again as failed, and no longer counts", async () => {
    const heard: string[] = [];
    const shop = await paidAndTold(heard, make, "pm_card_refundFail");
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 400 });
    await shop.deliver();
    expect((await firstPayment(shop)).amountRefunded).toBe(400);
    shop.clock.advance({ minutes: 1 });
    shop.simulator.prune();
    await shop.deliver();
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 0 });
    expect(heard).toEqual(["succeeded", "refunded 400 of 400, null", "refunded 400 of 0, failed"]);
  });

  test("a pending refund counts from its beginning, and is not told again when it has arrived", async () => {
    const heard: string[] = [];
    const shop = await paidAndTold(heard, make, "pm_card_pendingRefund");
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId });
    await shop.deliver();
    expect(await firstPayment(shop)).toMatchObject({
      amountRefunded: 1050,
      refunds: [{ status: "pending" }],
    });
    shop.clock.advance({ minutes: 1 });
    shop.simulator.prune();
    await shop.deliver();
    expect(await firstPayment(shop)).toMatchObject({
      status: "succeeded",
      amountRefunded: 1050,
      refunds: [{ status: "succeeded" }],
    });
    expect(heard).toEqual(["succeeded", "refunded 1050 of 1050, null"]);
  });

  test("a refund that was made before we knew of the success is told after it", async () => {
    const heard: string[] = [];
    const shop = await paidShop(hearing(heard), { store: make() });
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
    await deliver(shop, ["charge.refunded"]);
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 50 });
    expect(heard).toEqual(["succeeded", "refunded 50 of 50, null"]);
  });

  test("a released authorization is canceled, and no refund", async () => {
    const heard: string[] = [];
    const options = { ...hearing(heard), captureMethod: "manual" } as const;
    const shop = await processedShop(options, { store: make() });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    await shop.dashboard.paymentIntents.cancel(shop.intentId);
    await shop.deliver();
    await shop.payments.reconcile();
    expect(await firstPayment(shop)).toMatchObject({ status: "canceled", amountRefunded: 0 });
    expect(heard).toEqual(["canceled"]);
  });

  test("what a partial capture releases is no refund", async () => {
    const heard: string[] = [];
    const options = { ...hearing(heard), captureMethod: "manual" } as const;
    const shop = await processedShop(options, { store: make() });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    await shop.dashboard.paymentIntents.capture(shop.intentId, { amount_to_capture: 600 });
    await shop.deliver();
    const { comparison } = await shop.payments.reconcile();
    expect(comparison).toMatchObject({ compared: 1, outdated: 0 });
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 0 });
    expect(heard).toEqual(["succeeded"]);
  });

  test.each(["won", "lost"] as const)(
    "a dispute that is %s is told when it opens and when it is over, and the payment stays succeeded",
    async (end) => {
      const heard: string[] = [];
      const shop = await paidAndTold(heard, make);
      const { id } = shop.simulator.dispute(shop.intentId, { amount: 1000 });
      await shop.deliver();
      const evidence = end === "won" ? "winning_evidence" : "losing_evidence";
      await shop.dashboard.disputes.update(id, { evidence: { uncategorized_text: evidence } });
      shop.clock.advance({ hours: 1 });
      shop.simulator.prune();
      await shop.deliver();
      expect(await firstPayment(shop)).toMatchObject({
        status: "succeeded",
        disputes: [{ id, amount: 1000, status: end }],
      });
      expect(heard).toEqual(["succeeded", "disputed 1000, null", `disputed 1000, ${end}`]);
    },
  );

  test.each([
    { told: "twice each", order: (all: readonly string[]) => [...all, ...all] },
    { told: "the last first", order: (all: readonly string[]) => [...all].reverse() },
    { told: "by the last alone", order: (all: readonly string[]) => all.slice(-1) },
    { told: "by none at all", order: () => [] },
  ])("refunds and disputes are told once each when their events come $told", async ({ order }) => {
    const heard: string[] = [];
    const shop = await paidShop(hearing(heard), { store: make() });
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
    shop.clock.advance({ hours: 1 });
    shop.simulator.dispute(shop.intentId, { amount: 1000 });
    const types = shop.simulator.events.list().map(({ type }) => type);
    await deliver(shop, order(types));
    await shop.payments.reconcile();
    await shop.payments.reconcile();
    expect(countOf(heard)).toEqual({
      succeeded: 1,
      "refunded 50 of 50, null": 1,
      "disputed 1000, null": 1,
    });
    expect(await firstPayment(shop)).toMatchObject({ status: "succeeded", amountRefunded: 50 });
  });

  test("nothing that Stripe tells of a paid and refunded intent makes it unpaid", async () => {
    const heard: string[] = [];
    const shop = await paidAndTold(heard, make);
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId });
    changeAtStripe(shop, shop.processed, { status: "canceled" });
    await shop.deliver();
    await shop.payments.reconcile();
    expect((await firstPayment(shop)).status).toBe("succeeded");
    expect(heard).toEqual(["succeeded", "refunded 1050 of 1050, null"]);
  });
});

/** Delivers Stripe's events of these types, in this order; the n-th of a type is the n-th of its kind, then the first again. */
async function deliver(shop: Shop, types: readonly string[]): Promise<void> {
  const seen = new Map<string, number>();
  for (const type of types) {
    const all = shop.simulator.events.list().filter((each) => each.type === type);
    const place = seen.get(type) ?? 0;
    seen.set(type, place + 1);
    const event = all[place % all.length];
    if (event === undefined) throw new Error(`Stripe has made no ${type}.`);
    expect((await deliverCrafted(shop, event)).status).toBe(200);
  }
}
