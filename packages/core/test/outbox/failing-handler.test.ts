import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { paidShop, processedShop } from "../kit/paid-shop.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

type Store = ReturnType<(typeof BOTH_STORES)[number]["make"]>;

/** A shop whose succeeded handler fails until it is repaired; it writes to the shop's database through `tx`. */
function failingShop(store: Store, failures = Number.POSITIVE_INFINITY) {
  const calls: string[] = [];
  const rows: string[] = [];
  const shop: Shop = createShop(
    {
      ids: fixedIds(),
      onPayment: {
        succeeded: ({ payment, effectKey, tx }) => {
          calls.push(effectKey);
          rows.push(payment.orderRef);
          tx?.onRollback(() => rows.pop());
          if (calls.length <= failures) throw new Error("The mail server is down.");
        },
      },
    },
    { store },
  );
  return { shop, calls, rows };
}

async function pay(shop: Shop) {
  return confirmOrder(shop, await processOrder(shop), "pm_card_visa");
}

async function effectOf(shop: Shop) {
  const [effect] = (await storedPayment(shop, FIRST_PAYMENT)).effects;
  return effect;
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("A failing handler never hides the truth: the answer says succeeded, the effect stays due", async () => {
    const { shop } = failingShop(make());
    const told = await pay(shop);
    expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
    expect(await effectOf(shop)).toMatchObject({
      key: "succeeded",
      state: "due",
      tries: 1,
      lastError: "The mail server is down.",
    });
    expect(shop.log.filter(({ fields }) => fields.event === "handler_failed")).toHaveLength(1);
  });

  test.each([
    { how: "a delivery", webhookMode: "inline", after: "delivery" },
    { how: "a worker", webhookMode: "deferred", after: "worker" },
  ] as const)(
    "What $how learns by asking Stripe is tried once, though it fails",
    async ({ webhookMode, after }) => {
      const calls: string[] = [];
      const fail = (kind: string) => () => {
        calls.push(kind);
        throw new Error("The mail server is down.");
      };
      const onPayment = {
        succeeded: () => undefined,
        failed: fail("failed"),
        refunded: fail("refunded"),
      };
      const shop = await paidShop({ onPayment, webhookMode }, { store: make() });
      await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
      const declined = await processedShop({ onPayment, webhookMode }, { store: make() });
      declined.simulator.confirmOnClient(declined.processed.body.client_secret, {
        paymentMethod: "pm_card_visa_chargeDeclined",
      });
      for (const [each, type] of [
        [shop, "refund.created"],
        [declined, "payment_intent.payment_failed"],
      ] as const) {
        const { status } = await deliverCrafted(each, lastEvent(each, type));
        expect(status).toBe(after === "delivery" ? 503 : 200);
        if (after === "worker") await each.payments.reconcile();
      }
      expect(calls).toEqual(["refunded", "failed"]);
    },
  );

  test("A failing handler is tried again by the webhook's delivery, under the same key", async () => {
    const { shop, calls } = failingShop(make(), 1);
    await pay(shop);
    await shop.deliver();
    expect(calls).toEqual([`${FIRST_PAYMENT}:succeeded`, `${FIRST_PAYMENT}:succeeded`]);
    expect(await effectOf(shop)).toMatchObject({ state: "done" });
    await shop.deliver();
    await shop.payments.reconcile();
    expect(calls).toHaveLength(2);
  });

  test("A failing handler answers Stripe 503 until it works, and Stripe's next delivery does it", async () => {
    const { shop, calls } = failingShop(make(), 2);
    await pay(shop);
    const event = lastEvent(shop, "payment_intent.succeeded");
    expect((await deliverCrafted(shop, event)).status).toBe(503);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "pending" });
    expect((await deliverCrafted(shop, event)).status).toBe(200);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
    expect(calls).toHaveLength(3);
  });

  test("A failing handler is tried again by reconcile with growing pauses, and is dead after 20 tries", async () => {
    const { shop, calls } = failingShop(make());
    await pay(shop);
    const pausesMs: number[] = [];
    for (let run = 0; run < 40; run += 1) {
      const { dueAt } = await storedPayment(shop, FIRST_PAYMENT);
      if (dueAt === null) break;
      const pauseMs = dueAt.getTime() - shop.clock.now().getTime();
      pausesMs.push(pauseMs);
      shop.clock.advance({ seconds: (pauseMs - 1) / 1_000 });
      const before = calls.length;
      await shop.payments.reconcile();
      expect(calls.length).toBe(before);
      shop.clock.advance({ seconds: 0.001 });
      await shop.payments.reconcile();
    }
    // Half of 1 s, 2 s, 4 s … up to half of an hour: the fraction of these ids is one half.
    expect(pausesMs.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(pausesMs.at(-1)).toBe(1_800_000);
    expect(calls).toHaveLength(20);
    expect(await effectOf(shop)).toMatchObject({ state: "dead", tries: 20 });
    shop.clock.advance({ hours: 48 });
    await shop.payments.reconcile();
    expect(calls).toHaveLength(20);
    expect(charged(shop)).toHaveLength(1);
    // A person is shown it, and can have it told once more.
    expect(await shop.payments.reviews()).toMatchObject([{ id: FIRST_PAYMENT }]);
    await shop.payments.redrive(FIRST_PAYMENT);
    expect(calls).toHaveLength(21);
    expect(await effectOf(shop)).toMatchObject({ state: "due", tries: 1 });
    expect(await shop.payments.reviews()).toEqual([]);
  });

  test("A failing handler blocks no other: the other order's effect is made", async () => {
    const heard: string[] = [];
    const shop = createShop(
      {
        onPayment: {
          succeeded: ({ payment }) => {
            if (payment.orderRef === "order_1") throw new Error("Only this one.");
            heard.push(payment.orderRef);
          },
        },
      },
      { store: make() },
    );
    await pay(shop);
    const other = { order_id: "order_2", amount: 2000, currency: "eur" };
    const processed = await processOrder(shop, other);
    await confirmOrder(shop, processed, "pm_card_visa");
    await shop.payments.reconcile();
    expect(heard).toEqual(["order_2"]);
  });
});

test("A failing handler's writes are rolled back with its transaction, and made once when it works", async () => {
  const { shop, rows } = failingShop(BOTH_STORES[0].make(), 3);
  await pay(shop);
  expect(rows).toEqual([]);
  for (let run = 0; run < 4; run += 1) {
    shop.clock.advance({ hours: 1 });
    await shop.deliver();
    await shop.payments.reconcile();
  }
  expect(rows).toEqual(["order_1"]);
});

test("A failing handler without transactions may have written: its effect key is the same each time", async () => {
  const { shop, calls, rows } = failingShop(BOTH_STORES[1].make(), 1);
  await pay(shop);
  shop.clock.advance({ minutes: 1 });
  await shop.payments.reconcile();
  expect(rows).toEqual(["order_1", "order_1"]);
  expect(new Set(calls).size).toBe(1);
});
