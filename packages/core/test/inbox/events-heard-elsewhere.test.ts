import { createOperator } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent, payout } from "../kit/craft-event.ts";
import { paidShop, processedShop } from "../kit/paid-shop.ts";
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
        const filed = await shop.payments.events.find(created.id);
        expect([filed?.status, filed?.body]).toEqual(["ignored", {}]);
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

describe.each(BOTH_STORES)("on $kind, an event about nothing of ours", ({ make }) => {
  /** A server whose handler fails until it is mended, and one that has none. */
  async function servers(options: Options = {}) {
    const shop = await paidShop(options, { store: make() });
    const heard: string[] = [];
    let broken = false;
    const onEvent: Options["onEvent"] = {
      "payout.paid": ({ event }) => {
        if (broken) throw new Error("The ledger is away.");
        heard.push(event.id);
      },
    };
    const full = shop.another({ ...options, onEvent });
    const mend = (how: boolean) => {
      broken = !how;
    };
    return { shop, heard, full, mend, bare: shop.payments };
  }

  test.each([
    { by: "the server without the handler", drive: "bare" },
    { by: "the server with the handler", drive: "full" },
    { by: "an operator, and the server without the handler comes first", drive: "operator" },
  ] as const)("that was dead for days is told once when it is driven again by $by", async (how) => {
    const { shop, heard, full, bare, mend } = await servers();
    mend(false);
    expect(await deliver(shop, payout("evt_1"), full)).toBe(503);
    for (let hour = 0; hour < 30; hour += 1) {
      shop.clock.advance({ hours: 1, minutes: 5 });
      await full.reconcile();
    }
    expect(await bare.events.find("evt_1")).toMatchObject({ status: "dead" });
    shop.clock.advance({ hours: 24 * 4 });
    mend(true);
    const { stripe, store, clock } = { ...shop, stripe: shop.dashboard };
    const operator = createOperator({ stripe, store, clock });
    await { bare, full, operator }[how.drive].events.redrive("evt_1");
    for (let run = 0; run < 3; run += 1) {
      await bare.reconcile();
      shop.clock.advance({ hours: 20 });
      await full.reconcile();
    }
    expect(heard).toEqual(["evt_1"]);
    expect(await bare.events.find("evt_1")).toMatchObject({ status: "done", unheard: false });
  });

  test("that was kept for a worker is told when four days later one without the handler takes it", async () => {
    const { shop, heard, full, bare } = await servers({ webhookMode: "deferred" });
    expect(await deliver(shop, payout("evt_1"), full)).toBe(200);
    shop.clock.advance({ hours: 24 * 4 });
    await bare.reconcile();
    for (let run = 0; run < 2; run += 1) await full.reconcile();
    expect(heard).toEqual(["evt_1"]);
  });

  test("that nobody could hear for three days is told no more, unless it is delivered again", async () => {
    const { shop, heard, full, bare } = await servers();
    const customer = await shop.dashboard.customers.create({});
    const { type, ...created } = lastEvent(shop, "customer.created");
    const names: string[] = [];
    const other = shop.another({
      onEvent: { "customer.created": ({ event }) => void names.push(event.data.object.id) },
    });
    await deliver(shop, { ...created, type }, bare);
    await deliver(shop, payout("evt_1"), bare);
    shop.clock.advance({ hours: 73 });
    for (const each of [full, other, other, full]) await each.reconcile();
    expect([heard, names]).toEqual([[], []]);
    expect(await bare.events.list({ unheard: true, type })).toEqual([]);
    await deliver(shop, { ...created, type }, other);
    await deliver(shop, { ...created, type }, other);
    expect(names).toEqual([customer.id]);
  });
});

test("a hundred and fifty that were filed without what they say cost two requests, and one that Stripe does not list none after an hour", async () => {
  const shop = await paidShop();
  const heard = new Set<string>();
  const full = shop.another({
    onEvent: { "customer.created": ({ event }) => void heard.add(event.id) },
  });
  for (let n = 0; n < 150; n += 1) {
    await shop.dashboard.customers.create({});
    await deliver(shop, lastEvent(shop, "customer.created"), shop.payments);
  }
  const event = { ...lastEvent(shop, "customer.created"), id: "evt_unlisted" };
  await deliver(shop, event, shop.payments);
  const asked = async () => {
    shop.simulator.clearRequests();
    await full.reconcile();
    return shop.simulator.requests.filter(({ path }) => path === "/v1/events").length;
  };
  const first = await asked();
  expect(heard.size).toBe(150);
  shop.clock.advance({ hours: 2 });
  await asked();
  const quiet = await asked();
  expect(first - quiet).toBeLessThanOrEqual(4);
  expect(await full.events.find("evt_unlisted")).toMatchObject({ unheard: false });
});

test.each([
  { how: "was without a handler", fails: false },
  { how: "failed in its handler", fails: true },
])("of many failed tries none is told again when an event that $how comes to it", async (how) => {
  const shop = await processedShop();
  const heard = new Set<string>();
  let broken = how.fails;
  const full = server(shop, ALL, {
    onEvent: {
      "payment_intent.payment_failed": ({ event }) => {
        if (broken) throw new Error("The ledger is away.");
        heard.add(event.id);
      },
    },
  });
  for (let n = 0; n < 40; n += 1) {
    shop.simulator.confirmOnClient(shop.processed.body.client_secret, {
      paymentMethod: "pm_card_visa_chargeDeclined",
    });
    const event = lastEvent(shop, "payment_intent.payment_failed");
    await deliver(shop, event, how.fails ? full.payments : shop.payments);
    shop.clock.advance({ seconds: 5 });
  }
  broken = false;
  for (let minute = 0; minute < 5; minute += 1) {
    shop.clock.advance({ minutes: 1 });
    await full.payments.reconcile();
    await shop.payments.reconcile();
  }
  expect([shop.effects.length + full.heard.length, heard.size]).toEqual([40, 40]);
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
