import { expect, test } from "vitest";
import { charged, confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test.each([
  { repeats: "it with its card", card: "pm_card_visa", code: "payment_canceled" },
  { repeats: "it with another card", card: "pm_card_mastercard", code: "idempotency_key_reused" },
])(
  "A tap that is repeated from its beginning, after another card took the order's payment: who repeats $repeats hears $code",
  async ({ card, code }) => {
    const shop = createShop();
    const tap = { key: "tap-1" };
    const begun = await processOrder(shop, {}, tap);
    shop.simulator.faults.next("lose_request", { route: "confirm" });
    expect((await confirmOrder(shop, begun, "pm_card_visa", tap)).status).toBe(503);
    shop.clock.advance({ seconds: 21 });
    const other = await confirmOrder(shop, begun, "pm_card_amex", { key: "tap-2" });
    expect(other.body.error.code).toBe("payment_canceled");
    const again = await processOrder(shop, {}, tap);
    const told = await confirmOrder(shop, again, card, tap);
    expect(told.body.error).toMatchObject({ code, retryable: false });
    expect(charged(shop)).toEqual([]);
    expect((await confirmOrder(shop, again, card, { key: "tap-3" })).body.status).toBe("succeeded");
  },
);
