import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("an app that asks again and again while a handler fails does not use up the effect's tries", async () => {
    let failing = true;
    const heard: string[] = [];
    const shop = createShop(
      {
        ids: fixedIds(),
        onPayment: {
          succeeded: ({ payment }) => {
            if (failing) throw new Error("The mail server is down.");
            heard.push(payment.orderRef);
          },
        },
      },
      { store: make() },
    );
    const processed = await processOrder(shop, {}, { key: "one-tap-of-the-payer" });
    await confirmOrder(shop, processed, "pm_card_visa");
    for (let poll = 0; poll < 30; poll += 1) {
      await processOrder(shop, {}, { key: "one-tap-of-the-payer" });
    }
    const [effect] = (await storedPayment(shop, FIRST_PAYMENT)).effects;
    expect(effect).toMatchObject({ key: "succeeded", state: "due", tries: 1 });
    failing = false;
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(heard).toEqual(["order_1"]);
  });
});
