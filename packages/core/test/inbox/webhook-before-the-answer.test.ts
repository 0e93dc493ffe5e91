import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { firstPayment, paidShop, processedShop } from "../kit/paid-shop.ts";
import { charged, confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("a webhook that comes before the create's response changes nothing, and the create goes on", async () => {
    const shop = createShop({ ids: fixedIds() }, { store: make() });
    const early: unknown[] = [];
    shop.simulator.onRequest = async ({ route }, stage) => {
      if (route !== "payment_intents.create" || stage !== "after") return;
      shop.simulator.onRequest = null;
      const { status } = await deliverCrafted(shop, lastEvent(shop, "payment_intent.created"));
      const { paymentIntentId } = await firstPayment(shop);
      early.push({ status, paymentIntentId });
    };
    const processed = await processOrder(shop);
    expect(early).toEqual([{ status: 200, paymentIntentId: null }]);
    expect((await confirmOrder(shop, processed, "pm_card_visa")).status).toBe(200);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  });

  test("a webhook that comes before our commit of the confirm tells the success once", async () => {
    const shop = await processedShop({}, { store: make() });
    const early: number[] = [];
    shop.simulator.onRequest = async ({ route }, stage) => {
      if (route !== "payment_intents.confirm" || stage !== "after") return;
      shop.simulator.onRequest = null;
      early.push((await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"))).status);
    };
    const confirmed = await confirmOrder(shop, shop.processed, "pm_card_visa");
    expect(early).toEqual([200]);
    expect(confirmed).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(shop.effects).toEqual(["succeeded:order_1"]);
    expect((await firstPayment(shop)).status).toBe("succeeded");
  });

  test("a webhook for an intent that is not ours is filed, and touches no payment", async () => {
    const shop = await processedShop({}, { store: make() });
    const before = await firstPayment(shop);
    await shop.dashboard.paymentIntents.create({
      amount: 777,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    });
    const event = lastEvent(shop, "payment_intent.succeeded");
    expect((await deliverCrafted(shop, event)).status).toBe(200);
    expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
      status: "ignored",
      body: {},
    });
    expect(await firstPayment(shop)).toEqual(before);
    expect(shop.effects).toEqual([]);
  });

  test.each([
    { of: "for the other mode", change: { livemode: true } },
    { of: "from another account", change: { account: "acct_1Other" } },
  ])("a webhook $of pays nothing here, whatever its object says", async ({ change }) => {
    const shop = await paidShop({}, { store: make() });
    const before = await firstPayment(shop);
    const event = lastEvent(shop, "payment_intent.succeeded");
    const foreign = crafted(event, { event: { id: "evt_foreign", ...change } });
    expect((await deliverCrafted(shop, foreign)).status).toBe(200);
    expect(await firstPayment(shop)).toEqual(before);
    expect(shop.effects).toEqual([]);
    expect((await deliverCrafted(shop, event)).status).toBe(200);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  test("metadata forged to name our order pay nothing", async () => {
    const shop = await processedShop({}, { store: make() });
    const before = await firstPayment(shop);
    await shop.dashboard.paymentIntents.create({
      amount: 1050,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      metadata: { order_id: "order_1" },
    });
    await shop.deliver();
    await shop.payments.reconcile();
    expect(await firstPayment(shop)).toMatchObject({
      status: before.status,
      paymentIntentId: before.paymentIntentId,
      contradictions: [],
    });
    expect(shop.effects).toEqual([]);
  });

  test("metadata forged to name our payment pay nothing, and a person is told once", async () => {
    const shop = await processedShop({}, { store: make() });
    const { id } = await shop.dashboard.paymentIntents.create({
      amount: 1050,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      metadata: { order_id: "order_1", payment_id: FIRST_PAYMENT },
    });
    await shop.deliver();
    await shop.payments.reconcile();
    expect(await firstPayment(shop)).toMatchObject({
      status: "requires_payment_method",
      paymentIntentId: shop.intentId,
      contradictions: [{ kind: "other_intent_took_money", paymentIntentId: id, resolvedAt: null }],
    });
    expect(shop.effects).toEqual(["review:order_1"]);
    expect((await shop.payments.reviews()).map((payment) => payment.id)).toEqual([FIRST_PAYMENT]);
  });
});
