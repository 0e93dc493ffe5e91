import { memoryStore } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { type PaidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import {
  chargeByHand,
  comeBackInSilence,
  toBeSeenTo,
  withoutEvents,
} from "../kit/where-people-look.ts";

async function paidOrder(
  make: (typeof BOTH_STORES)[number]["make"],
  options: Parameters<typeof processedShop>[0] = {},
): Promise<PaidShop> {
  const shop = await processedShop(options, { store: make() });
  await confirmOrder(shop, shop.processed, "pm_card_visa");
  await shop.deliver();
  return shop;
}

const REFUSED = { code: "invalid_request" };

describe.each(BOTH_STORES)(
  "on $kind, a charge beside the library for an order of ours",
  ({ make }) => {
    test.each(["webhook", "reconcile"])("is told by %s, and no payment is touched", async (by) => {
      const shop = await paidOrder(make);
      const before = await storedPayment(shop, FIRST_PAYMENT);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      if (by === "webhook") {
        await shop.deliver();
        expect(await shop.payments.reviews()).toMatchObject([{ id }]);
      } else withoutEvents(shop);
      const { comparison } = await shop.payments.reconcile();
      expect(comparison?.paidThereNotHere).toEqual([
        {
          paymentIntentId: id,
          paymentId: "",
          orderRef: "order_1",
          amount: 1050,
          currency: "usd",
          because: "charged_beside_the_library",
        },
      ]);
      expect(await toBeSeenTo(shop)).toMatchObject([
        { id, because: "charged_beside_the_library", orderRef: "order_1", amount: 1050 },
      ]);
      expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
      expect(shop.effects).toEqual(["succeeded:order_1"]);
      const said = shop.log.filter(({ fields }) => fields.event === "paid_there_not_here");
      expect(said[0]).toMatchObject({ level: "error", fields: { payment_intent_id: id } });
    });

    test("stays told until a person has seen to it, however long ago it was made", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      for (let days = 0; days < 5; days += 1) {
        expect(await toBeSeenTo(shop)).toMatchObject([{ id }]);
        shop.clock.advance({ hours: 24 });
      }
      const { comparison } = await shop.payments.reconcile();
      expect(comparison?.paidThereNotHere).toMatchObject([{ paymentIntentId: id }]);
    });

    test("is silent for good once a person has said that it is accounted for", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      await toBeSeenTo(shop);
      await expect(shop.payments.resolve(id, "closed")).rejects.toMatchObject(REFUSED);
      await expect(shop.payments.resolve(id, "paid")).rejects.toMatchObject(REFUSED);
      expect(await shop.payments.resolve(id, "kept", { by: "Ada" })).toMatchObject({
        id,
        resolvedAs: "kept",
        decisions: [{ as: "kept", by: "Ada" }],
      });
      await expect(shop.payments.resolve(id, "kept")).rejects.toMatchObject(REFUSED);
      await shop.deliver();
      expect((await shop.payments.reconcile()).comparison?.paidThereNotHere).toEqual([]);
      expect(await toBeSeenTo(shop)).toEqual([]);
    });

    test("is closed after its money went back, and told again when that comes back", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      await toBeSeenTo(shop);
      await shop.dashboard.refunds.create({ payment_intent: id });
      await shop.payments.resolve(id, "closed");
      for (let day = 0; day < 10; day += 1) {
        shop.clock.advance({ hours: 24 });
        expect(await toBeSeenTo(shop)).toEqual([]);
      }
      comeBackInSilence(shop, id);
      expect(await toBeSeenTo(shop)).toMatchObject([{ id, resolvedAt: null }]);
    });

    test.each([
      { what: "took no money", metadata: { order_id: "order_1" }, pay: false },
      {
        what: "is for an order that the library never had",
        metadata: { order_id: "order_77" },
        pay: true,
      },
      { what: "names no order", metadata: {}, pay: true },
      {
        what: "is another installation's",
        metadata: { order_id: "order_1", installation: "staging" },
        pay: true,
      },
    ])("is none when it $what", async ({ metadata, pay }) => {
      const shop = await paidOrder(make);
      if (pay) await chargeByHand(shop, metadata);
      else await shop.dashboard.paymentIntents.create({ amount: 1050, currency: "usd", metadata });
      await shop.deliver();
      expect(await toBeSeenTo(shop)).toEqual([]);
    });

    test("is none when all its money had gone back before anybody saw it", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      await shop.dashboard.refunds.create({ payment_intent: id });
      withoutEvents(shop);
      expect(await toBeSeenTo(shop)).toEqual([]);
    });

    test("is one although a refund of it is pending", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" }, "pm_card_pendingRefund");
      await shop.dashboard.refunds.create({ payment_intent: id });
      withoutEvents(shop);
      expect(await toBeSeenTo(shop)).toMatchObject([{ id }]);
    });

    test("is found in a dry run, which keeps nothing of it", async () => {
      const shop = await paidOrder(make);
      const id = await chargeByHand(shop, { order_id: "order_1" });
      const { comparison, reviews } = await shop.payments.reconcile({ dryRun: true });
      expect(comparison?.paidThereNotHere).toMatchObject([{ paymentIntentId: id }]);
      expect(reviews).toBe(0);
      expect(await shop.payments.reviews()).toEqual([]);
    });

    test("of another installation on the same store is that installation's to see", async () => {
      const shop = await paidOrder(make);
      const staging = shop.another({ installation: "staging" });
      const id = await chargeByHand(shop, {
        order_id: "order_1",
        installation: "staging",
        payment_id: "pay_x",
      });
      await shop.payments.reconcile();
      await staging.reconcile();
      expect(await shop.payments.reviews()).toEqual([]);
      expect(await staging.reviews()).toMatchObject([{ id }]);
      await expect(shop.payments.resolve(id, "kept")).rejects.toMatchObject({
        code: "payment_not_found",
      });
    });
  },
);

describe("a database that was lost", () => {
  async function lost(): Promise<PaidShop> {
    const shop = await processedShop();
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const store = memoryStore();
    return { ...shop, store, payments: shop.another({ store }) };
  }

  test("has its money told by reconcile, health and reviews, and no payment made up for it", async () => {
    const shop = await lost();
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await toBeSeenTo(shop)).toMatchObject([
        {
          id: shop.intentId,
          because: "no_such_payment",
          paymentId: FIRST_PAYMENT,
          orderRef: "order_1",
          amount: 1050,
        },
      ]);
      shop.clock.advance({ hours: 24 });
    }
    expect(await shop.payments.list()).toEqual([]);
  });

  test("has it told until a person has seen to it", async () => {
    const shop = await lost();
    await toBeSeenTo(shop);
    await shop.payments.resolve(shop.intentId, "kept");
    expect(await toBeSeenTo(shop)).toEqual([]);
    expect((await shop.payments.reconcile()).comparison?.paidThereNotHere).toEqual([]);
  });

  test("is well again by itself when the payment is back", async () => {
    const shop = await processedShop();
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const payment = await storedPayment(shop, FIRST_PAYMENT);
    const store = memoryStore();
    const restored = { ...shop, store, payments: shop.another({ store }) };
    expect(await toBeSeenTo(restored)).toHaveLength(1);
    await store.payments.reserve({ ...payment, status: "creating", paymentIntentId: null });
    const back = await store.payments.findById(FIRST_PAYMENT);
    await store.payments.update({ ...payment, version: (back?.version ?? 0) + 1 });
    expect(await toBeSeenTo(restored)).toEqual([]);
    expect((await restored.payments.reconcile()).comparison?.paidThereNotHere).toEqual([]);
  });

  test("whose order is begun anew goes on being told beside the new payment", async () => {
    const shop = await lost();
    await toBeSeenTo(shop);
    const next = await processOrder(shop, {}, { to: shop.payments });
    expect(next.status).toBe(200);
    expect(await toBeSeenTo(shop)).toMatchObject([{ id: shop.intentId }]);
  });
});
