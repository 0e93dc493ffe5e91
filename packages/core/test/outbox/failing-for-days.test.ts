import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { dyingServer } from "../kit/dying-server.ts";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { firstPayment, paidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES, storeDown, watchStore } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each([
    { fails: "fails", stage: "before", afterwards: null },
    { fails: "times out and was executed", stage: "after", afterwards: { status: "pending" } },
  ] as const)(
    "the insert of an event $fails: Stripe is told 503, and its next delivery is handled once",
    async ({ stage, afterwards }) => {
      const watched = watchStore(make());
      const shop = await paidShop({ webhookMode: "deferred" }, { store: watched.store });
      const event = lastEvent(shop, "payment_intent.succeeded");
      watched.next("events.record", stage, storeDown);
      expect((await deliverCrafted(shop, event)).status).toBe(503);
      const kept = await shop.store.events.findById(OWNER, event.id);
      if (afterwards === null) expect(kept).toBeNull();
      else expect(kept).toMatchObject(afterwards);
      expect((await deliverCrafted(shop, event)).status).toBe(200);
      await shop.payments.reconcile();
      expect(shop.effects).toEqual(["succeeded:order_1"]);
    },
  );

  test("an event handler throws for three days: dead and visible, then driven again it runs once", async () => {
    let working = false;
    const heard: string[] = [];
    const shop = await paidShop(
      {
        webhookMode: "deferred",
        onEvent: {
          "charge.succeeded": ({ event }) => {
            if (!working) throw new Error("The ledger is closed.");
            heard.push(event.type);
          },
        },
      },
      { store: make() },
    );
    const event = lastEvent(shop, "charge.succeeded");
    await deliverCrafted(shop, event);
    for (let hour = 0; hour < 72; hour += 1) {
      await shop.payments.reconcile();
      shop.clock.advance({ hours: 1 });
    }
    expect(await shop.payments.events.list({ status: "dead" })).toMatchObject([
      { id: event.id, attempts: 20, lastError: "The ledger is closed." },
    ]);
    const { ok, problems } = await shop.payments.health({ askStripe: false });
    expect({ ok, codes: problems.map(({ code }) => code) }).toEqual({
      ok: false,
      codes: ["events_dead"],
    });
    working = true;
    expect(await shop.payments.events.redrive(event.id)).toMatchObject({ status: "done" });
    await deliverCrafted(shop, event);
    await shop.payments.reconcile();
    expect(heard).toEqual(["charge.succeeded"]);
    expect((await shop.payments.health({ askStripe: false })).problems).toEqual([]);
  });

  test("a payment handler throws for three days: dead and visible, then driven again it runs once", async () => {
    let working = false;
    const told: string[] = [];
    const shop = await processedShop(
      {
        onPayment: {
          succeeded: ({ payment }) => {
            if (!working) throw new Error("The mail server is down.");
            told.push(payment.orderRef);
          },
        },
      },
      { store: make() },
    );
    const confirmed = await confirmOrder(shop, shop.processed, "pm_card_visa");
    expect(confirmed.body.status).toBe("succeeded");
    // Its handler is none of the failing one's: the endpoint is reached.
    await deliverCrafted(shop, lastEvent(shop, "charge.succeeded"));
    for (let hour = 0; hour < 72; hour += 1) {
      await shop.payments.reconcile();
      shop.clock.advance({ hours: 1 });
    }
    expect((await firstPayment(shop)).effects).toMatchObject([
      { key: "succeeded", state: "dead", tries: 20, lastError: "The mail server is down." },
    ]);
    expect((await shop.payments.reviews()).map(({ id }) => id)).toEqual([FIRST_PAYMENT]);
    const { problems } = await shop.payments.health({ askStripe: false });
    expect(problems.map(({ code }) => code)).toEqual(["payments_for_review"]);
    working = true;
    await shop.payments.redrive(FIRST_PAYMENT);
    await shop.payments.reconcile();
    expect(told).toEqual(["order_1"]);
    expect(await shop.payments.reviews()).toEqual([]);
  });

  test("a poison event among good ones holds none of them up", async () => {
    const shop = await processedShop(
      {
        webhookMode: "deferred",
        onEvent: {
          "charge.succeeded": ({ event }) => {
            if (event.data.object.currency === "usd") throw new Error("Poison.");
            shop.effects.push("good");
          },
        },
      },
      { store: make() },
    );
    const more = { order_id: "order_2", amount: 2000, currency: "eur" };
    const second = await processOrder(shop, more);
    for (const { body } of [shop.processed, second]) {
      shop.simulator.confirmOnClient(body.client_secret, { paymentMethod: "pm_card_visa" });
    }
    await shop.deliver();
    expect(await shop.payments.reconcile()).toMatchObject({ failed: 1 });
    expect([...shop.effects].sort()).toEqual(["good", "succeeded:order_1", "succeeded:order_2"]);
    expect(await shop.payments.events.list({ status: "pending" })).toMatchObject([
      { type: "charge.succeeded", attempts: 1, lastError: "Poison." },
    ]);
  });

  test("an event whose handler ends the process each time is dead after twenty, and the good ones are handled", async () => {
    const heard: string[] = [];
    const shop = createShop({ webhookMode: "deferred" }, { store: make() });
    const live = () => {
      const { payments, death } = dyingServer(shop, (die) => ({
        onEvent: {
          "payout.paid": ({ event }) => {
            heard.push(event.id);
            if (event.id === "evt_poison") die();
          },
        },
      }));
      return Promise.race([payments.reconcile({ concurrency: 1 }), death]);
    };
    for (const id of ["evt_1", "evt_poison", "evt_2", "evt_3"]) {
      const data = { object: { id: "po_1", object: "payout", payment_intent: "pi_of_nobody" } };
      const event = { id, type: "payout.paid", livemode: false, created: 1_795_435_200, data };
      await deliverCrafted(shop, event);
      shop.clock.advance({ seconds: 1 });
    }
    await live();
    shop.clock.advance({ minutes: 2 });
    await live();
    expect(heard).toEqual(["evt_1", "evt_poison", "evt_2", "evt_3"]);
    for (let lives = 0; lives < 40; lives += 1) {
      shop.clock.advance({ hours: 1 });
      await live();
    }
    expect(heard.filter((id) => id === "evt_poison")).toHaveLength(20);
    expect(await shop.payments.events.list({ status: "dead" })).toMatchObject([
      { id: "evt_poison", attempts: 20 },
    ]);
    const { problems } = await shop.payments.health({ askStripe: false });
    expect(problems.map(({ code }) => code)).toEqual(["events_dead"]);
  });
});
