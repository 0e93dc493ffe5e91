import type { MemoryTransaction, Store } from "@chargeonce/core";
import { createGate } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { deliverCrafted, payout } from "../kit/craft-event.ts";
import { OWNER } from "../kit/owner.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { type SteppedClock, steppedClock } from "../kit/stepped-clock.ts";
import { BOTH_STORES, withoutTransactions } from "../kit/watched-store.ts";

type Heard = (id: string) => unknown;

async function shopHearing(
  hear: Heard,
  store?: Store<MemoryTransaction>,
): Promise<{ shop: Shop; clock: SteppedClock }> {
  const clock = steppedClock();
  const shop = createShop(
    {
      webhookMode: "deferred",
      onEvent: {
        "payout.paid": async ({ event }) => {
          await hear(event.id);
        },
      },
    },
    { clock, ...(store === undefined ? {} : { store }) },
  );
  // Nothing is to be read of Stripe's list within the hour.
  await shop.store.feed.advance(OWNER, { readUntil: clock.now(), readAt: clock.now() });
  return { shop, clock };
}

test("a worker handles as many at once as it has places, and no more", async () => {
  const go = createGate();
  const full = createGate();
  let running = 0;
  let most = 0;
  const { shop, clock } = await shopHearing(async () => {
    running += 1;
    most = Math.max(most, running);
    if (running === 3) full.open();
    await go.passed;
    running -= 1;
  }, withoutTransactions());
  for (let n = 0; n < 12; n += 1) await deliverCrafted(shop, payout(`evt_${n}`));
  const worker = shop.payments.worker({ concurrency: 3 });
  worker.start();
  await full.passed;
  go.open();
  await clock.asleep(4);
  await worker.stop();
  expect(most).toBe(3);
  expect(await shop.payments.events.list({ status: "done" })).toHaveLength(12);
});

test("a handler that hangs holds up its own place alone and until its time is over, then it is called again", async () => {
  const never = createGate();
  const heard: string[] = [];
  const { shop, clock } = await shopHearing(async (id) => {
    heard.push(id);
    if (id === "evt_hangs") await never.passed;
  }, withoutTransactions());
  await deliverCrafted(shop, payout("evt_hangs"));
  const worker = shop.payments.worker({ concurrency: 2 });
  worker.start();
  await clock.asleep(2);
  for (let round = 0; round < 4; round += 1) {
    await deliverCrafted(shop, payout(`evt_${round}`));
    await clock.round(2, 2);
  }
  // What hangs here is begun once, until its time is over.
  expect(heard).toEqual(["evt_hangs", "evt_0", "evt_1", "evt_2", "evt_3"]);
  await clock.round(2, 3);
  expect(await shop.payments.events.find("evt_hangs")).toMatchObject({
    status: "pending",
    attempts: 1,
    lastError: expect.stringContaining("did not end within 10000 ms"),
  });
  await clock.round(1, 2);
  expect(heard.slice(5)).toEqual(["evt_hangs"]);
  never.open();
  await worker.stop();
  const done = await shop.payments.events.list({ status: "done" });
  expect(done.map(({ attempts }) => attempts).sort()).toEqual([0, 0, 0, 0, 1]);
});

test("a worker that is stopped ends what runs and begins nothing new", async () => {
  const begun = createGate();
  const go = createGate();
  const heard: string[] = [];
  const { shop } = await shopHearing(async (id) => {
    begun.open();
    await go.passed;
    heard.push(id);
  }, withoutTransactions());
  for (const id of ["evt_1", "evt_2", "evt_3"]) await deliverCrafted(shop, payout(id));
  const worker = shop.payments.worker({ concurrency: 1 });
  worker.start();
  await begun.passed;
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  go.open();
  await stopping;
  expect(heard).toEqual(["evt_1"]);
  expect(await shop.payments.events.list({ status: "pending" })).toHaveLength(2);
});

test("several workers share the work of one store: each event is handled once", async () => {
  const heard: string[] = [];
  const { shop, clock } = await shopHearing((id) => heard.push(id));
  for (let n = 10; n < 40; n += 1) await deliverCrafted(shop, payout(`evt_${n}`));
  const workers = [shop.payments, shop.another(), shop.another()].map((server) => server.worker());
  for (const worker of workers) worker.start();
  await clock.asleep(15);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(heard).toHaveLength(30);
  expect(new Set(heard).size).toBe(30);
});

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("the events of one payment are handled one after the other, in the order they came", async () => {
    const heard: string[] = [];
    let running = 0;
    const { shop, clock } = await shopHearing(async (id) => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      heard.push(id);
      running -= 1;
    }, make());
    for (const id of ["evt_c", "evt_a", "evt_b"]) {
      await deliverCrafted(shop, payout(id, { payment_intent: "pi_of_nobody" }));
      clock.advance({ seconds: 1 });
    }
    const worker = shop.payments.worker();
    worker.start();
    await clock.asleep(5);
    for (let round = 0; round < 3; round += 1) await clock.round(1, 5);
    await worker.stop();
    expect(heard).toEqual(["evt_c", "evt_a", "evt_b"]);
  });
});

test("a hundred due rows of the other mode starve nobody", async () => {
  const heard: string[] = [];
  const { shop, clock } = await shopHearing((id) => heard.push(id));
  await deliverCrafted(shop, payout("evt_0"));
  const [sample] = await shop.store.events.list({ ...OWNER, limit: 1 });
  if (sample === undefined) throw new Error("The event was not kept.");
  const long = new Date("2026-11-01T00:00:00Z");
  for (let n = 0; n < 100; n += 1) {
    const other = { ...sample, id: `evt_live_${n}`, livemode: true, nextAttemptAt: long };
    await shop.store.events.record(other);
  }
  const worker = shop.payments.worker({ concurrency: 1 });
  worker.start();
  await clock.asleep(2);
  await worker.stop();
  expect(heard).toEqual(["evt_0"]);
  expect(await shop.store.events.list({ ...OWNER, livemode: true, limit: 200 })).toHaveLength(100);
});
