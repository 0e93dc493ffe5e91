import { createCrashInjector } from "@chargeonce/testing";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { OWNER } from "../kit/owner.ts";
import { firstPayment, paidShop, type ShopOptions } from "../kit/paid-shop.ts";
import { type Shop, stripeOf } from "../kit/shop.ts";
import { steppedClock } from "../kit/stepped-clock.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

test("a server dies after its answer and before handling: another one handles the event once", async () => {
  const shop = await paidShop({ webhookMode: "deferred" });
  const event = lastEvent(shop, "payment_intent.succeeded");
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect(shop.effects).toEqual([]);
  await shop.another().reconcile();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
});

test("a server dies after it took an event: others leave it alone for two minutes, count a failed try, then handle it once", async () => {
  const clock = steppedClock();
  const heard: string[] = [];
  const onEvent = { "charge.succeeded": () => void heard.push("charge.succeeded") };
  const shop = await paidShop({ webhookMode: "deferred", onEvent }, { clock });
  await deliverCrafted(shop, lastEvent(shop, "charge.succeeded"));
  const now = clock.now();
  await shop.store.feed.advance(OWNER, { readUntil: now, readAt: now });
  const takenUntil = new Date(now.getTime() + 120_000);
  expect(await shop.store.events.takeDue({ ...OWNER, now, limit: 1, takenUntil })).toHaveLength(1);
  const worker = shop.another().worker();
  worker.start();
  await clock.asleep(5);
  await clock.round(119, 5);
  expect(heard).toEqual([]);
  await clock.round(1, 5);
  expect(heard).toEqual([]);
  const { id } = lastEvent(shop, "charge.succeeded");
  expect(await shop.store.events.findById(OWNER, id)).toMatchObject({
    status: "pending",
    attempts: 1,
  });
  await clock.round(1, 5);
  expect(heard).toEqual(["charge.succeeded"]);
  await worker.stop();
});

describe.each(BOTH_STORES)("on $kind", ({ kind, make }) => {
  const once = kind === "a store with transactions";

  test("wherever a server dies while it takes a delivery, the payment ends paid and told", async () => {
    const deaths = await dieEverywhere(make, {}, (shop, doomed) => {
      const signed = shop.simulator.webhooks.signed(lastEvent(shop, "payment_intent.succeeded"));
      const [, signature = ""] =
        Object.entries(signed.headers).find(([name]) => /stripe-signature/i.test(name)) ?? [];
      return doomed.webhook({ rawBody: new TextEncoder().encode(signed.body), signature });
    });
    for (const { told, heard, status } of deaths) {
      expect(status).toBe("succeeded");
      expect(told).toBeGreaterThan(0);
      expect(heard).toBeGreaterThan(0);
      if (once) expect({ told, heard }).toEqual({ told: 1, heard: 1 });
    }
    expect(deaths.length).toBeGreaterThan(8);
  });

  test("wherever a worker dies while it handles an event, the payment ends paid and told", async () => {
    const deaths = await dieEverywhere(make, { webhookMode: "deferred" }, async (shop, doomed) => {
      await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
      return doomed.reconcile();
    });
    for (const { told, heard, status } of deaths) {
      expect(status).toBe("succeeded");
      expect(told).toBeGreaterThan(0);
      expect(heard).toBeGreaterThan(0);
      if (once) expect({ told, heard }).toEqual({ told: 1, heard: 1 });
    }
    expect(deaths.length).toBeGreaterThan(20);
  });
});

interface Death {
  readonly status: string;
  /** How often `onPayment.succeeded` ran and was not rolled back. */
  readonly told: number;
  /** The same of `onEvent`. */
  readonly heard: number;
}

/** Lets a server die at each of its port calls, before and after it; then another one goes on three minutes later. */
async function dieEverywhere(
  make: (typeof BOTH_STORES)[number]["make"],
  options: ShopOptions,
  act: (shop: Shop, doomed: Shop["payments"]) => Promise<unknown>,
): Promise<Death[]> {
  const deaths: Death[] = [];
  for (let at = 1; ; at += 1) {
    for (const when of ["before", "after"] as const) {
      const injector = createCrashInjector({ at, when });
      let told = 0;
      let heard = 0;
      const count = (add: (by: 1 | -1) => void, tx?: { onRollback(undo: () => void): void }) => {
        add(1);
        tx?.onRollback(() => add(-1));
      };
      const handlers: ShopOptions = {
        ...options,
        onPayment: {
          succeeded: ({ tx }) =>
            count((by) => {
              told += by;
            }, tx),
        },
        onEvent: {
          "payment_intent.succeeded": ({ tx }) =>
            count((by) => {
              heard += by;
            }, tx),
        },
      };
      const shop = await paidShop(handlers, { store: make() });
      const doomed = shop.another({
        store: injector.store(shop.store),
        stripe: new Stripe(shop.simulator.keys.secretKey, {
          httpClient: Stripe.createFetchHttpClient(injector.fetch(shop.simulator.fetch)),
          telemetry: false,
        }),
      });
      const survived = await Promise.race([
        act(shop, doomed).then(() => true),
        injector.death.catch(() => false),
      ]);
      if (survived) return deaths;
      shop.clock.advance({ minutes: 3 });
      const survivor = shop.another({ stripe: stripeOf(shop.simulator) });
      await survivor.reconcile();
      // What the dead one had in hand was counted as a failed try.
      shop.clock.advance({ seconds: 1 });
      await survivor.reconcile();
      deaths.push({ status: (await firstPayment(shop)).status, told, heard });
    }
  }
}
