import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

/** What an untyped application may write: one function for every change. */
const review = (() => "review") as () => never; // answers what the types forbid it to

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("a canceled payment stays canceled whatever its handler answers, and the order can be paid", async () => {
    const shop = createShop(
      {
        ids: fixedIds(),
        onPayment: { succeeded: () => undefined, canceled: review, failed: review },
      },
      { store: make() },
    );
    await processOrder(shop);
    await shop.payments.cancel("order_1");
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
    const again = await processOrder(shop);
    const declined = await confirmOrder(shop, again, "pm_card_chargeDeclined");
    expect(declined).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
    expect((await confirmOrder(shop, again, "pm_card_visa")).status).toBe(200);
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  });
});
