import type { Clock } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { deliverCrafted, payout } from "../kit/craft-event.ts";
import { OWNER } from "../kit/owner.ts";
import { confirmOrder, intentAt, intentIdOf, livePayment, processOrder } from "../kit/pay.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";
import { steppedClock } from "../kit/stepped-clock.ts";

const HOUR_MS = 3_600_000;

/** A clock that is off the shop's, which is Stripe's, by so many hours. */
function off(shop: Shop, hours: number): Clock {
  return {
    now: () => new Date(shop.clock.now().getTime() + hours * HOUR_MS),
    sleep: shop.clock.sleep,
  };
}

/** What a clock that is off leaves behind where Stripe's answers do not say what time it is. */
function undated(shop: Shop) {
  return stripeOf({
    ...shop.simulator,
    fetch: async (url, init) => {
      const response = await shop.simulator.fetch(url, init);
      const headers = new Headers(response.headers);
      headers.delete("date");
      return new Response(response.body, { status: response.status, headers });
    },
  });
}

const codesOf = async (shop: Shop) =>
  (await shop.payments.health()).problems.map(({ code }) => code);

async function paidShop(): Promise<Shop & { intentId: string }> {
  const shop = createShop();
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  await shop.deliver();
  await shop.payments.reconcile();
  return { ...shop, intentId: intentIdOf(processed) };
}

describe("one reconcile under a clock 72 hours ahead", () => {
  test("leaves no mark in the future, and says that the clock is wrong", async () => {
    const shop = await paidShop();
    const report = await shop.another({ clock: off(shop, 72) }).reconcile();
    expect(report.problems).toEqual([]);
    const cursor = await shop.store.feed.find(OWNER);
    expect(cursor?.readAt).toEqual(shop.clock.now());
    const [line] = shop.log.filter(({ fields }) => fields.event === "clock_wrong");
    expect(line).toMatchObject({ level: "warn", fields: { skew_seconds: 72 * 3_600 } });
  });

  test("is made up for within an hour by a worker: what no webhook brought is read", async () => {
    const clock = steppedClock();
    const shop = createShop({}, { clock });
    const processed = await processOrder(shop);
    await confirmOrder(shop, processed, "pm_card_visa");
    const ahead = { clock: off(shop, 72), stripe: undated(shop) };
    await shop.another(ahead).reconcile();
    expect((await shop.store.feed.find(OWNER))?.readAt).toEqual(off(shop, 72).now());
    expect(await codesOf(shop)).toContain("clock_was_ahead");
    await stripeOf(shop.simulator).refunds.create({ payment_intent: intentIdOf(processed) });
    const worker = shop.payments.worker({ concurrency: 1 });
    worker.start();
    await clock.asleep(2);
    for (let minute = 0; minute < 3; minute += 1) await clock.round(60, 2);
    await worker.stop();
    expect(shop.effects).toContain("refunded:order_1");
    expect((await shop.store.feed.find(OWNER))?.readAt.getTime()).toBeLessThanOrEqual(
      clock.now().getTime(),
    );
    expect(await codesOf(shop)).not.toContain("clock_was_ahead");
  });

  test("abandons nothing that is of today, and removes no event that Stripe may send again", async () => {
    const shop = await paidShop();
    const second = { order_id: "order_2", amount: 2000, currency: "eur" };
    const processed = await shop.post("/process", second);
    const before = await shop.store.events.list({ ...OWNER, limit: 99 });
    for (const hours of [72, 24 * 40]) {
      const server = shop.another({ clock: off(shop, hours) });
      expect(await server.reconcile()).toMatchObject({ removedEvents: 0, problems: [] });
      await server.reconcile();
    }
    expect(intentAt(shop, processed).status).toBe("requires_payment_method");
    const after = await shop.store.events.list({ ...OWNER, limit: 99 });
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
    // Nobody's webhook is missed by it, either.
    await stripeOf(shop.simulator).refunds.create({ payment_intent: shop.intentId });
    shop.clock.advance({ hours: 2 });
    expect((await shop.payments.reconcile()).feed).toMatchObject({ gap: null });
    expect(shop.effects).toContain("refunded:order_1");
  });
});

test.each([72, 24 * 40])(
  "a first reconcile under a clock %i hours ahead hides no later event",
  async (hours) => {
    const heard: string[] = [];
    const shop = createShop({
      onEvent: { "customer.created": ({ event }) => void heard.push(event.type) },
    });
    await shop.another({ clock: off(shop, hours) }).reconcile();
    await stripeOf(shop.simulator).customers.create({ name: "Ada" });
    shop.clock.advance({ hours: 2 });
    expect((await shop.payments.reconcile()).feed?.gap).toBeNull();
    expect(heard).toEqual(["customer.created"]);
  },
);

describe.each([72, -72])("a server whose clock is %i hours off", (hours) => {
  test("begins a payment that others look at, finish and do not abandon", async () => {
    const shop = createShop();
    const processed = await processOrder(
      shop,
      {},
      { to: shop.another({ clock: off(shop, hours) }) },
    );
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(intentAt(shop, processed).status).toBe("requires_payment_method");
    // It is looked at again in its time: not for ever at once, and not days later.
    const waitsMs = ((await livePayment(shop))?.dueAt?.getTime() ?? 0) - shop.clock.now().getTime();
    expect(waitsMs).toBeGreaterThan(0);
    expect(waitsMs).toBeLessThanOrEqual(hours > 0 ? HOUR_MS : 24 * HOUR_MS);
    await stripeOf(shop.simulator).paymentIntents.confirm(intentIdOf(processed), {
      payment_method: "pm_card_visa",
    });
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect((await livePayment(shop))?.dueAt).toBeNull();
  });

  test("fails to tell, and its news is told by others within the hour, not days later", async () => {
    let failing = true;
    const told: string[] = [];
    const onPayment = {
      succeeded: ({ payment }: { payment: { orderRef: string } }) => {
        if (failing) throw new Error("The mail server is down.");
        told.push(payment.orderRef);
      },
    };
    const shop = createShop({ onPayment });
    const wrong = shop.another({ clock: off(shop, hours) });
    await confirmOrder(shop, await processOrder(shop, {}, { to: wrong }), "pm_card_visa", {
      to: wrong,
    });
    failing = false;
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(told).toEqual(["order_1"]);
  });

  test("keeps an event that failed, and others handle it within the hour", async () => {
    let failing = true;
    const heard: string[] = [];
    const onEvent = {
      "payout.paid": ({ event }: { event: { id: string } }) => {
        if (failing) throw new Error("The ledger is closed.");
        heard.push(event.id);
      },
    };
    const shop = createShop({ onEvent, webhookMode: "deferred" });
    await deliverCrafted(shop, payout("evt_1"));
    await shop.another({ clock: off(shop, hours) }).reconcile();
    failing = false;
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
    expect(heard).toEqual(["evt_1"]);
  });
});

test("what a worker under a clock three days ahead took and died with is taken by others at once", async () => {
  const shop = createShop({ webhookMode: "deferred", onEvent: { "payout.paid": () => undefined } });
  await deliverCrafted(shop, payout("evt_1"));
  const ahead = off(shop, 72).now();
  const takenUntil = new Date(ahead.getTime() + 120_000);
  const query = { ...OWNER, now: ahead, limit: 1, takenUntil };
  expect(await shop.store.events.takeDue(query)).toHaveLength(1);
  await shop.payments.reconcile();
  shop.clock.advance({ minutes: 5 });
  await shop.payments.reconcile();
  expect(await shop.store.events.findById(OWNER, "evt_1")).toMatchObject({ status: "done" });
});

test.each([-72, -1])(
  "an event out of Stripe's list is handled at once by a server whose clock is %i hours off",
  async (hours) => {
    const heard: string[] = [];
    const shop = createShop({
      onEvent: { "customer.created": ({ event }) => void heard.push(event.type) },
    });
    await processOrder(shop);
    await stripeOf(shop.simulator).customers.create({ name: "Ada" });
    await shop.another({ clock: off(shop, hours) }).reconcile();
    expect(heard).toEqual(["customer.created"]);
  },
);
