import { expect, test } from "vitest";
import { deliverCrafted } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { confirmOrder, livePayment, processOrder, requestsTo } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test("reconcile leaves a payment of the other mode alone: it is neither created nor told there", async () => {
  const shop = createShop();
  shop.simulator.faults.next("lose_request", { route: "create" });
  expect((await processOrder(shop)).status).toBe(503);
  const other = shop.another({ livemode: true });
  shop.clock.advance({ minutes: 2 });
  await other.reconcile();
  expect(requestsTo(shop, "create")).toEqual([]);
  expect(await livePayment(shop)).toMatchObject({ status: "creating", paymentIntentId: null });
  shop.clock.advance({ hours: 24 });
  await other.reconcile();
  expect(await livePayment(shop)).toMatchObject({ status: "creating" });
  await shop.payments.reconcile();
  expect(await livePayment(shop)).toBeNull();
});

test("reconcile tells no effect of the other mode's payments", async () => {
  let failing = true;
  const shop = createShop({
    onPayment: {
      succeeded: () => {
        if (failing) throw new Error("The mail server is down.");
      },
    },
  });
  await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  failing = false;
  const told: string[] = [];
  const other = shop.another({
    livemode: true,
    onPayment: { succeeded: ({ payment }) => void told.push(payment.orderRef) },
  });
  shop.clock.advance({ hours: 1 });
  await other.reconcile();
  expect(told).toEqual([]);
});

test("reconcile leaves a pending event of the other mode to the other mode's server", async () => {
  const heard: string[] = [];
  const onEvent = { "charge.refunded": () => void heard.push("charge.refunded") };
  const shop = createShop({ ids: fixedIds(), webhookMode: "deferred", onEvent });
  const event = {
    id: "evt_refunded",
    type: "charge.refunded",
    livemode: false,
    data: { object: { id: "ch_1", object: "charge" } },
  };
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  await shop.another({ livemode: true }).reconcile();
  expect(await shop.store.events.findById(OWNER, "evt_refunded")).toMatchObject({
    status: "pending",
  });
  await shop.payments.reconcile();
  expect(heard).toEqual(["charge.refunded"]);
  expect(await shop.store.payments.findById(FIRST_PAYMENT)).toBeNull();
});

test("nothing of an event of the other mode is kept when it comes, in deferred mode too", async () => {
  const shop = createShop({ webhookMode: "deferred" });
  const event = {
    id: "evt_live",
    type: "charge.refunded",
    livemode: true,
    data: { object: { id: "ch_1", object: "charge" } },
  };
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  for (const livemode of [true, false]) {
    expect(await shop.store.events.findById({ ...OWNER, livemode }, "evt_live")).toBeNull();
  }
});
