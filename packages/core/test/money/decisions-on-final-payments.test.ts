import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { type PaidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder, processOrder } from "../kit/pay.ts";
import { chargeByHand, toBeSeenTo } from "../kit/where-people-look.ts";

const REFUSED = { code: "invalid_request" };

const resolve = (shop: PaidShop, as: "paid" | "closed" | "kept") =>
  shop.payments.resolve(FIRST_PAYMENT, as);

describe("a contradiction of a final payment", () => {
  async function contradicted(): Promise<PaidShop & { other: string }> {
    const shop = await processedShop();
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT, order_id: "order_1" });
    await shop.deliver();
    return { ...shop, other };
  }

  test("is not closed while Stripe has its money, and a person goes on seeing it", async () => {
    const shop = await contradicted();
    for (const as of ["closed", "paid"] as const) {
      await expect(resolve(shop, as)).rejects.toMatchObject(REFUSED);
    }
    expect(await toBeSeenTo(shop)).toHaveLength(1);
    await shop.dashboard.refunds.create({ payment_intent: shop.other, amount: 1049 });
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    await shop.dashboard.refunds.create({ payment_intent: shop.other, amount: 1 });
    await expect(resolve(shop, "kept")).rejects.toMatchObject(REFUSED);
    expect(await resolve(shop, "closed")).toMatchObject({ status: "succeeded" });
    expect(await toBeSeenTo(shop)).toEqual([]);
    expect(shop.simulator.ledger.total().net).toBe(1050);
  });

  test("is closed after its dispute was lost", async () => {
    const shop = await contradicted();
    await shop.dashboard.disputes.close(shop.simulator.dispute(shop.other).id);
    expect(await resolve(shop, "closed")).toMatchObject({ status: "succeeded" });
  });

  test("stays while nobody knows what Stripe says of it", async () => {
    const shop = await contradicted();
    shop.simulator.faults.next("lose_response", { route: "retrieve" });
    await expect(resolve(shop, "closed")).rejects.toMatchObject({
      code: "payment_outcome_unknown",
    });
    expect(await toBeSeenTo(shop)).toHaveLength(1);
  });
});

describe("a payment that was paid", () => {
  async function paid(): Promise<PaidShop> {
    const shop = await processedShop();
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    return shop;
  }

  test("lets go of its order when a person closes it after all its money went back", async () => {
    const shop = await paid();
    await expect(resolve(shop, "closed")).rejects.toMatchObject(REFUSED);
    await shop.dashboard.refunds.create({ payment_intent: shop.intentId });
    expect(await resolve(shop, "closed")).toMatchObject({ status: "canceled" });
    expect(shop.effects).toContain("canceled:order_1");
    const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
    await confirmOrder(shop, next);
    expect(shop.simulator.ledger.total().net).toBe(1050);
    expect(await toBeSeenTo(shop)).toEqual([]);
  });

  test("and needs no person cannot be resolved as paid or kept", async () => {
    const shop = await paid();
    for (const as of ["paid", "kept"] as const) {
      await expect(resolve(shop, as)).rejects.toMatchObject(REFUSED);
    }
  });
});
