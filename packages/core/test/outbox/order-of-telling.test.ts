import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { firstPayment, type PaidShop, paidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder } from "../kit/pay.ts";
import { payBeside, refund } from "../kit/servers.ts";
import type { Shop } from "../kit/shop.ts";
import { BOTH_STORES, withoutTransactions } from "../kit/watched-store.ts";

/** Handlers that fail while they are broken, and what they heard. */
function handlers() {
  const heard: string[] = [];
  const broken = new Set<string>();
  const hear = (kind: string) => () => {
    if (broken.has(kind)) throw new Error("The warehouse is away.");
    heard.push(kind);
  };
  const onPayment = {
    succeeded: hear("succeeded"),
    failed: hear("failed"),
    refunded: hear("refunded"),
    disputed: hear("disputed"),
    canceled: hear("canceled"),
    review: hear("review"),
  };
  return { heard, broken, onPayment };
}

async function hours(shop: Shop, count: number, each: () => Promise<unknown>): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await each();
  }
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("while the handler of the success fails, nobody hears that the money went back, whoever looks", async () => {
    const { heard, broken, onPayment } = handlers();
    const shop = await paidShop({ onPayment }, { store: make() });
    const other = shop.another();
    broken.add("succeeded");
    await shop.deliver();
    await refund(shop);
    await shop.deliver();
    await hours(shop, 3, () => Promise.all([shop.payments.reconcile(), other.reconcile()]));
    expect(heard).toEqual([]);
    broken.clear();
    await hours(shop, 2, () => Promise.all([shop.payments.reconcile(), other.reconcile()]));
    expect(heard).toEqual(["succeeded", "refunded"]);
  });

  test("what comes after a dead one waits for the person who drives it again, and comes after it", async () => {
    const { heard, broken, onPayment } = handlers();
    const shop = await paidShop({ onPayment }, { store: make() });
    broken.add("succeeded");
    await refund(shop);
    await shop.deliver();
    await hours(shop, 30, () => shop.payments.reconcile());
    expect((await firstPayment(shop)).effects).toMatchObject([
      { kind: "succeeded", state: "dead" },
      { kind: "refunded", state: "due" },
    ]);
    expect(heard).toEqual([]);
    const [listed] = await shop.payments.reviews();
    broken.clear();
    await shop.payments.redrive(String(listed?.id));
    expect(heard).toEqual(["succeeded", "refunded"]);
    expect(await shop.payments.reviews()).toEqual([]);
  });

  test("a handler of failed tries that is broken does not keep the success from being told, and hears nothing late", async () => {
    const { heard, broken, onPayment } = handlers();
    const shop = await processedShop({ onPayment }, { store: make() });
    broken.add("failed");
    await pay(shop, "pm_card_visa_chargeDeclined");
    await pay(shop, "pm_card_visa");
    for (let second = 0; second < 60; second += 1) {
      shop.clock.advance({ seconds: 1 });
      await shop.payments.reconcile();
    }
    expect(heard).toEqual(["succeeded"]);
    broken.clear();
    await hours(shop, 3, () => shop.payments.reconcile());
    expect(heard).toEqual(["succeeded"]);
    expect((await firstPayment(shop)).effects).toMatchObject([
      { kind: "failed", state: "passed_over" },
      { kind: "succeeded", state: "done" },
    ]);
    expect(shop.log.filter(({ fields }) => fields.event === "handler_passed_over")).toMatchObject([
      { level: "warn", fields: { effect: expect.stringContaining("failed:") } },
    ]);
  });

  describe.each([
    { away: "five minutes", looks: 8, pause: { seconds: 40 } },
    { away: "so long that it is dead", looks: 21, pause: { minutes: 61 } },
  ])("a review of a second charge whose handler is away for $away", ({ looks, pause }) => {
    test.each([
      { end: "succeeded", act: (shop: PaidShop) => pay(shop, "pm_card_visa") },
      { end: "canceled", act: (shop: PaidShop) => shop.payments.cancel("order_1") },
    ])("keeps no $end from being told, and is told after it", async ({ end, act }) => {
      const { heard, broken, onPayment } = handlers();
      const shop = await processedShop({ onPayment }, { store: make() });
      broken.add("review");
      await payBeside(shop);
      await shop.deliver();
      for (let look = 0; look < looks; look += 1) {
        shop.clock.advance(pause);
        await shop.payments.reconcile();
      }
      await act(shop);
      await hours(shop, 1, () => shop.payments.reconcile());
      expect(heard).toEqual([end]);
      broken.clear();
      await shop.payments.redrive((await firstPayment(shop)).id);
      await hours(shop, 2, () => shop.payments.reconcile());
      expect(heard).toEqual([end, "review"]);
    });
  });

  test("a handler of failed tries that fails for a moment is heard before the success", async () => {
    const { heard, broken, onPayment } = handlers();
    const shop = await processedShop({ onPayment }, { store: make() });
    broken.add("failed");
    await pay(shop, "pm_card_visa_chargeDeclined");
    await pay(shop, "pm_card_visa");
    broken.clear();
    await hours(shop, 1, () => shop.payments.reconcile());
    expect(heard).toEqual(["failed", "succeeded"]);
  });

  test("a failed try that Stripe tells of after the success was heard is told to nobody, and is on record", async () => {
    const { heard, onPayment } = handlers();
    const shop = await processedShop({ onPayment }, { store: make() });
    const secret = shop.processed.body.client_secret;
    shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa_chargeDeclined" });
    shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
    await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
    await deliverCrafted(shop, lastEvent(shop, "payment_intent.payment_failed"));
    await hours(shop, 3, () => shop.payments.reconcile());
    expect(heard).toEqual(["succeeded"]);
    expect((await firstPayment(shop)).effects).toMatchObject([
      { kind: "failed", state: "passed_over" },
      { kind: "succeeded", state: "done" },
    ]);
    // Nobody's handler has failed, so nobody is warned.
    expect(shop.log.filter(({ level }) => level === "warn")).toEqual([]);
  });

  test("one payment's failing handler holds up no other payment", async () => {
    const { heard, broken, onPayment } = handlers();
    const shop = await paidShop({ onPayment }, { store: make() });
    broken.add("succeeded");
    await shop.deliver();
    broken.clear();
    const order = { order_id: "order_2", amount: 2000, currency: "eur" };
    const processed = await shop.post("/process", order);
    await confirmOrder(shop, processed, "pm_card_visa");
    expect(heard).toEqual(["succeeded"]);
  });
});

test("a failed try that Stripe tells of while the handler of the success is at work is told to nobody, where handlers run outside transactions", async () => {
  const heard: string[] = [];
  const late: { deliver?: () => Promise<unknown> } = {};
  const onPayment = {
    succeeded: async () => {
      await late.deliver?.();
      heard.push("succeeded");
    },
    failed: () => void heard.push("failed"),
  };
  const shop = await processedShop({ onPayment }, { store: withoutTransactions() });
  const other = shop.another({ onPayment: "elsewhere" });
  const secret = shop.processed.body.client_secret;
  shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa_chargeDeclined" });
  shop.simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
  const failed = shop.simulator.webhooks.signed(lastEvent(shop, "payment_intent.payment_failed"));
  late.deliver = () =>
    other.webhook({
      rawBody: new TextEncoder().encode(failed.body),
      signature: failed.headers["Stripe-Signature"] ?? failed.headers["stripe-signature"],
    });
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  await hours(shop, 3, () => shop.payments.reconcile());
  expect(heard).toEqual(["succeeded"]);
});

function pay(shop: PaidShop, card: string) {
  return confirmOrder(shop, shop.processed, card);
}
