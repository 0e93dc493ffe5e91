import { memoryStore, PaymentsError } from "@chargeonce/core";
import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { asked } from "../kit/customer.ts";
import { deliver, NOW, paidInTheApp, sign } from "../kit/deliveries.ts";
import { OWNER } from "../kit/owner.ts";
import { createShop, WEBHOOK_SECRET } from "../kit/shop.ts";

const RECEIVED = { status: 200, body: { received: true } };
const NOT_OURS = { id: "evt_1", object: "event", livemode: false, data: { object: {} } };

describe("POST /webhook answers 200 { received: true }", () => {
  it("to a new event, which is recorded and handled", async () => {
    const { shop, event } = await paidInTheApp();
    expect(await deliver(shop, event)).toEqual(RECEIVED);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  it("to a duplicate of a recorded one, which is not handled again", async () => {
    const { shop, event } = await paidInTheApp();
    for (let times = 0; times < 3; times += 1) expect(await deliver(shop, event)).toEqual(RECEIVED);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  it("to a type that nobody handles", async () => {
    const shop = createShop();
    expect(await deliver(shop, { ...NOT_OURS, type: "customer.created" })).toEqual(RECEIVED);
    expect(await shop.store.events.findById(OWNER, "evt_1")).toMatchObject({ status: "ignored" });
  });

  it.each([
    ["names no payment", {}],
    ["names a payment that is not here", { payment_id: "pay_ffffffff", order_id: "order_1" }],
  ])("to an intent that is not ours: its metadata %s", async (_, metadata) => {
    const { shop, event } = await paidInTheApp();
    const data = { object: { ...event.data.object, id: "pi_3NotOurs", metadata } };
    shop.simulator.clearRequests();
    expect(await deliver(shop, { ...event, data })).toEqual(RECEIVED);
    expect(shop.effects).toEqual([]);
    expect(asked(shop)).toEqual([]);
  });

  it.each([
    ["mode", { livemode: true }],
    ["account", { account: "acct_other" }],
  ])("to an event of the other %s, which nobody hears of", async (_, other) => {
    const heard: string[] = [];
    const { shop, event } = await paidInTheApp({
      onEvent: {
        "payment_intent.succeeded": async ({ event: { id } }) => {
          heard.push(id);
        },
      },
    });
    expect(await deliver(shop, { ...event, ...other })).toEqual(RECEIVED);
    expect([...heard, ...shop.effects]).toEqual([]);
    expect(await shop.store.events.findById(OWNER, event.id)).toBeNull();
  });

  it.each([
    ["without livemode", {}],
    ["whose livemode is null", { livemode: null }],
    ["whose livemode is a text", { livemode: "true" }],
  ])("to an event %s, which is one of test mode: no live server hears it", async (_, mode) => {
    const heard = async (livemode: boolean) => {
      const types: string[] = [];
      const onEvent = {
        "payout.paid": ({ event }: { event: Stripe.Event }) => void types.push(event.type),
      };
      const shop = createShop({ livemode, onEvent });
      const { livemode: _, ...event } = { ...NOT_OURS, type: "payout.paid" };
      const data = { object: { id: "po_1", object: "payout" } };
      expect(await deliver(shop, { ...event, data, ...mode })).toEqual(RECEIVED);
      const kept = [true, false].map((each) =>
        shop.store.events.findById({ ...OWNER, livemode: each }, "evt_1"),
      );
      return [...types, (await Promise.all(kept)).map((each) => each?.status ?? null)];
    };
    expect(await heard(true)).toEqual([[null, null]]);
    expect(await heard(false)).toEqual(["payout.paid", [null, "done"]]);
  });

  it("to an event whose metadata names a payment that another account has here", async () => {
    const { shop, event } = await paidInTheApp();
    const [intent] = shop.simulator.ledger.paymentIntents();
    const payment = await shop.store.payments.findByPaymentIntentId(intent?.id ?? "");
    if (payment === null) throw new Error("The shop stored no payment.");
    const version = payment.version + 1;
    await shop.store.payments.update({ ...payment, account: "acct_other", version });
    expect(await deliver(shop, event)).toEqual(RECEIVED);
    expect(shop.effects).toEqual([]);
  });

  it("with either secret while one replaces the other", async () => {
    const secrets = ["whsec_old", WEBHOOK_SECRET];
    const { shop, event } = await paidInTheApp({ webhookSecrets: async () => secrets });
    const payload = JSON.stringify(event);
    expect(await deliver(shop, payload, sign(payload, NOW, "whsec_old"))).toEqual(RECEIVED);
    expect(await deliver(shop, payload, sign(payload))).toEqual(RECEIVED);
  });
});

describe("POST /webhook answers 400, and stores nothing", () => {
  const payload = JSON.stringify({ ...NOT_OURS, type: "customer.created" });
  const digest = sign(payload).replace(/.*v1=/, "");

  it.each([
    ["is missing", null, "The Stripe-Signature header is missing."],
    ["is malformed", "v1=no", "The Stripe-Signature header cannot be read."],
    ["has no digits as time", `t=soon,v1=${digest}`, "The Stripe-Signature header cannot be read."],
    [
      "is made with another secret",
      sign(payload, NOW, "whsec_other"),
      "The signature does not match; check the webhook secret, and that nothing changes the raw body.",
    ],
    [
      "is 301 seconds old",
      sign(payload, NOW - 301),
      "The signature is too old; check this server's clock.",
    ],
    [
      "is 301 seconds early",
      sign(payload, NOW + 301),
      "The signature is from the future; check this server's clock.",
    ],
  ])("when the signature %s", async (_, header, message) => {
    const shop = createShop();
    expect(await deliver(shop, payload, header)).toEqual({
      status: 400,
      body: { error: { code: "invalid_request", message, retryable: false } },
    });
    expect(await shop.store.events.findById(OWNER, "evt_1")).toBeNull();
    expect(shop.log).toMatchObject([{ fields: { event: "webhook_refused" } }]);
  });

  it.each([NOW - 300, NOW + 300])("but not when it was signed at %i", async (timestamp) => {
    expect(await deliver(createShop(), payload, sign(payload, timestamp))).toEqual(RECEIVED);
  });

  it("when one byte of the body is another than the one that was signed", async () => {
    const shop = createShop();
    expect((await deliver(shop, `${payload} `, sign(payload))).status).toBe(400);
    expect(await shop.store.events.findById(OWNER, "evt_1")).toBeNull();
  });

  it.each(["[]", "evt_1", '{"id":"evt_1"}'])(
    "when what is signed is no event: %s",
    async (text) => {
      const shop = createShop();
      expect((await deliver(shop, text)).status).toBe(400);
      expect(await shop.store.events.findById(OWNER, "evt_1")).toBeNull();
    },
  );
});

describe("POST /webhook answers 503, and Stripe delivers again", () => {
  it.each(["inline", "deferred"] as const)("%s, when the store cannot record it", async (mode) => {
    const store = memoryStore();
    const unreachable = () =>
      Promise.reject(new PaymentsError("store_unavailable", "The database is away."));
    let down = true;
    const { shop, event } = await paidInTheApp({
      webhookMode: mode,
      store: {
        ...store,
        events: {
          ...store.events,
          record: (it) => (down ? unreachable() : store.events.record(it)),
        },
        transaction: (work) => (down ? unreachable() : store.transaction(work)),
      },
    });
    expect(await deliver(shop, event)).toMatchObject({
      status: 503,
      body: { error: { code: "store_unavailable", retryable: true } },
    });
    expect(await store.events.findById(OWNER, event.id)).toBeNull();
    down = false;
    expect(await deliver(shop, event)).toEqual(RECEIVED);
  });

  it("when a payment handler fails inline: the event is kept pending", async () => {
    let broken = true;
    const heard: string[] = [];
    const { shop, event } = await paidInTheApp({
      onPayment: {
        succeeded: async ({ payment }) => {
          if (broken) throw new Error("SMTP is away.");
          heard.push(payment.orderRef);
        },
      },
    });
    expect(await deliver(shop, event)).toMatchObject({ status: 503 });
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
      status: "pending",
      attempts: 1,
      lastError: "SMTP is away.",
    });
    broken = false;
    expect(await deliver(shop, event)).toEqual(RECEIVED);
    expect(heard).toEqual(["order_1"]);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
  });

  it("when an event handler fails inline, whatever it throws", async () => {
    const thrown: unknown[] = [new PaymentsError("forbidden", "Not mine."), "text", undefined];
    const heard: string[] = [];
    const { shop, event } = await paidInTheApp({
      onEvent: {
        "payment_intent.succeeded": async ({ event: { id } }) => {
          if (thrown.length > 0) throw thrown.shift();
          heard.push(id);
        },
      },
    });
    for (let times = 0; times < 3; times += 1) {
      expect(await deliver(shop, event)).toMatchObject({ status: 503 });
      expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
        status: "pending",
      });
    }
    expect(await deliver(shop, event)).toEqual(RECEIVED);
    expect(heard).toEqual([event.id]);
  });
});
