import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { paidShop, processedShop } from "../kit/paid-shop.ts";
import { charged, processOrder, storedPayment } from "../kit/pay.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import { toBeSeenTo, withoutEvents } from "../kit/where-people-look.ts";

const ORDER_2 = { order_id: "order_2", amount: 2000, currency: "eur" };

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  describe.each([
    { what: "cleared", metadata: "" },
    { what: "made to name nobody", metadata: { payment_id: "pay_nobody", order_id: "77" } },
    { what: "made to name another installation", metadata: { installation: "staging" } },
    {
      what: "made to name another payment of ours",
      metadata: { payment_id: "pay_00000000000000000000000000000002", order_id: "order_2" },
    },
  ] as const)("a payment whose intent's metadata were $what", ({ metadata }) => {
    test.each(["webhook", "reconcile", "status", "reconcile of its list of events"])(
      "is paid as any other, whoever hears of it first: %s",
      async (first) => {
        const shop = await processedShop({}, { store: make() });
        await processOrder(shop, ORDER_2);
        await shop.dashboard.paymentIntents.update(shop.intentId, { metadata });
        const { client_secret } = shop.processed.body;
        shop.simulator.confirmOnClient(client_secret, { paymentMethod: "pm_card_visa" });
        if (first === "webhook") await shop.deliver();
        else if (first === "status") {
          await shop.post("/status", { payment_intent_client_secret: client_secret });
        } else {
          if (first === "reconcile") withoutEvents(shop);
          await shop.payments.reconcile();
          shop.simulator.faults.clear();
        }
        expect(shop.effects).toEqual(["succeeded:order_1"]);
        await shop.deliver();
        await shop.payments.reconcile();
        expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
          status: "succeeded",
          contradictions: [],
        });
        expect(shop.effects).toEqual(["succeeded:order_1"]);
        expect(await toBeSeenTo(shop)).toEqual([]);
        expect(charged(shop)).toHaveLength(1);
      },
    );

    test("keeps hearing of what becomes of its money", async () => {
      const shop = await paidShop({}, { store: make() });
      await shop.deliver();
      await shop.dashboard.paymentIntents.update(shop.intentId, { metadata });
      await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
      await shop.payments.reconcile();
      expect((await storedPayment(shop, FIRST_PAYMENT)).amountRefunded).toBe(50);
      expect(await toBeSeenTo(shop)).toEqual([]);
    });
  });
});
