import { createOperator } from "@chargeonce/core";
import { createGate } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { firstPayment, paidShop } from "../faults/paid-shop.ts";
import { livesOf } from "../harness/dying-server.ts";
import { createShop } from "../harness/shop.ts";
import { deliverCrafted, payout } from "./craft-event.ts";
import { BOTH_STORES, withoutTransactions } from "./watched-store.ts";
import { withoutEvents } from "./without-events.ts";

test("§5 What a worker took and did not begin when it was stopped is put back: no try is counted, nobody waits", async () => {
  const stopping = new AbortController();
  const first = createGate();
  const heard: string[] = [];
  const onPayout = async (id: string) => {
    heard.push(id);
    if (id === "evt_1") await first.passed;
    if (id === "evt_3") stopping.abort();
  };
  const shop = createShop(
    { webhookMode: "deferred", onEvent: { "payout.paid": ({ event }) => onPayout(event.id) } },
    { store: withoutTransactions() },
  );
  for (const id of ["evt_1", "evt_2", "evt_3", "evt_4"]) await deliverCrafted(shop, payout(id));
  const running = shop.payments.reconcile({ concurrency: 2, signal: stopping.signal });
  await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  first.open();
  await running;
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3"]);
  await shop.another().reconcile();
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3", "evt_4"]);
  expect(await shop.store.events.findById("evt_4")).toMatchObject({
    status: "done",
    attempts: 0,
  });
});

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("§5 What an operator's run leaves due, because it tells nothing, is told at once and counts no try", async () => {
    const shop = await paidShop({}, { store: make() });
    const operator = createOperator({
      stripe: withoutEvents(shop),
      store: shop.store,
      clock: shop.clock,
    });
    shop.clock.advance({ minutes: 1 });
    await operator.reconcile();
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "due", tries: 0 }]);
    await operator.reconcile();
    const live = livesOf(shop, () => ({}));
    expect(await live()).toBe("lived");
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "done", tries: 0 }]);
  });
});

describe("a handler that takes longer than two minutes, in a store without transactions", () => {
  test("§5 ends what it began: the event is done, whatever was counted meanwhile, and is not handled again", async () => {
    const go = createGate();
    const begun = createGate();
    const heard: string[] = [];
    const slow = async (id: string) => {
      heard.push(id);
      begun.open();
      await go.passed;
    };
    const shop = createShop(
      { webhookMode: "deferred", onEvent: { "payout.paid": ({ event }) => slow(event.id) } },
      { store: withoutTransactions() },
    );
    await deliverCrafted(shop, payout("evt_slow"));
    const working = shop.payments.reconcile();
    await begun.passed;
    shop.clock.advance({ minutes: 2 });
    expect(await shop.another().reconcile()).toMatchObject({ events: 1, failed: 1 });
    expect(await shop.store.events.findById("evt_slow")).toMatchObject({ attempts: 1 });
    go.open();
    await working;
    expect(await shop.store.events.findById("evt_slow")).toMatchObject({ status: "done" });
    shop.clock.advance({ hours: 1 });
    await shop.another().reconcile();
    expect(heard).toEqual(["evt_slow"]);
  });

  test("§5 ends what it began: the payment is told once, whatever was counted meanwhile", async () => {
    const go = createGate();
    const begun = createGate();
    const heard: string[] = [];
    const shop = await paidShop(
      {
        onPayment: {
          succeeded: async ({ payment }) => {
            heard.push(payment.orderRef);
            if (heard.length === 1) throw new Error("Not yet.");
            begun.open();
            await go.passed;
          },
        },
      },
      { store: withoutTransactions() },
    );
    await shop.payments.reconcile();
    shop.clock.advance({ seconds: 1 });
    const working = shop.payments.reconcile();
    await begun.passed;
    shop.clock.advance({ minutes: 2 });
    await shop.another().reconcile();
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "due", tries: 2 }]);
    go.open();
    await working;
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "done" }]);
    shop.clock.advance({ hours: 1 });
    await shop.another().reconcile();
    expect(heard).toEqual(["order_1", "order_1"]);
  });
});
