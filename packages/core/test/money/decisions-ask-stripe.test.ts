import type { Payment } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import type { PaidShop, ShopOptions } from "../kit/paid-shop.ts";
import { processedShop } from "../kit/paid-shop.ts";
import { charged, confirmOrder, livePayment, processOrder, storedPayment } from "../kit/pay.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import { chargeByHand, toBeSeenTo } from "../kit/where-people-look.ts";

const REFUSED = { code: "invalid_request" };

/** A payment of 1050 in review, because the handler asked for it. */
async function reviewedShop(
  options: ShopOptions = {},
  {
    method = "pm_card_visa",
    make,
  }: { method?: string; make?: (typeof BOTH_STORES)[number]["make"] } = {},
): Promise<PaidShop & { told: string[] }> {
  const told: string[] = [];
  const shop = await processedShop(
    {
      onPayment: {
        succeeded: ({ reason }) => {
          told.push(`succeeded, ${reason}`);
          return "review";
        },
        canceled: ({ reason }) => void told.push(`canceled, ${reason}`),
      },
      ...options,
    },
    make === undefined ? {} : { store: make() },
  );
  await confirmOrder(shop, shop.processed, method);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("review");
  return { ...shop, told };
}

const refund = (shop: PaidShop, amount?: number) =>
  shop.dashboard.refunds.create({
    payment_intent: shop.intentId,
    ...(amount === undefined ? {} : { amount }),
  });

async function endDispute(shop: PaidShop, end: "won" | "lost", amount?: number): Promise<void> {
  const { id } = shop.simulator.dispute(shop.intentId, amount === undefined ? {} : { amount });
  const evidence = end === "won" ? "winning_evidence" : "losing_evidence";
  await shop.dashboard.disputes.update(id, { evidence: { uncategorized_text: evidence } });
  shop.clock.advance({ hours: 1 });
  shop.simulator.prune();
}

const resolve = (shop: PaidShop, as: "paid" | "closed" | "kept") =>
  shop.payments.resolve(FIRST_PAYMENT, as);

describe.each(BOTH_STORES)("on $kind, a payment in review", ({ make }) => {
  test("is not paid after its money went back, and can be closed", async () => {
    const shop = await reviewedShop({}, { make });
    await refund(shop);
    await expect(resolve(shop, "paid")).rejects.toMatchObject(REFUSED);
    expect(shop.told).toEqual(["succeeded, null"]);
    await resolve(shop, "closed");
    expect(shop.told).toEqual(["succeeded, null", "canceled, closed after review"]);
    expect(await toBeSeenTo(shop)).toEqual([]);
  });

  test("is paid while some of its money is there, and the handler hears what went back", async () => {
    const heard: number[] = [];
    const shop = await reviewedShop(
      {
        onPayment: {
          succeeded: ({ payment }) => {
            heard.push(payment.amountReceived - payment.amountRefunded);
            return "review";
          },
        },
      },
      { make },
    );
    await refund(shop, 1000);
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "paid")).toMatchObject({
      status: "succeeded",
      amountRefunded: 1000,
    });
    expect(heard).toEqual([1050, 50]);
  });

  test("is neither paid nor closed while its refund is pending; then it is closed", async () => {
    const shop = await reviewedShop({}, { make, method: "pm_card_pendingRefund" });
    await refund(shop);
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    await expect(resolve(shop, "paid")).rejects.toMatchObject(REFUSED);
    expect(await livePayment(shop)).toMatchObject({ status: "review" });
    shop.clock.advance({ minutes: 1 });
    shop.simulator.prune();
    expect(await resolve(shop, "closed")).toMatchObject({ status: "canceled" });
  });

  test("is not closed on a refund that has failed, and can be paid", async () => {
    const shop = await reviewedShop({}, { make, method: "pm_card_refundFail" });
    await refund(shop);
    shop.clock.advance({ minutes: 1 });
    shop.simulator.prune();
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "paid")).toMatchObject({ status: "succeeded", amountRefunded: 0 });
  });

  test("is closed once its dispute is lost, not before, and the order can be paid anew", async () => {
    const shop = await reviewedShop({}, { make });
    shop.simulator.dispute(shop.intentId);
    await shop.deliver();
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    shop.clock.advance({ hours: 24 * 20 });
    shop.simulator.prune(); // nobody answered the bank
    await expect(resolve(shop, "paid")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "closed")).toMatchObject({ status: "canceled" });
    expect(await livePayment(shop)).toBeNull();
    const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
    await confirmOrder(shop, next);
    expect(charged(shop)).toHaveLength(2);
    expect(shop.simulator.ledger.total().net).toBe(1050);
  });

  test("is not closed after a dispute that was won, and can be paid", async () => {
    const shop = await reviewedShop({}, { make });
    await endDispute(shop, "won");
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "paid")).toMatchObject({ status: "succeeded" });
  });

  test("of which half was refunded and half was lost to a dispute has gone back", async () => {
    const shop = await reviewedShop({}, { make });
    await refund(shop, 525);
    shop.clock.advance({ minutes: 5 });
    await endDispute(shop, "lost", 524);
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    await endDispute(shop, "lost", 1);
    await expect(resolve(shop, "paid")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "closed")).toMatchObject({ status: "canceled" });
  });

  test("that another intent paid too is paid by its own money; the other's is seen to by itself", async () => {
    const shop = await reviewedShop({}, { make });
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT });
    await shop.deliver();
    await refund(shop);
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED); // the other's is there
    await expect(resolve(shop, "paid")).rejects.toMatchObject(REFUSED); // its own is not
    await shop.dashboard.refunds.create({ payment_intent: other });
    expect(await resolve(shop, "closed")).toMatchObject({
      status: "canceled",
      contradictions: [{ paymentIntentId: other, resolvedAs: "closed" }],
    });
    expect(await toBeSeenTo(shop)).toEqual([]);
  });

  test("ends as paid, and the money of another intent stays to be seen to", async () => {
    const shop = await reviewedShop({}, { make });
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT });
    await shop.deliver();
    await resolve(shop, "paid");
    expect(await toBeSeenTo(shop)).toMatchObject([
      { status: "succeeded", contradictions: [{ paymentIntentId: other, resolvedAt: null }] },
    ]);
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "kept")).toMatchObject({ status: "succeeded" });
    expect(await toBeSeenTo(shop)).toEqual([]);
    await shop.deliver();
    expect(await toBeSeenTo(shop)).toEqual([]);
  });

  test("is not decided on what changed while Stripe was asked", async () => {
    const shop = await reviewedShop({}, { make, method: "pm_card_refundFail" });
    await refund(shop);
    shop.simulator.onRequest = async ({ route }, stage) => {
      if (route !== "disputes.list" || stage !== "after") return;
      shop.simulator.onRequest = null;
      shop.clock.advance({ minutes: 1 });
      shop.simulator.prune(); // the refund fails
      await shop.deliver();
    };
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    expect(await livePayment(shop)).toMatchObject({ status: "review", amountRefunded: 0 });
  });
});

test("what was decided is recorded, by whom and when", async () => {
  const shop = await reviewedShop();
  await refund(shop);
  const closed = await shop.payments.resolve(FIRST_PAYMENT, "closed", { by: "Ada, ticket 7" });
  const at = new Date("2026-11-23T12:00:00Z");
  expect((closed as Payment).decisions).toEqual([{ as: "closed", at, by: "Ada, ticket 7" }]);
  await processOrder(shop);
  const canceled = await shop.payments.cancel("order_1", { by: "Bert" });
  expect(canceled).toMatchObject({
    status: "canceled",
    decisions: [{ as: "cancel", at, by: "Bert" }],
  });
});

test.each([[{ by: "" }], [{ by: "x".repeat(201) }]])(
  "a decision by %j is refused before Stripe is asked",
  async (options) => {
    const shop = await reviewedShop();
    shop.simulator.clearRequests();
    await expect(shop.payments.resolve(FIRST_PAYMENT, "paid", options)).rejects.toMatchObject(
      REFUSED,
    );
    await expect(shop.payments.cancel("order_1", options)).rejects.toMatchObject(REFUSED);
    expect(shop.simulator.requests).toEqual([]);
  },
);
