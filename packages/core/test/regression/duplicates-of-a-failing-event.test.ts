import { describe, expect, test } from "vitest";
import { deliverCrafted } from "../kit/craft-event.ts";
import { OWNER } from "../kit/owner.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

const event = {
  id: "evt_refunded",
  type: "charge.refunded",
  livemode: false,
  data: { object: { id: "ch_1", object: "charge" } },
};

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("thirty deliveries of an event within a second of its handler's failing leave it pending, and it is told later", async () => {
    let failing = true;
    const heard: string[] = [];
    const shop = createShop(
      {
        onEvent: {
          "charge.refunded": ({ event: { id } }) => {
            if (failing) throw new Error("The mail server is down.");
            heard.push(id);
          },
        },
      },
      { store: make() },
    );
    for (let delivery = 0; delivery < 30; delivery += 1) {
      expect((await deliverCrafted(shop, event)).status).toBe(503);
    }
    expect(await shop.store.events.findById(OWNER, "evt_refunded")).toMatchObject({
      status: "pending",
      attempts: 1,
    });
    failing = false;
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(heard).toEqual(["evt_refunded"]);
  });
});
