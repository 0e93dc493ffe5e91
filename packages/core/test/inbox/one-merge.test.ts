import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { charged, confirmOrder, intentIdOf, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

/** A payment whose whole life happens in the app and in the Dashboard: our server hears of it by webhooks only. */
async function livedElsewhere(
  end: "succeeded" | "canceled",
  store = BOTH_STORES[0].make(),
): Promise<{ shop: Shop; events: object[] }> {
  const shop = createShop({ ids: fixedIds() }, { store });
  const processed = await processOrder(shop);
  const secret = processed.body.client_secret;
  shop.simulator.confirmOnClient(secret, { paymentMethod: THREE_D_SECURE });
  const processing = crafted(lastEvent(shop, "payment_intent.requires_action"), {
    event: { id: "evt_processing", type: "payment_intent.processing" },
    object: { status: "processing", next_action: null },
  });
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  if (end === "succeeded")
    shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
  else await stripeOf(shop.simulator).paymentIntents.cancel(intentIdOf(processed));
  const events: object[] = shop.simulator.events
    .list()
    .filter(({ type }) => type.startsWith("payment_intent."));
  return { shop, events: end === "succeeded" ? [...events, processing] : events };
}

function typeOf(event: object | undefined): string {
  return event !== undefined && "type" in event ? String(event.type) : "";
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

test.each([
  { end: "succeeded", orders: 120 },
  { end: "canceled", orders: 24 },
] as const)(
  "One merge: created, requires_action, processing, payment_failed and $end of one second converge in every order",
  async ({ end, orders }) => {
    const first = await livedElsewhere(end);
    const seconds = new Set(first.events.map((each) => ("created" in each ? each.created : null)));
    expect(seconds.size).toBe(1);
    const every = permutations(first.events.map((_, index) => index));
    expect(every).toHaveLength(orders);
    for (const order of every) {
      const { shop, events } = await livedElsewhere(end);
      const told: string[] = [];
      for (const index of order) {
        const before = shop.effects.length;
        expect((await deliverCrafted(shop, events[index] ?? {})).status).toBe(200);
        if (shop.effects.length > before) told.push(typeOf(events[index]));
      }
      const payment = await storedPayment(shop, FIRST_PAYMENT);
      expect({ order, status: payment.status }).toEqual({ order, status: end });
      // Whichever event comes first that is more than a beginning makes us ask Stripe. Only where that is the failed try
      // itself, somebody hears of it, and before the end.
      const heard = told[0] === "payment_intent.payment_failed" ? ["failed:order_1"] : [];
      expect({ order, effects: shop.effects }).toEqual({
        order,
        effects: [...heard, `${end}:order_1`],
      });
      expect(told).toHaveLength(1);
    }
  },
);

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each(["succeeded", "canceled"] as const)(
    "One merge: %s absorbs whatever comes later",
    async (end) => {
      const { shop, events } = await livedElsewhere(end, make());
      const last = lastEvent(shop, `payment_intent.${end}`);
      await deliverCrafted(shop, last);
      const told = shop.effects.length;
      for (const event of events) await deliverCrafted(shop, event);
      const odd = crafted(last, {
        event: { id: "evt_odd", type: "payment_intent.processing" },
        object: { status: "processing" },
      });
      expect((await deliverCrafted(shop, odd)).status).toBe(200);
      expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe(end);
      expect(shop.effects.slice(told)).toEqual([]);
    },
  );
});

test("One merge: a succeeded payment never becomes canceled, whatever an event says", async () => {
  const { shop } = await livedElsewhere("succeeded");
  const succeeded = lastEvent(shop, "payment_intent.succeeded");
  await deliverCrafted(shop, succeeded);
  const canceled = crafted(succeeded, {
    event: { id: "evt_canceled", type: "payment_intent.canceled" },
    object: { status: "canceled" },
  });
  await deliverCrafted(shop, canceled);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test.each(["requires_action", "payment_failed"])(
  "One merge: %s is a hint, what is stored is what Stripe says when it is asked",
  async (kind) => {
    const { shop } = await livedElsewhere("succeeded");
    shop.simulator.clearRequests();
    await deliverCrafted(shop, lastEvent(shop, `payment_intent.${kind}`));
    expect(shop.simulator.requests.map(({ method }) => method)).toEqual(["GET"]);
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
  },
);

test("One merge: a hint whose fetch fails changes nothing, is kept and tried again", async () => {
  const { shop } = await livedElsewhere("succeeded");
  const event = lastEvent(shop, "payment_intent.requires_action");
  shop.simulator.faults.next("lose_request", { route: "retrieve" });
  expect((await deliverCrafted(shop, event)).status).toBe(503);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "pending" });
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
});

test("One merge: a status that Stripe adds later is data, stored and told as it is", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  const record = shop.simulator.engine.world.paymentIntents.get(intentIdOf(processed));
  Object.assign(record?.object ?? {}, { status: "requires_reauthorization" });
  const told = await confirmOrder(shop, processed, "pm_card_visa");
  expect(told).toMatchObject({
    status: 200,
    body: { status: "requires_reauthorization", next_step: "wait" },
  });
  expect(charged(shop)).toEqual([]);
});

test("One merge: time as Stripe tells it decides nothing", async () => {
  const { shop } = await livedElsewhere("succeeded");
  const later: Stripe.Event = lastEvent(shop, "payment_intent.requires_action");
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  await deliverCrafted(shop, crafted(later, { event: { created: later.created + 3_600 } }));
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
});
