import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import type { DisturbanceKind, DisturbanceOptions, SimulatorOptions } from "../../src/index.ts";
import { CARD_ONLY, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const A = "https://a.example/";
const B = "https://b.example/";

function setUpReceiver(options: SimulatorOptions = {}, statuses: number[] = []) {
  const receiver = createReceiver(statuses);
  const setup = setUp({ fetch: receiver.fetch, webhookEndpoints: [{ url: A }], ...options });
  return { ...setup, receiver, webhooks: setup.simulator.webhooks };
}

/** One after the other: a face may reach one simulator at a time. */
async function inTurn<A, B>(items: readonly A[], act: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

/** Settles at once, so that nothing is told later. */
const pay = (stripe: Stripe) =>
  stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: "pm_card_visa",
    confirm: true,
  });

describe("drop", () => {
  test("keeps a delivery away for good; the event stays listed as not delivered", async () => {
    const { stripe, webhooks, receiver, simulator } = setUpReceiver();
    const handle = webhooks.disturb("drop", { type: "payment_intent.*", times: 1 });
    await pay(stripe);
    await webhooks.deliverAll();
    expect(receiver.types()).toEqual(["charge.succeeded", "payment_intent.succeeded"]);
    expect(handle.struck).toBe(1);
    expect(webhooks.deliveries[0]).toMatchObject({
      type: "payment_intent.created",
      status: "dropped",
      dueAt: null,
      attempts: [],
    });
    const undelivered = () => stripe.events.list({ delivery_success: false });
    expect((await undelivered()).data).toMatchObject([
      { type: "payment_intent.created", pending_webhooks: 1 },
    ]);
    // Whoever sends it again by hand delivers it after all.
    await simulator.webhooks.resend((await undelivered()).data[0]?.id ?? "");
    expect((await undelivered()).data).toEqual([]);
  });

  test("strikes one endpoint, named by its URL or its id", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver({
      webhookEndpoints: [{ url: A }, { url: B }],
    });
    webhooks.disturb("drop", { endpoint: B });
    webhooks.disturb("drop", { endpoint: webhooks.endpoints[0]?.id ?? "", type: "charge.*" });
    await pay(stripe);
    await webhooks.deliverDue();
    expect(receiver.received.map(({ url, event }) => `${url} ${event.type}`)).toEqual([
      "https://a.example/ payment_intent.created",
      "https://b.example/ charge.succeeded",
      "https://a.example/ payment_intent.succeeded",
      "https://b.example/ payment_intent.succeeded",
    ]);
  });
});

test("delay: the first try comes later", async () => {
  const { clock, stripe, webhooks, receiver } = setUpReceiver();
  webhooks.disturb("delay", { type: "payment_intent.created", delayMs: 10_000 });
  await pay(stripe);
  await webhooks.deliverDue();
  clock.ms += 9999;
  expect(await webhooks.deliverDue()).toBe(0);
  clock.ms += 1;
  await webhooks.deliverDue();
  expect(receiver.types()).toEqual([
    "charge.succeeded",
    "payment_intent.succeeded",
    "payment_intent.created",
  ]);
});

test("duplicate: one event arrives twice, and is owed once", async () => {
  const { stripe, webhooks, receiver } = setUpReceiver({}, [500, 200]);
  webhooks.disturb("duplicate");
  await stripe.paymentIntents.create(CARD_ONLY);
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  await webhooks.deliverDue();
  const [first, second] = receiver.received;
  expect(second?.event.id).toBe(first?.event.id);
  expect(webhooks.deliveries.map(({ origin, status }) => [origin, status])).toEqual([
    ["event", "pending"],
    ["duplicate", "delivered"],
  ]);
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  await webhooks.deliverAll();
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
});

describe("second_event", () => {
  test("tells of one change by two Event objects", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver();
    webhooks.disturb("second_event", { type: "payment_intent.succeeded" });
    await pay(stripe);
    await webhooks.deliverDue();
    const [first, second] = receiver.received.slice(2).map(({ event }) => event);
    expect(receiver.received).toHaveLength(4);
    expect(second?.id).not.toBe(first?.id);
    expect(second?.id.slice(0, 21)).toBe(first?.id.slice(0, 21));
    expect({ ...second, id: "" }).toEqual({ ...first, id: "" });
    expect((await stripe.events.list({ type: "payment_intent.succeeded" })).data).toHaveLength(2);
  });

  test("moves no id of a payment", async () => {
    const [calm, disturbed] = [setUpReceiver(), setUpReceiver()];
    disturbed.webhooks.disturb("second_event", { share: 1 });
    for (const { stripe } of [calm, disturbed]) await pay(stripe);
    const ids = await inTurn([calm, disturbed], ({ stripe }) =>
      stripe.paymentIntents.create(CARD_ONLY),
    );
    expect(ids[1]?.id).toBe(ids[0]?.id);
  });
});

describe("reorder", () => {
  test("reversed, what came last is sent first", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver();
    webhooks.disturb("reorder", { order: "reversed" });
    await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_threeDSecure2Required",
      confirm: true,
    });
    await webhooks.deliverDue();
    expect(receiver.types()).toEqual(["payment_intent.requires_action", "payment_intent.created"]);
  });

  test("shuffled, the order depends on the seed, nothing is lost, and later ones come later", async () => {
    const order = async (seed: string) => {
      const { stripe, webhooks, receiver } = setUpReceiver();
      webhooks.disturb("reorder", { seed });
      await pay(stripe);
      await webhooks.deliverDue();
      return receiver.types();
    };
    const seeds = ["1", "2", "3", "4", "5", "6"];
    const orders = await inTurn(seeds, order);
    expect(orders).toEqual(await inTurn(seeds, order));
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
    for (const types of orders) {
      expect([...types].sort()).toEqual([
        "charge.succeeded",
        "payment_intent.created",
        "payment_intent.succeeded",
      ]);
    }
  });

  test("of one type it lets only that one overtake", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver();
    webhooks.disturb("reorder", { order: "reversed", type: "payment_intent.succeeded" });
    await pay(stripe);
    await webhooks.deliverDue();
    expect(receiver.types()).toEqual([
      "payment_intent.succeeded",
      "payment_intent.created",
      "charge.succeeded",
    ]);
  });
});

describe("switches", () => {
  test("strike a share by chance, the same for the same seed", async () => {
    const struck = async (seed: number) => {
      const { stripe, webhooks } = setUpReceiver();
      webhooks.disturb("drop", { share: 0.5, seed });
      for (let count = 0; count < 20; count += 1) await stripe.paymentIntents.create(CARD_ONLY);
      return webhooks.deliveries.map(({ status }) => status === "dropped");
    };
    const [first, again, other] = await inTurn([1, 1, 2], struck);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const count = first?.filter(Boolean).length;
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(17);
  });

  test("are listed as plain JSON until they are used up, stopped or cleared", async () => {
    const { stripe, webhooks } = setUpReceiver();
    webhooks.disturb("drop");
    const delay = webhooks.disturb("delay", { times: 2, delayMs: 5, type: "charge.*" });
    webhooks.disturb("reorder", { seed: 1 });
    await pay(stripe);
    expect(JSON.parse(JSON.stringify(webhooks.disturbances))).toEqual([
      {
        id: "disturbance_2",
        kind: "delay",
        times: 2,
        delayMs: 5,
        type: "charge.*",
        struck: 1,
        remaining: 1,
      },
      { id: "disturbance_3", kind: "reorder", seed: 1, struck: 2, remaining: null },
    ]);
    delay.stop();
    expect(webhooks.disturbances.map(({ kind }) => kind)).toEqual(["reorder"]);
    webhooks.clearDisturbances();
    expect(webhooks.disturbances).toEqual([]);
  });

  test("act together", async () => {
    const { clock, stripe, webhooks, receiver } = setUpReceiver();
    webhooks.disturb("duplicate");
    webhooks.disturb("delay", { delayMs: 1000 });
    await stripe.paymentIntents.create(CARD_ONLY);
    expect(await webhooks.deliverDue()).toBe(0);
    clock.ms += 1000;
    expect(await webhooks.deliverDue()).toBe(2);
    expect(receiver.received).toHaveLength(2);
  });

  test.each<[string, DisturbanceOptions]>([
    ["lose", {}],
    ["drop", { times: 0 }],
    ["drop", { share: 1.5 }],
    ["drop", { delayMs: 5 }],
    ["delay", { delayMs: -1 }],
    ["second_event", { endpoint: A }],
  ])("refuse what makes no sense: %s %o", (kind, options) => {
    const { webhooks } = setUpReceiver();
    // The first is deliberately none: a request over HTTP may name anything.
    expect(() => webhooks.disturb(kind as DisturbanceKind, options)).toThrow(TypeError);
    expect(webhooks.disturbances).toEqual([]);
  });
});
