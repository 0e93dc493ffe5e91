import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { processedShop } from "../kit/paid-shop.ts";
import { confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import { chargeByHand, comeBackInSilence, giveBack, toBeSeenTo } from "../kit/where-people-look.ts";

/** The webhook alone: nobody reconciles. */
async function openOnes(shop: Shop): Promise<unknown[]> {
  const reviews = await shop.payments.reviews();
  return reviews.flatMap((review) =>
    "contradictions" in review
      ? review.contradictions
          .filter(({ resolvedAt }) => resolvedAt === null)
          .map(({ kind, paymentIntentId }) => [kind, paymentIntentId])
      : [[review.because, review.id]],
  );
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  for (const kept of ["contradicts a payment", "is a stray charge"] as const) {
    const metadata =
      kept === "is a stray charge" ? { order_id: "order_1" } : { payment_id: FIRST_PAYMENT };

    test(`Money of an intent that ${kept} and was closed is told by the webhook when its refund fails`, async () => {
      const told: unknown[] = [];
      const shop = await processedShop(
        {
          onPayment: { succeeded: () => undefined, review: ({ reason }) => void told.push(reason) },
        },
        { store: make() },
      );
      await confirmOrder(shop, shop.processed, "pm_card_visa");
      const other = await chargeByHand(shop, metadata, "pm_card_refundFail");
      await shop.deliver();
      const { length } = told;
      await giveBack(shop, "refund", other);
      await shop.deliver();
      await shop.payments.resolve(kept === "is a stray charge" ? other : FIRST_PAYMENT, "closed");
      expect(await openOnes(shop)).toEqual([]);
      shop.clock.advance({ hours: 24 * 5 });
      shop.simulator.prune();
      await shop.deliver();
      const [because, reasons] =
        kept === "is a stray charge"
          ? ["charged_beside_the_library", []]
          : ["money_came_back", ["money_came_back"]];
      expect(await openOnes(shop)).toEqual([[because, other]]);
      expect(told.slice(length)).toEqual(reasons);
      expect(await toBeSeenTo(shop)).toHaveLength(1);
    });

    test(`Money of an intent that ${kept} and was closed is told by the webhook when its dispute is won after all`, async () => {
      const shop = await processedShop({}, { store: make() });
      await confirmOrder(shop, shop.processed, "pm_card_visa");
      const other = await chargeByHand(shop, metadata);
      await shop.deliver();
      await giveBack(shop, "dispute", other);
      await shop.deliver();
      await shop.payments.resolve(kept === "is a stray charge" ? other : FIRST_PAYMENT, "closed");
      const won = crafted(lastEvent(shop, "charge.dispute.closed"), {
        event: { id: "evt_won" },
        object: { status: "won" },
      });
      // Stripe says otherwise by now: it was lost once more.
      await deliverCrafted(shop, { ...won, id: "evt_too_late" });
      expect(await openOnes(shop)).toEqual([]);
      comeBackInSilence(shop, other);
      expect((await deliverCrafted(shop, won)).status).toBe(200);
      expect(await openOnes(shop)).toHaveLength(1);
      await deliverCrafted(shop, { ...won, id: "evt_won_again" });
      expect(await openOnes(shop)).toHaveLength(1);
    });
  }

  test("Money that a person has accounted for is not told again when a refund of it fails", async () => {
    const shop = await processedShop({}, { store: make() });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const stray = await chargeByHand(shop, { order_id: "order_1" }, "pm_card_refundFail");
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT }, "pm_card_refundFail");
    await shop.deliver();
    await shop.payments.resolve(stray, "kept");
    await shop.payments.resolve(FIRST_PAYMENT, "kept");
    for (const id of [stray, other]) await giveBack(shop, "refund", id);
    shop.clock.advance({ hours: 24 * 5 });
    shop.simulator.prune();
    await shop.deliver();
    expect(await openOnes(shop)).toEqual([]);
  });

  test("Stripe is asked about a foreign intent only when its money came back, and the event is kept without what it says", async () => {
    const shop = await processedShop({}, { store: make() });
    await shop.deliver();
    const foreign = await chargeByHand(shop, { order_id: "order_77" }, "pm_card_refundFail");
    await giveBack(shop, "refund", foreign);
    shop.simulator.clearRequests();
    await shop.deliver();
    expect(shop.simulator.requests).toEqual([]);
    shop.clock.advance({ hours: 24 * 5 });
    shop.simulator.prune();
    await shop.deliver();
    const asked = new Set(shop.simulator.requests.map(({ method, path }) => `${method} ${path}`));
    expect(asked).toEqual(new Set([`GET /v1/payment_intents/${foreign}`]));
    const event = lastEvent(shop, "refund.failed");
    const filed = await shop.store.events.findById(OWNER, event.id);
    expect([filed?.status, filed?.body]).toEqual(["ignored", {}]);
    expect(await openOnes(shop)).toEqual([]);
  });

  test("Money that came back to an intent naming another installation's payment is none of this one's business", async () => {
    const shop = await processedShop({}, { store: make() });
    const staging = shop.another({ installation: "staging" });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT }, "pm_card_refundFail");
    await shop.deliver();
    await giveBack(shop, "refund", other);
    await shop.payments.resolve(FIRST_PAYMENT, "closed");
    shop.clock.advance({ hours: 24 * 5 });
    shop.simulator.prune();
    await staging.reconcile();
    expect(await openOnes(shop)).toEqual([]);
  });

  test("Money that came back of a row that is still being created is left to the reconciler", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    shop.simulator.faults.next("lose_response", { route: "create" });
    await processOrder(shop);
    const other = await chargeByHand(shop, { payment_id: FIRST_PAYMENT }, "pm_card_refundFail");
    await giveBack(shop, "refund", other);
    shop.clock.advance({ hours: 24 * 5 });
    shop.simulator.prune();
    const before = await storedPayment(shop, FIRST_PAYMENT);
    await shop.deliver();
    expect(before.status).toBe("creating");
    expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
  });
});
