import { createGate } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { fakeClock } from "../kit/fake-clock.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES, storeDown, watchStore } from "../kit/watched-store.ts";

type Options = NonNullable<Parameters<typeof createShop>[0]>;
type World = NonNullable<Parameters<typeof createShop>[1]>;

async function paidInApp(options: Options = {}, world: World = {}): Promise<Shop> {
  const shop = createShop({ ids: fixedIds(), ...options }, world);
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  return shop;
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("Deferred: the event is durable and answered at once, reconcile handles it once", async () => {
    const shop = await paidInApp({ webhookMode: "deferred" }, { store: make() });
    const event = lastEvent(shop, "payment_intent.succeeded");
    const received = await deliverCrafted(shop, event);
    expect(received).toMatchObject({ status: 200, body: { received: true } });
    expect(shop.effects).toEqual([]);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "pending" });
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
    await deliverCrafted(shop, event);
    // With what Stripe lists beside it: the intent's and the charge's events, which nobody delivered.
    expect(await shop.payments.reconcile()).toMatchObject({ events: 3, feed: { missed: 2 } });
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
    await deliverCrafted(shop, event);
    await shop.payments.reconcile();
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test("Inline: a failing event handler answers 503 and leaves the event pending; reconcile drives it", async () => {
    let working = false;
    const shop = await paidInApp(
      {
        onEvent: {
          "charge.succeeded": ({ event }) => {
            if (!working) throw new Error("The ledger is closed.");
            shop.effects.push(event.type);
          },
        },
      },
      { store: make() },
    );
    const event = lastEvent(shop, "charge.succeeded");
    expect((await deliverCrafted(shop, event)).status).toBe(503);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
      status: "pending",
      attempts: 1,
      lastError: "The ledger is closed.",
    });
    working = true;
    shop.clock.advance({ seconds: 1 });
    await shop.payments.reconcile();
    expect(shop.effects).toEqual(["succeeded:order_1", "charge.succeeded"]);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
  });

  test("A poison event blocks no other, and is dead and visible after 20 tries", async () => {
    const shop = await paidInApp(
      {
        webhookMode: "deferred",
        onEvent: {
          "charge.succeeded": () => {
            throw new Error("Poison.");
          },
        },
      },
      { store: make() },
    );
    const poison = lastEvent(shop, "charge.succeeded");
    await deliverCrafted(shop, poison);
    await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
    expect(await shop.payments.reconcile()).toMatchObject({ events: 3, failed: 1 });
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    for (let run = 0; run < 25; run += 1) {
      shop.clock.advance({ hours: 1 });
      await shop.payments.reconcile();
    }
    expect(await shop.store.events.findById(OWNER, poison.id)).toMatchObject({
      status: "dead",
      attempts: 20,
      nextAttemptAt: null,
      lastError: "Poison.",
    });
  });

  test("Record before 2xx: while the store cannot keep the event, Stripe is told 503", async () => {
    const watched = watchStore(make());
    const shop = await paidInApp({}, { store: watched.store });
    const event = lastEvent(shop, "payment_intent.succeeded");
    for (const name of ["events.record", "transaction"]) watched.next(name, "before", storeDown);
    for (const name of ["events.record", "events.findById"]) {
      watched.next(name, "before", storeDown);
    }
    expect(await deliverCrafted(shop, event)).toMatchObject({
      status: 503,
      headers: { "retry-after": "2" },
      body: { error: { code: "store_unavailable" } },
    });
    expect(shop.effects).toEqual([]);
    await deliverCrafted(shop, event);
    await deliverCrafted(shop, event);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });
});

test("Record before 2xx: in deferred mode too, an event that could not be kept is not answered 200", async () => {
  const watched = watchStore();
  const shop = await paidInApp({ webhookMode: "deferred" }, { store: watched.store });
  const event = lastEvent(shop, "payment_intent.succeeded");
  watched.next("events.record", "before", storeDown);
  expect((await deliverCrafted(shop, event)).status).toBe(503);
  expect(await shop.store.events.findById(OWNER, event.id)).toBeNull();
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "pending" });
});

test.each(["inline", "deferred"] as const)(
  "Record before 2xx: whatever was answered 200 lies in the store, in %s mode",
  async (webhookMode) => {
    const shop = await paidInApp({
      webhookMode,
      onEvent: { "charge.succeeded": () => undefined },
    });
    for (const event of shop.simulator.events.list()) {
      expect((await deliverCrafted(shop, event)).status).toBe(200);
      expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ id: event.id });
    }
  },
);

test("Deferred: the worker drains the inbox, and stops", async () => {
  const still = fakeClock();
  const asleep = createGate();
  const clock = {
    ...still,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        asleep.open();
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
  const shop = await paidInApp({ webhookMode: "deferred" }, { clock });
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  const worker = shop.payments.worker();
  worker.start();
  await asleep.passed;
  await worker.stop();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("An event of the other mode or of another account is answered 200 and touches nothing", async () => {
  const shop = await paidInApp({
    onEvent: { "payment_intent.succeeded": () => void shop.effects.push("event") },
  });
  const event = lastEvent(shop, "payment_intent.succeeded");
  const before = await storedPayment(shop, FIRST_PAYMENT);
  const others = [
    { id: "evt_live", livemode: true },
    { id: "evt_connected", account: "acct_1Other" },
  ];
  for (const other of others) {
    const reply = await deliverCrafted(shop, crafted(event, { event: other }));
    expect(reply).toMatchObject({ status: 200, body: { received: true } });
    expect(await shop.store.events.findById({ ...OWNER, ...other }, other.id)).toBeNull();
  }
  expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
  expect(shop.effects).toEqual([]);
});
