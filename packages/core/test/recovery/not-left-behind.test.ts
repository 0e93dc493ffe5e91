import { createOperator } from "@chargeonce/core";
import { createGate } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent, payout } from "../kit/craft-event.ts";
import { livesOf } from "../kit/dying-server.ts";
import { OWNER } from "../kit/owner.ts";
import { firstPayment, paidShop } from "../kit/paid-shop.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES, watchStore, withoutTransactions } from "../kit/watched-store.ts";
import { withoutEvents } from "../kit/without-events.ts";

/** Four events, of which a run of two places has taken the fourth and not begun it when it is stopped. */
async function stoppedBeforeTheFourth(before: (shop: Shop) => Promise<unknown>) {
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
  await deliverCrafted(shop, payout("evt_4"));
  await before(shop);
  for (const id of ["evt_1", "evt_2", "evt_3"]) await deliverCrafted(shop, payout(id));
  const running = shop.payments.reconcile({ concurrency: 2, signal: stopping.signal });
  await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  first.open();
  await running;
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3"]);
  return { shop, heard };
}

/** Takes one for a time that is over at once, as a worker would that died two minutes ago. */
function takeAndDie(shop: Shop, what: "events" | "payments") {
  const now = shop.clock.now();
  return shop.store[what].takeDue({ ...OWNER, now, limit: 1, takenUntil: now });
}

test("What a worker took and did not begin when it was stopped is put back: no try is counted, nobody waits", async () => {
  const { shop, heard } = await stoppedBeforeTheFourth(async () => undefined);
  await shop.another().reconcile();
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3", "evt_4"]);
  const handled = await shop.store.events.findById(OWNER, "evt_4");
  expect(handled).toMatchObject({ status: "done", attempts: 0 });
});

test("What was left behind before stays so when who took it is stopped: the try is counted then", async () => {
  const { shop, heard } = await stoppedBeforeTheFourth((each) => takeAndDie(each, "events"));
  shop.clock.advance({ minutes: 2 });
  await shop.another().reconcile();
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3"]);
  const counted = await shop.store.events.findById(OWNER, "evt_4");
  expect(counted).toMatchObject({ status: "pending", attempts: 1 });
});

test("What somebody else told between the taking and the turn is not told again", async () => {
  const watched = watchStore(withoutTransactions());
  let calls = 0;
  const fail = () => {
    calls += 1;
    throw new Error("Not yet.");
  };
  const shop = await paidShop({ onPayment: { succeeded: fail } }, { store: watched.store });
  await shop.payments.reconcile();
  shop.clock.advance({ seconds: 1 });
  watched.next("payments.takeDue", "after", async () => {
    const { version, effects, ...paid } = await firstPayment(shop);
    const done = effects.map((each) => ({ ...each, state: "done" as const }));
    await shop.store.payments.update({ ...paid, effects: done, version: version + 1 });
  });
  await shop.payments.reconcile();
  expect(calls).toBe(1);
});

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("What an operator's run leaves due, because it tells nothing, is told at once and counts no try", async () => {
    const shop = await paidShop({}, { store: make() });
    const operator = createOperator({
      stripe: withoutEvents(shop),
      store: shop.store,
      clock: shop.clock,
    });
    shop.clock.advance({ minutes: 1 });
    await operator.reconcile();
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "due", tries: 0 }]);
    await takeAndDie(shop, "payments");
    await operator.reconcile();
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "due", tries: 0 }]);
    const live = livesOf(shop, () => ({}));
    expect(await live()).toBe("lived");
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect((await firstPayment(shop)).effects).toMatchObject([{ state: "done", tries: 0 }]);
  });

  test("A look tells what is due once, though it fails", async () => {
    let calls = 0;
    const fail = () => {
      calls += 1;
      throw new Error("Not yet.");
    };
    const options = { onPayment: { succeeded: () => undefined, failed: fail } };
    const shop = await paidShop(options, { store: make(), method: "pm_card_visa_chargeDeclined" });
    const failed = lastEvent(shop, "payment_intent.payment_failed");
    expect((await deliverCrafted(shop, failed)).status).toBe(503);
    shop.clock.advance({ minutes: 1 });
    calls = 0;
    await livesOf(shop, () => ({}))();
    expect(calls).toBe(1);
  });
});

describe("a process that stands still for two minutes in a handler, on a store without transactions", () => {
  test("ends what it began: the event is done, whatever was counted meanwhile, and is not handled again", async () => {
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
    expect(await shop.store.events.findById(OWNER, "evt_slow")).toMatchObject({ attempts: 1 });
    go.open();
    await working;
    expect(await shop.store.events.findById(OWNER, "evt_slow")).toMatchObject({ status: "done" });
    shop.clock.advance({ hours: 1 });
    await shop.another().reconcile();
    expect(heard).toEqual(["evt_slow"]);
  });

  test("ends what it began: the payment is told once, whatever was counted meanwhile", async () => {
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
