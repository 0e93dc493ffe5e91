import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  processOrder,
  requestsTo,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop, stripeOf } from "../kit/shop.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

/** Stripe's own view of an intent, set to what no test card leads to. */
function setAtStripe(shop: Shop, processed: Reply, fields: { status: "processing" }): void {
  const record = shop.simulator.engine.world.paymentIntents.get(intentIdOf(processed));
  if (record === undefined) throw new Error("Stripe has no such intent.");
  Object.assign(record.object, fields);
}

/** The order's payment in each status that a cancel may meet. */
const STATUSES: Record<string, (shop: Shop) => Promise<unknown>> = {
  creating: (shop) => {
    shop.simulator.faults.next("lose_request", { route: "create" });
    return processOrder(shop);
  },
  requires_payment_method: (shop) => processOrder(shop),
  requires_confirmation: (shop) => processOrder(shop, { payment_method_id: "pm_card_visa" }),
  requires_action: async (shop) => confirmOrder(shop, await processOrder(shop), THREE_D_SECURE),
  processing: async (shop) => setAtStripe(shop, await processOrder(shop), { status: "processing" }),
  requires_capture: async (shop) =>
    confirmOrder(shop, await processOrder(shop), "pm_card_visa", {
      to: shop.another({ captureMethod: "manual" }),
    }),
  succeeded: async (shop) => confirmOrder(shop, await processOrder(shop), "pm_card_visa"),
};

async function shopIn(status: string): Promise<Shop> {
  const shop = createShop({
    ids: fixedIds(),
    captureMethod: status === "requires_capture" ? "manual" : "automatic",
  });
  await STATUSES[status]?.(shop);
  return shop;
}

test.each(["creating", "requires_payment_method", "requires_confirmation", "requires_action"])(
  "We cancel: a payment in %s, when asked to, and the application hears why",
  async (status) => {
    const shop = await shopIn(status);
    const reasons: unknown[] = [];
    const server = shop.another({
      onPayment: {
        succeeded: () => undefined,
        canceled: ({ payment, reason }) => void reasons.push([payment.orderRef, reason]),
      },
    });
    expect(await server.cancel("order_1")).toMatchObject({ status: "canceled" });
    expect(reasons).toEqual([["order_1", "requested"]]);
    expect(await livePayment(shop)).toBeNull();
    const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
    expect((await confirmOrder(shop, next)).body.status).toBe("succeeded");
  },
);

test.each([
  { status: "processing", code: "payment_in_progress", todo: /cannot be canceled now/ },
  {
    status: "requires_capture",
    code: "order_already_paid",
    todo: /cancel or capture .* at Stripe/,
  },
  { status: "succeeded", code: "order_already_paid", todo: /refund it/ },
])(
  "We cancel never: a payment in $status is refused with $code",
  async ({ status, code, todo }) => {
    const shop = await shopIn(status);
    await shop.payments.reconcile();
    shop.clock.advance({ minutes: 1 });
    await shop.payments.reconcile();
    const message = expect.stringMatching(todo);
    await expect(shop.payments.cancel("order_1")).rejects.toMatchObject({ code, message });
    expect(requestsTo(shop, "cancel")).toEqual([]);
  },
);

test("We cancel never: an authorization that somebody cancels at Stripe, as the refusal says, sets its order free", async () => {
  const shop = await shopIn("requires_capture");
  const { paymentIntentId } = await storedPayment(shop, FIRST_PAYMENT);
  await stripeOf(shop.simulator).paymentIntents.cancel(paymentIntentId ?? "");
  await shop.deliver();
  expect(shop.effects).toEqual(["authorized:order_1", "canceled:order_1"]);
  expect(await shop.payments.cancel("order_1")).toBeNull();
});

test.each([
  { status: "processing", code: "payment_in_progress" },
  { status: "requires_capture", code: "order_already_paid" },
  { status: "succeeded", code: "order_already_paid" },
])(
  "We cancel never: another amount does not cancel a payment in $status",
  async ({ status, code }) => {
    const shop = await shopIn(status);
    shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
    const refused = await processOrder(shop, { amount: 900 });
    expect(refused).toMatchObject({ status: 409, body: { error: { code } } });
    expect(requestsTo(shop, "cancel")).toEqual([]);
  },
);

test.each(["creating", "requires_payment_method", "requires_confirmation", "requires_action"])(
  "We cancel: a payment abandoned in %s, after 24 hours, and the application hears it",
  async (status) => {
    const shop = await shopIn(status);
    for (let hour = 0; hour < 24; hour += 1) {
      shop.clock.advance({ hours: 1 });
      await shop.payments.reconcile();
      if (hour < 22) expect((await livePayment(shop))?.status).not.toBe("canceled");
    }
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
    expect(shop.effects).toEqual(["canceled:order_1"]);
    const intents = shop.simulator.ledger.paymentIntents().map((each) => each.status);
    expect(intents).toEqual(["canceled"]);
  },
);

test.each(["processing", "requires_capture", "succeeded"])(
  "We cancel never: a payment left in %s for days",
  async (status) => {
    const shop = await shopIn(status);
    for (let day = 0; day < 3; day += 1) {
      shop.clock.advance({ hours: 24 });
      await shop.payments.reconcile();
    }
    expect(requestsTo(shop, "cancel")).toEqual([]);
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe(status);
  },
);

test("We cancel: payable false cancels an unconfirmed payment, and the answer is order_not_payable", async () => {
  const shop = await shopIn("requires_confirmation");
  shop.orders.set("order_1", { id: "order_1", amount: 1050, currency: "usd", payable: false });
  const refused = await processOrder(shop);
  expect(refused).toMatchObject({ status: 409, body: { error: { code: "order_not_payable" } } });
  expect(requestsTo(shop, "cancel")).toHaveLength(1);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("canceled");
});

test("We cancel: another amount replaces an unconfirmed payment, silently", async () => {
  const shop = await shopIn("requires_action");
  shop.orders.set("order_1", { id: "order_1", amount: 900, currency: "usd" });
  const processed = await processOrder(shop, { amount: 900, payment_method_id: "pm_card_visa" });
  expect(processed.status).toBe(200);
  await confirmOrder(shop, processed);
  await shop.deliver();
  expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("We cancel: a row without an id that nobody came for is closed after 23 hours, and the application hears it", async () => {
  const shop = await shopIn("creating");
  shop.clock.advance({ hours: 23, seconds: 1 });
  await shop.payments.reconcile();
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "canceled",
    cancelReason: "abandoned",
  });
  expect(shop.effects).toEqual(["canceled:order_1"]);
  expect(requestsTo(shop, "create")).toEqual([]);
});

test("We cancel: a row that is merely replaced after 23 hours is not called canceled", async () => {
  const shop = await shopIn("creating");
  shop.clock.advance({ hours: 23, seconds: 1 });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(processed.status).toBe(200);
  expect(shop.effects).toEqual([]);
});

test("The completer never starts a charge: what was asked for and never executed stays so", async () => {
  const shop = createShop();
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmOrder(shop, processed)).status).toBe(503);
  for (let hour = 0; hour < 23; hour += 1) {
    shop.clock.advance({ hours: 1 });
    await shop.payments.reconcile();
  }
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect(shop.simulator.ledger.charges()).toEqual([]);
  expect((await livePayment(shop))?.status).toBe("requires_confirmation");
});

test.each([
  { status: "requires_capture", code: "order_already_paid" },
  { status: "processing", code: "payment_in_progress" },
])(
  "We cancel never: what our row does not know yet, an explicit cancel of a payment in $status is refused",
  async ({ status, code }) => {
    const shop = createShop({ ids: fixedIds(), captureMethod: "manual" });
    const processed = await processOrder(shop);
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
    if (status === "processing") setAtStripe(shop, processed, { status });
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
    await expect(shop.payments.cancel("order_1")).rejects.toMatchObject({ code });
    expect(requestsTo(shop, "cancel")).toEqual([]);
    expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe(status);
  },
);
