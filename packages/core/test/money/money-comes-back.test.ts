import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { type PaidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import {
  chargeByHand,
  comeBackInSilence,
  giveBack,
  toBeSeenTo,
  type Way,
} from "../kit/where-people-look.ts";

/** A review that was closed after its money had gone back; its order is paid anew. */
async function closedShop(
  way: Way,
  make: (typeof BOTH_STORES)[number]["make"],
  method = "pm_card_visa",
): Promise<PaidShop & { told: unknown[] }> {
  const told: unknown[] = [];
  const answers = ["review" as const, undefined];
  const shop = await processedShop(
    {
      onPayment: {
        succeeded: () => answers.shift(),
        review: ({ payment, reason }) => void told.push(`${payment.id.slice(-1)} ${reason}`),
      },
    },
    { store: make() },
  );
  await confirmOrder(shop, shop.processed, method);
  await giveBack(shop, way, shop.intentId);
  await shop.payments.resolve(FIRST_PAYMENT, "closed");
  await confirmOrder(shop, await processOrder(shop, { payment_method_id: "pm_card_visa" }));
  return { ...shop, told };
}

const LOOKED_AFTER = [1, 20, 34];

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  for (const way of ["refund", "dispute"] as const) {
    test.each(LOOKED_AFTER)(
      `Money that comes back %i days after a payment was closed on a ${way} is told to a person, though no event came`,
      async (days) => {
        const shop = await closedShop(way, make);
        expect(await toBeSeenTo(shop)).toEqual([]);
        for (let day = 1; day < days; day += 1) {
          shop.clock.advance({ hours: 24 });
          await shop.payments.reconcile();
        }
        expect(await toBeSeenTo(shop)).toEqual([]);
        comeBackInSilence(shop, shop.intentId);
        shop.clock.advance({ hours: 24 });
        const review = {
          id: FIRST_PAYMENT,
          status: "canceled",
          contradictions: [{ kind: "money_came_back", paymentIntentId: shop.intentId }],
        };
        expect(await toBeSeenTo(shop)).toMatchObject([review]);
        expect(shop.told).toEqual(["1 the handler asked for it", "1 money_came_back"]);
      },
    );
  }

  test("A refund that fails after its payment was closed is told to a person by the webhook", async () => {
    const shop = await closedShop("refund", make, "pm_card_refundFail");
    shop.clock.advance({ hours: 24 * 5 });
    shop.simulator.prune();
    await shop.deliver();
    expect(shop.told.at(-1)).toBe("1 money_came_back");
    expect(await toBeSeenTo(shop)).toMatchObject([{ id: FIRST_PAYMENT, amountRefunded: 0 }]);
    expect(shop.simulator.ledger.total().net).toBe(2100);
  });

  test("Money that came back is closed once more after it went back again, and told again if it comes back again", async () => {
    const shop = await closedShop("refund", make);
    comeBackInSilence(shop, shop.intentId);
    await toBeSeenTo(shop);
    await expect(shop.payments.resolve(FIRST_PAYMENT, "closed")).rejects.toMatchObject({
      code: "invalid_request",
    });
    await giveBack(shop, "refund", shop.intentId);
    await shop.payments.resolve(FIRST_PAYMENT, "closed");
    expect(await toBeSeenTo(shop)).toEqual([]);
    comeBackInSilence(shop, shop.intentId);
    expect(await toBeSeenTo(shop)).toHaveLength(1);
    expect(shop.told.filter((each) => each === "1 money_came_back")).toHaveLength(2);
    await shop.payments.resolve(FIRST_PAYMENT, "kept");
    shop.clock.advance({ hours: 24 });
    expect(await toBeSeenTo(shop)).toEqual([]);
  });

  test("Money of another intent that comes back after its contradiction was closed is told to a person", async () => {
    const shop = await processedShop({}, { store: make() });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT });
    await shop.deliver();
    await giveBack(shop, "refund", other);
    await shop.payments.resolve(FIRST_PAYMENT, "closed");
    for (let day = 0; day < 5; day += 1) {
      shop.clock.advance({ hours: 24 });
      expect(await toBeSeenTo(shop)).toEqual([]);
    }
    comeBackInSilence(shop, other);
    shop.clock.advance({ hours: 24 });
    expect(await toBeSeenTo(shop)).toMatchObject([
      {
        status: "succeeded",
        contradictions: [
          { kind: "other_intent_took_money", resolvedAs: "closed" },
          { kind: "money_came_back", paymentIntentId: other, resolvedAt: null },
        ],
      },
    ]);
  });

  test("A closed payment is looked at for 35 days and no longer", async () => {
    const shop = await closedShop("refund", make);
    for (let day = 0; day < 36; day += 1) {
      shop.clock.advance({ hours: 24 });
      await shop.payments.reconcile();
    }
    expect((await storedPayment(shop, FIRST_PAYMENT)).dueAt).toBeNull();
  });

  test("A dispute that was lost and is won after all is told once more, and the payment stays succeeded", async () => {
    const heard: unknown[] = [];
    const shop = await processedShop(
      {
        onPayment: {
          succeeded: () => undefined,
          disputed: ({ reason }) => void heard.push(reason),
        },
      },
      { store: make() },
    );
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    await giveBack(shop, "dispute", shop.intentId);
    await shop.deliver();
    comeBackInSilence(shop, shop.intentId);
    await shop.payments.reconcile();
    await shop.payments.reconcile();
    expect(heard).toEqual([null, "lost", "won"]);
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
    expect(await toBeSeenTo(shop)).toEqual([]);
  });
});
