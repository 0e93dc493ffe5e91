import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { confirmOrder, intentIdOf, processOrder } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

/** What the log says of payments: `info payment_succeeded`. */
function linesOf(shop: Shop): string[] {
  return shop.log
    .filter(({ fields }) => /^(?:payment|review|handler)_/.test(String(fields.event)))
    .map(({ level, fields }) => `${level} ${fields.event}`);
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("a payment's way is told once, however often the truth arrives", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    const processed = await processOrder(shop);
    await processOrder(shop);
    await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined");
    await confirmOrder(shop, processed, "pm_card_visa");
    await confirmOrder(shop, processed, "pm_card_visa");
    await shop.deliver();
    await shop.payments.reconcile();
    expect(linesOf(shop)).toEqual([
      "info payment_created",
      "debug payment_confirmed",
      "info payment_failed",
      "debug payment_confirmed",
      "info payment_succeeded",
    ]);
    const about = { payment_id: FIRST_PAYMENT, order_ref: "order_1" };
    const fieldsOf = (event: string) =>
      shop.log.filter(({ fields }) => fields.event === event).map(({ fields }) => fields);
    expect(fieldsOf("payment_created")).toEqual([
      {
        event: "payment_created",
        ...about,
        status: "requires_payment_method",
        payment_intent_id: intentIdOf(processed),
      },
    ]);
    expect(fieldsOf("payment_failed")).toMatchObject([{ ...about, code: "card_declined" }]);
    expect(fieldsOf("payment_succeeded")).toMatchObject([{ ...about, status: "succeeded" }]);
  });

  test("a run of reconcile tells what it looked at", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    await processOrder(shop);
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(shop.log.at(-1)).toEqual({
      level: "info",
      fields: { event: "reconciled", payments: 1, events: 1, failed: 0 },
      message: "Reconciling has ended.",
    });
  });

  test("a cancel is told with its reason, and also one that nobody is told of", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    await processOrder(shop);
    await shop.payments.cancel("order_1");
    await processOrder(shop);
    shop.orders.set("order_1", { id: "order_1", amount: 2050, currency: "usd" });
    await processOrder(shop, { amount: 2050 });
    const canceled = shop.log.filter(({ fields }) => fields.event === "payment_canceled");
    expect(canceled.map(({ level, fields }) => [level, fields.reason])).toEqual([
      ["info", "requested"],
      ["info", "replaced"],
    ]);
  });

  test("a review is a warning when it opens, and its end is told", async () => {
    const onPayment = { succeeded: async () => "review" as const };
    const shop = createShop({ ids: fixedIds(), onPayment }, { store: make() });
    await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    const opened = shop.log.filter(({ fields }) => fields.event === "review_opened");
    expect(opened).toMatchObject([{ level: "warn", fields: { payment_id: FIRST_PAYMENT } }]);
    await shop.payments.resolve(FIRST_PAYMENT, "paid");
    expect(linesOf(shop).slice(-2)).toEqual(["info review_resolved", "info payment_succeeded"]);
  });

  test("a handler's every failure is an error, and the twentieth says that it was the last", async () => {
    const canceled = async () => {
      throw new Error("The mail server is away.");
    };
    const shop = createShop(
      { ids: fixedIds(), onPayment: { succeeded: () => undefined, canceled } },
      { store: make() },
    );
    await processOrder(shop);
    await shop.payments.cancel("order_1");
    for (let day = 0; day < 25; day += 1) {
      shop.clock.advance({ hours: 24 });
      await shop.payments.reconcile();
    }
    expect(linesOf(shop).filter((line) => line === "error handler_failed")).toHaveLength(20);
    const dead = shop.log.filter(({ fields }) => fields.event === "handler_dead");
    expect(dead).toMatchObject([
      { level: "error", fields: { payment_id: FIRST_PAYMENT, effect: "canceled", attempts: 20 } },
    ]);
  });
});
