import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent, payout } from "../kit/craft-event.ts";
import { paidShop } from "../kit/paid-shop.ts";
import { ALL, deliver, type Options, refund, server } from "../kit/servers.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  describe("an event that was delivered to a server without a handler for it", () => {
    const hearing = (heard: string[]): Options => ({
      onEvent: {
        "payout.paid": ({ event }) => void heard.push(event.id),
        "charge.refunded": ({ event }) => void heard.push(event.data.object.object),
      },
    });

    test.each(["its own delivery", "reconcile"])(
      "is told once by one that has: by %s",
      async (how) => {
        const shop = await paidShop({}, { store: make() });
        const heard: string[] = [];
        const full = server(shop, ALL, hearing(heard)).payments;
        await refund(shop);
        // About one of ours, and about nothing of ours: that one is filed without what it says.
        const refunded = lastEvent(shop, "charge.refunded");
        const foreign = await shop.dashboard.paymentIntents.create({
          amount: 777,
          currency: "usd",
        });
        const created = lastEvent(shop, "payment_intent.created");
        expect(created.data.object).toMatchObject({ id: foreign.id });
        const other = server(shop, ALL, {
          onEvent: {
            "charge.refunded": ({ event }) => void heard.push(event.data.object.object),
            "payment_intent.created": ({ event }) => void heard.push(event.data.object.id),
          },
        }).payments;
        for (const event of [refunded, created]) {
          expect(await deliver(shop, event, shop.payments)).toBe(200);
        }
        expect(await shop.payments.events.find(created.id)).toMatchObject({
          status: "ignored",
          body: {},
        });
        if (how === "reconcile") await other.reconcile();
        else for (const event of [refunded, created]) await deliver(shop, event, other);
        expect(heard.filter((each) => each === "charge" || each === foreign.id).sort()).toEqual(
          ["charge", foreign.id].sort(),
        );
        await other.reconcile();
        await full.reconcile();
        await deliver(shop, refunded, other);
        expect(heard.filter((each) => each === "charge")).toEqual(["charge"]);
      },
    );

    test("is tried again with pauses when that handler fails, whoever comes first", async () => {
      const shop = await paidShop({}, { store: make() });
      let calls = 0;
      const fail: Options = {
        onEvent: {
          "charge.succeeded": () => {
            calls += 1;
            if (calls < 3) throw new Error("Not yet.");
          },
        },
      };
      const full = server(shop, ALL, fail).payments;
      const event = lastEvent(shop, "charge.succeeded");
      await deliver(shop, event, shop.payments);
      for (let minute = 0; minute < 5; minute += 1) {
        await full.reconcile();
        shop.clock.advance({ minutes: 1 });
        await shop.payments.reconcile();
      }
      expect(calls).toBe(3);
      expect(await shop.payments.events.find(event.id)).toMatchObject({
        status: "done",
        unheard: false,
        attempts: 2,
      });
    });
  });
});

test("an event without an object is answered and filed, its handler is not called, and the log says so once", async () => {
  const heard: string[] = [];
  const shop = await paidShop({
    onEvent: { "payout.paid": ({ event }) => void heard.push(event.id) },
  });
  const { data: _, ...bare } = payout("evt_none");
  const shapes: readonly object[] = [
    bare,
    { ...bare, id: "evt_null", data: null },
    { ...bare, id: "evt_empty", data: {} },
    { ...bare, id: "evt_object_null", data: { object: null } },
    { ...bare, id: "evt_list", data: { object: [] } },
    { ...bare, id: "evt_text", data: { object: "po_1" } },
    { ...bare, id: "evt_of_nothing", data: { object: {} } },
  ];
  for (const shape of [...shapes, ...shapes]) {
    expect((await deliverCrafted(shop, shape)).status).toBe(200);
  }
  expect(heard).toEqual([]);
  const lines = shop.log.filter(({ fields }) => fields.event === "event_without_object");
  expect(lines.map(({ fields }) => fields.event_id)).toEqual([
    "evt_none",
    "evt_null",
    "evt_empty",
    "evt_object_null",
    "evt_list",
    "evt_text",
    "evt_of_nothing",
  ]);
  const pending = await shop.payments.events.list({ status: "pending" });
  expect(pending).toEqual([]);
});
