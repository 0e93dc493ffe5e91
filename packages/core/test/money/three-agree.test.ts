import type { Payment } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { type PaidShop, processedShop } from "../kit/paid-shop.ts";
import { changeAtStripe, confirmOrder, storedPayment } from "../kit/pay.ts";
import { chargeByHand, toBeSeenTo } from "../kit/where-people-look.ts";

interface Case {
  readonly what: string;
  /** What reviews says of it: its contradiction's kind, its status, or why a charge is stray. */
  readonly says: string;
  arrange(): Promise<PaidShop>;
  /** What a person does at Stripe and then decides. */
  settle(shop: PaidShop): Promise<unknown>;
}

async function paid(options: Parameters<typeof processedShop>[0] = {}): Promise<PaidShop> {
  const shop = await processedShop(options);
  await confirmOrder(shop, shop.processed, "pm_card_visa");
  return shop;
}

const refund = (shop: PaidShop, id = shop.intentId) =>
  shop.dashboard.refunds.create({ payment_intent: id });
const close = (shop: PaidShop, id = FIRST_PAYMENT) => shop.payments.resolve(id, "closed");

const CASES: readonly Case[] = [
  {
    what: "a payment in review",
    says: "review",
    arrange: () => paid({ onPayment: { succeeded: () => "review" } }),
    settle: (shop) => shop.payments.resolve(FIRST_PAYMENT, "paid"),
  },
  {
    what: "money on a canceled payment",
    says: "succeeded_after_canceled",
    arrange: async () => {
      const shop = await processedShop();
      await shop.payments.cancel("order_1");
      const event = lastEvent(shop, "payment_intent.canceled");
      const took = { status: "succeeded", amount_received: 1050 };
      changeAtStripe(shop, shop.processed, took);
      const succeeded = { id: "evt_took", type: "payment_intent.succeeded" };
      await deliverCrafted(shop, crafted(event, { event: succeeded, object: took }));
      return shop;
    },
    settle: (shop) => shop.payments.resolve(FIRST_PAYMENT, "kept"),
  },
  {
    what: "another intent of the payment that took money",
    says: "other_intent_took_money",
    arrange: async () => {
      const shop = await paid();
      await chargeByHand(shop, { payment_id: FIRST_PAYMENT });
      return shop;
    },
    settle: async (shop) => {
      const [open] = (await storedPayment(shop, FIRST_PAYMENT)).contradictions;
      await refund(shop, open?.paymentIntentId);
      await close(shop);
    },
  },
  {
    what: "a refund that failed after its payment was closed",
    says: "money_came_back",
    arrange: async () => {
      const shop = await processedShop({ onPayment: { succeeded: () => "review" } });
      await confirmOrder(shop, shop.processed, "pm_card_refundFail");
      await refund(shop);
      await close(shop);
      shop.clock.advance({ minutes: 1 });
      shop.simulator.prune();
      return shop;
    },
    settle: (shop) => shop.payments.resolve(FIRST_PAYMENT, "kept"),
  },
  {
    what: "money of a row that never stored its intent",
    says: "intent_never_stored",
    arrange: async () => {
      const shop = await paid();
      await shop.payments.reconcile();
      const payment = await storedPayment(shop, FIRST_PAYMENT);
      const version = payment.version + 1;
      // Restored as it was before the create's answer came, and Stripe refuses to answer it once more.
      const blank = { paymentIntentId: null, clientSecretHash: null, status: "creating" } as const;
      const steps = payment.steps.slice(0, 1).map((step) => ({ ...step, outcome: null }));
      await shop.store.payments.update({ ...payment, ...blank, steps, effects: [], version });
      shop.simulator.faults.next("error_502", { route: "create", times: Number.POSITIVE_INFINITY });
      return shop;
    },
    settle: async (shop) => {
      shop.simulator.faults.clear();
      shop.clock.advance({ minutes: 10 });
      await shop.payments.reconcile();
      expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
    },
  },
  {
    what: "a payment that is paid here and not at Stripe",
    says: "not_paid_at_stripe",
    arrange: async () => {
      const shop = await paid();
      changeAtStripe(shop, shop.processed, { status: "canceled", amount_received: 0 });
      return shop;
    },
    settle: (shop) => close(shop),
  },
  {
    what: "a payment that this database has lost",
    says: "no_such_payment",
    arrange: async () => {
      const shop = await processedShop();
      await chargeByHand(shop, { payment_id: "pay_lost", order_id: "order_9" });
      return shop;
    },
    settle: async (shop) => {
      const [review] = await shop.payments.reviews();
      await refund(shop, review?.id);
      await close(shop, review?.id);
    },
  },
  {
    what: "a charge beside the library",
    says: "charged_beside_the_library",
    arrange: async () => {
      const shop = await paid();
      await chargeByHand(shop, { order_id: "order_1" });
      return shop;
    },
    settle: async (shop) => {
      const [review] = await shop.payments.reviews();
      await shop.payments.resolve(review?.id ?? "", "kept");
    },
  },
];

function said(review: Awaited<ReturnType<typeof toBeSeenTo>>[number]): string {
  if ("because" in review) return review.because;
  return openKind(review) ?? review.status;
}

function openKind({ contradictions }: Payment): string | undefined {
  return contradictions.find(({ resolvedAt }) => resolvedAt === null)?.kind;
}

describe("What one of reconcile, health and reviews says, the other two say", () => {
  test.each(CASES)("of $what, until a person has seen to it", async ({ says, arrange, settle }) => {
    const shop = await arrange();
    for (let runs = 0; runs < 3; runs += 1) {
      expect((await toBeSeenTo(shop)).map(said)).toEqual([says]);
      const listed = (await shop.payments.reconcile()).comparison;
      const differences = [
        ...(listed?.paidThereNotHere ?? []),
        ...(listed?.paidHereNotThere ?? []),
      ];
      // A review is no difference: both sides know of the money, and a person must say what it means.
      expect(differences.length).toBe(says === "review" ? 0 : 1);
    }
    await settle(shop);
    for (let runs = 0; runs < 3; runs += 1) {
      expect(await toBeSeenTo(shop)).toEqual([]);
      shop.clock.advance({ minutes: 30 });
    }
  });

  test("and what was said of a paid payment whose money Stripe shows after all is taken back", async () => {
    const shop = await paid();
    const record = shop.simulator.engine.world.paymentIntents.get(shop.intentId);
    shop.simulator.engine.world.paymentIntents.delete(shop.intentId);
    expect((await toBeSeenTo(shop)).map(said)).toEqual(["not_paid_at_stripe"]);
    if (record !== undefined) shop.simulator.engine.world.paymentIntents.set(shop.intentId, record);
    expect(await toBeSeenTo(shop)).toEqual([]);
    expect((await storedPayment(shop, FIRST_PAYMENT)).contradictions).toMatchObject([
      { kind: "not_paid_at_stripe", resolvedAs: "agreed" },
    ]);
  });
});
