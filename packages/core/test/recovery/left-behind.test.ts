import type { Payment } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent, payout } from "../kit/craft-event.ts";
import { dyingServer, livesOf } from "../kit/dying-server.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { firstPayment, paidShop, processedShop } from "../kit/paid-shop.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import { withoutEvents } from "../kit/without-events.ts";

const LEFT_BEHIND = "The process ended, or its time ran out, while this was handled.";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("An event whose handler ends its process is a failed try when its time is over, and then waits as after any failure", async () => {
    const shop = createShop({ ids: fixedIds(), webhookMode: "deferred" }, { store: make() });
    let calls = 0;
    const live = livesOf(shop, (die) => ({
      onEvent: {
        "payout.paid": () => {
          calls += 1;
          die();
        },
      },
    }));
    await deliverCrafted(shop, payout("evt_poison"));
    const stored = () => shop.store.events.findById(OWNER, "evt_poison");
    // How the process ends, how often the handler was called until then, and how many tries were counted.
    const lifeAfter = async (seconds: number) => {
      shop.clock.advance({ seconds });
      return [await live(), calls, (await stored())?.attempts];
    };
    expect(await lifeAfter(0)).toEqual(["died", 1, 0]);
    expect(await lifeAfter(119.999)).toEqual(["lived", 1, 0]);
    expect(await lifeAfter(0.001)).toEqual(["lived", 1, 1]);
    expect(await stored()).toMatchObject({ status: "pending", lastError: LEFT_BEHIND });
    expect(await lifeAfter(0.499)).toEqual(["lived", 1, 1]);
    expect(await lifeAfter(0.001)).toEqual(["died", 2, 1]);
    expect(await lifeAfter(120)).toEqual(["lived", 2, 2]);
    expect(await lifeAfter(0.999)).toEqual(["lived", 2, 2]);
    expect(await lifeAfter(0.001)).toEqual(["died", 3, 2]);
    const told = shop.log.filter(({ fields }) => fields.event === "webhook_event_failed");
    expect(told.map(({ fields }) => fields.event_id)).toEqual(["evt_poison", "evt_poison"]);
  });

  test("An event whose process ended holds up its payment's others for two minutes at most, and nobody else's", async () => {
    const shop = createShop({ webhookMode: "deferred" }, { store: make() });
    const heard: string[] = [];
    const live = livesOf(shop, (die) => ({
      onEvent: {
        "payout.paid": ({ event }) => {
          if (event.id === "evt_poison") die();
          heard.push(event.id);
        },
      },
    }));
    const ofOne = { payment_intent: "pi_of_nobody" };
    await deliverCrafted(shop, payout("evt_poison", ofOne));
    shop.clock.advance({ seconds: 1 });
    await deliverCrafted(shop, payout("evt_sibling", ofOne));
    await deliverCrafted(shop, payout("evt_other"));
    expect([await live(), await live(), heard]).toEqual(["died", "lived", ["evt_other"]]);
    shop.clock.advance({ minutes: 2 });
    expect([await live(), heard]).toEqual(["lived", ["evt_other", "evt_sibling"]]);
  });

  test("What an event says is stored though a payment handler ended the process; the handler's tries are the payment's", async () => {
    const shop = await processedShop({ webhookMode: "deferred" }, { store: make() });
    const live = livesOf(shop, (die) => ({ ids: fixedIds(), onPayment: { succeeded: die } }));
    // It is looked at before it is paid, so that the next look is far and only the event can tell.
    shop.clock.advance({ minutes: 1 });
    await live();
    const secret = shop.processed.body.client_secret;
    shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
    const event = lastEvent(shop, "payment_intent.succeeded");
    await deliverCrafted(shop, event);
    expect(await live()).toBe("died");
    shop.clock.advance({ minutes: 2 });
    await live();
    expect(await firstPayment(shop)).toMatchObject({
      status: "succeeded",
      effects: [{ key: "succeeded", state: "due", tries: 0 }],
    });
    for (let minute = 0; minute < 6; minute += 1) {
      shop.clock.advance({ minutes: 1 });
      await live();
    }
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
      status: "done",
      attempts: 1,
    });
    const [effect] = (await firstPayment(shop)).effects;
    expect(effect).toMatchObject({ state: "due", lastError: LEFT_BEHIND });
    expect(effect?.tries).toBeGreaterThan(1);
  });

  test("A payment handler that ends its process is a failed try of its own effect alone, and what came after it waits", async () => {
    const heard: string[] = [];
    const shop = await paidShop({}, { store: make() });
    const live = livesOf(shop, (die) => ({
      ids: fixedIds(),
      onPayment: {
        succeeded: () => {
          heard.push("succeeded");
          die();
        },
        refunded: () => void heard.push("refunded"),
      },
    }));
    shop.clock.advance({ minutes: 1 });
    expect(await live()).toBe("died");
    // The look has found the money: the truth is stored before anybody is told.
    const paid = await firstPayment(shop);
    expect(paid).toMatchObject({ status: "succeeded", effects: [{ state: "due", tries: 0 }] });
    shop.clock.advance({ seconds: 1 });
    await shop.store.payments.update(
      addEffect({ ...paid, version: paid.version + 1 }, shop.clock.now()),
    );
    expect(await live()).toBe("died");
    shop.clock.advance({ minutes: 2 });
    expect(await live()).toBe("lived");
    expect(heard).toEqual(["succeeded", "succeeded"]);
    expect((await firstPayment(shop)).effects).toMatchObject([
      { key: "succeeded", state: "due", tries: 1, lastError: LEFT_BEHIND },
      { key: "refunded:re_1", state: "due", tries: 0, lastError: null },
    ]);
    shop.clock.advance({ seconds: 1 });
    expect(await live()).toBe("died");
    expect(heard.slice(2)).toEqual(["succeeded"]);
    const told = shop.log.filter(({ fields }) => fields.event === "handler_failed");
    expect(told.map(({ fields }) => fields.effect)).toEqual(["succeeded"]);
  });

  test("A payment whose handler ends every process is dead after twenty tries, and a person is shown it", async () => {
    const shop = await paidShop({}, { store: make() });
    let calls = 0;
    const live = livesOf(shop, (die) => ({
      ids: fixedIds(),
      onPayment: {
        succeeded: () => {
          calls += 1;
          die();
        },
      },
    }));
    for (let lives = 0; lives < 60; lives += 1) {
      shop.clock.advance({ hours: 1 });
      await live();
    }
    const [effect] = (await firstPayment(shop)).effects;
    expect(effect).toMatchObject({ state: "dead", tries: 20, lastError: LEFT_BEHIND });
    // The first one died before anybody could know.
    expect(calls).toBe(21);
    expect((await shop.payments.reviews()).map(({ id }) => id)).toEqual([FIRST_PAYMENT]);
  });

  test("What the comparison finds is stored before a handler can end the process", async () => {
    const shop = await paidShop({}, { store: make() });
    const { payments, death } = dyingServer(shop, (die) => ({
      stripe: withoutEvents(shop),
      onPayment: { succeeded: die },
    }));
    await Promise.race([payments.reconcile(), death]);
    expect(await firstPayment(shop)).toMatchObject({
      status: "succeeded",
      effects: [{ key: "succeeded", state: "due" }],
    });
  });
});

/** The payment with a refund to be told besides. */
function addEffect(payment: Payment, dueAt: Date): Payment {
  const [first] = payment.effects;
  if (first === undefined) throw new Error("The payment has nothing to tell.");
  const refunded = { ...first, key: "refunded:re_1", kind: "refunded" as const, dueAt };
  return { ...payment, effects: [...payment.effects, refunded], dueAt: first.dueAt };
}
