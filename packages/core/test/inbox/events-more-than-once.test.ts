import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { paidShop } from "../kit/paid-shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

test("one event delivered a hundred times at once to three servers is told once", async () => {
  const heard: string[] = [];
  const onEvent = { "payment_intent.succeeded": () => void heard.push("event") };
  const shop = await paidShop({ onEvent });
  const servers = [shop.payments, shop.another(), shop.another()];
  const signed = shop.simulator.webhooks.signed(lastEvent(shop, "payment_intent.succeeded"));
  const delivery = {
    rawBody: new TextEncoder().encode(signed.body),
    signature: signed.headers["Stripe-Signature"] ?? signed.headers["stripe-signature"],
  };
  const deliveries = Array.from({ length: 100 }, (_, n) => servers[n % 3]?.webhook(delivery));
  await Promise.all(deliveries);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(heard).toEqual(["event"]);
});

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("two events for one change are one effect, and each is heard by its own handler", async () => {
    const heard: string[] = [];
    const shop = await paidShop(
      { onEvent: { "payment_intent.succeeded": ({ event }) => void heard.push(event.id) } },
      { store: make() },
    );
    const event = lastEvent(shop, "payment_intent.succeeded");
    for (const id of ["evt_one", "evt_two", "evt_one"]) {
      const copy = crafted(event, { event: { id } });
      expect((await deliverCrafted(shop, copy)).status).toBe(200);
    }
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect(heard).toEqual(["evt_one", "evt_two"]);
  });

  test("two events for one failed charge are one failure", async () => {
    const shop = await paidShop({}, { store: make(), method: "pm_card_chargeDeclined" });
    const event = lastEvent(shop, "payment_intent.payment_failed");
    for (const id of ["evt_one", "evt_two"]) {
      await deliverCrafted(shop, crafted(event, { event: { id } }));
    }
    expect(shop.effects).toEqual(["failed:order_1"]);
  });
});
