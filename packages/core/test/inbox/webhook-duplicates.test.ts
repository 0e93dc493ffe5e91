import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { intentIdOf, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

type Options = NonNullable<Parameters<typeof createShop>[0]>;

/** An order that was paid in the app: only webhooks can tell. */
async function paidInApp(store = BOTH_STORES[0].make(), options: Options = {}): Promise<Shop> {
  const shop = createShop({ ids: fixedIds(), ...options }, { store });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  return shop;
}

test("Fifty duplicates at once, on two servers, call each handler once", async () => {
  const refunds: string[] = [];
  const shop = await paidInApp(BOTH_STORES[0].make(), {
    onEvent: { "payment_intent.succeeded": ({ event }) => void refunds.push(event.id) },
  });
  const event = lastEvent(shop, "payment_intent.succeeded");
  const replies = await Promise.all(Array.from({ length: 50 }, () => deliverCrafted(shop, event)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(refunds).toEqual([event.id]);
});

test("Fifty duplicates at once without transactions: at least once, and paid once", async () => {
  const shop = await paidInApp(BOTH_STORES[1].make());
  const event = lastEvent(shop, "payment_intent.succeeded");
  await Promise.all(Array.from({ length: 50 }, () => deliverCrafted(shop, event)));
  expect(new Set(shop.effects)).toEqual(new Set(["succeeded:order_1"]));
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "succeeded",
    effects: [{ key: "succeeded", state: "done" }],
  });
  const told = shop.effects.length;
  await deliverCrafted(shop, event);
  expect(shop.effects).toHaveLength(told);
});

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("A second delivery of an event that is done does not run any handler again", async () => {
    const heard: string[] = [];
    const shop = await paidInApp(make(), {
      onEvent: { "payment_intent.succeeded": ({ event }) => void heard.push(event.type) },
    });
    const event = lastEvent(shop, "payment_intent.succeeded");
    for (let delivery = 0; delivery < 3; delivery += 1) {
      expect((await deliverCrafted(shop, event)).status).toBe(200);
    }
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect(heard).toEqual(["payment_intent.succeeded"]);
  });

  test("A duplicate of an event that is still pending is handled again, not waved through", async () => {
    let working = false;
    const handled: string[] = [];
    const shop = await paidInApp(make(), {
      onEvent: {
        "payment_intent.succeeded": ({ event }) => {
          if (!working) throw new Error("Not yet.");
          handled.push(event.id);
        },
      },
    });
    const event = lastEvent(shop, "payment_intent.succeeded");
    expect((await deliverCrafted(shop, event)).status).toBe(503);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
      status: "pending",
      attempts: 1,
      lastError: "Not yet.",
    });
    working = true;
    expect((await deliverCrafted(shop, event)).status).toBe(200);
    expect(handled).toEqual([event.id]);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
  });

  test("Two Event objects for one change give one effect", async () => {
    const shop = await paidInApp(make());
    const event = lastEvent(shop, "payment_intent.succeeded");
    await deliverCrafted(shop, event);
    expect((await deliverCrafted(shop, crafted(event, { event: { id: "evt_twin" } }))).status).toBe(
      200,
    );
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect(await shop.store.events.findById(OWNER, "evt_twin")).toMatchObject({ status: "done" });
  });

  test("Several failures of one intent are all kept, each once, whoever hears of them first", async () => {
    const failures: unknown[] = [];
    const shop = createShop(
      {
        ids: fixedIds(),
        onPayment: {
          succeeded: () => undefined,
          failed: ({ failure, effectKey }) => {
            failures.push(failure?.declineCode ?? failure?.code);
            shop.effects.push(effectKey);
          },
        },
      },
      { store: make() },
    );
    const processed = await processOrder(shop);
    const secret = processed.body.client_secret;
    const decline = (card: string) =>
      shop.simulator.confirmOnClient(secret, { paymentMethod: card });
    decline("pm_card_visa_chargeDeclined");
    const first = lastEvent(shop, "payment_intent.payment_failed");
    decline("pm_card_visa_chargeDeclinedInsufficientFunds");
    decline("pm_card_threeDSecure2Required");
    shop.simulator.authenticate(intentIdOf(processed), "fail");
    await deliverCrafted(shop, crafted(first, { event: { id: "evt_twin" } }));
    for (let round = 0; round < 2; round += 1) {
      for (const event of shop.simulator.events.list()) await deliverCrafted(shop, event);
    }
    expect(failures).toEqual([
      "generic_decline",
      "insufficient_funds",
      "payment_intent_authentication_failure",
    ]);
    expect(new Set(shop.effects).size).toBe(3);
  });

  test("A failure that confirm has told is not told again by its event", async () => {
    const shop = createShop({}, { store: make() });
    const processed = await processOrder(shop);
    await shop.post("/confirm", {
      payment_intent_client_secret: processed.body.client_secret,
      payment_method_id: "pm_card_visa_chargeDeclined",
    });
    expect(shop.effects).toEqual(["failed:order_1"]);
    await shop.deliver();
    expect(shop.effects).toEqual(["failed:order_1"]);
  });
});
