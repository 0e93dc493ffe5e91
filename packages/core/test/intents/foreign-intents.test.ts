import { expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import {
  charged,
  confirmOrder,
  intentIdOf,
  livePayment,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop, stripeOf } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

/** A subscription's or a colleague's payment at the same Stripe account. */
async function chargeElsewhere(shop: Shop, metadata: Record<string, string> = {}): Promise<string> {
  const { id } = await stripeOf(shop.simulator).paymentIntents.create({
    amount: 777,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata,
  });
  return id;
}

test.each([
  { kind: "without metadata", metadata: {} },
  { kind: "with an order's id of ours", metadata: { order_id: "order_1" } },
  { kind: "with an unknown payment's id", metadata: { payment_id: "pay_elsewhere" } },
])(
  "Foreign intents are left alone: one $kind makes no payment and is told to nobody",
  async ({ metadata }) => {
    const shop = createShop({ ids: fixedIds() });
    await processOrder(shop);
    await shop.deliver();
    const before = await storedPayment(shop, FIRST_PAYMENT);
    const id = await chargeElsewhere(shop, metadata);
    shop.simulator.clearRequests();
    await shop.deliver();
    expect(shop.simulator.webhooks.pending()).toEqual([]);
    expect(shop.simulator.requests).toEqual([]);
    expect(await shop.store.payments.findByPaymentIntentId(id)).toBeNull();
    expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
    expect(shop.effects).toEqual([]);
  },
);

test("No intent id is stored from a webhook: an event for a creating row fetches nothing and changes nothing", async () => {
  const shop = createShop({ ids: fixedIds() });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop);
  const before = await storedPayment(shop, FIRST_PAYMENT);
  expect(before).toMatchObject({ status: "creating", paymentIntentId: null });
  shop.simulator.clearRequests();
  const event = lastEvent(shop, "payment_intent.created");
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect(shop.simulator.requests).toEqual([]);
  expect(await storedPayment(shop, FIRST_PAYMENT)).toEqual(before);
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "done" });
});

test("No intent id is stored from a webhook that overtakes the create's response", async () => {
  const shop = createShop({ ids: fixedIds() });
  const atDelivery: unknown[] = [];
  shop.simulator.onRequest = async (request, stage) => {
    if (request.route !== "payment_intents.create" || stage !== "after") return;
    await deliverCrafted(shop, lastEvent(shop, "payment_intent.created"));
    atDelivery.push((await storedPayment(shop, FIRST_PAYMENT)).paymentIntentId);
  };
  const processed = await processOrder(shop);
  expect(atDelivery).toEqual([null]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).paymentIntentId).toBe(intentIdOf(processed));
});

test("Orphans: what was created for a row that closed meanwhile is never stored, and canceled at once", async () => {
  const shop = createShop({ ids: fixedIds() });
  let closed = false;
  shop.simulator.onRequest = async (request, stage) => {
    if (closed || request.route !== "payment_intents.create" || stage !== "after") return;
    closed = true;
    // The create's answer is on its way; the application cancels the order's payment.
    await shop.another().cancel("order_1");
  };
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(processed.status).toBe(200);
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "canceled",
    paymentIntentId: null,
  });
  const [orphan, stored] = shop.simulator.ledger.paymentIntents();
  expect(orphan?.status).toBe("canceled");
  expect(intentIdOf(processed)).toBe(stored?.id);
  expect((await livePayment(shop))?.paymentIntentId).toBe(stored?.id);
  expect(shop.log.map(({ fields }) => fields.event)).toContain("orphan_intent");
  await confirmOrder(shop, processed);
  expect(charged(shop)).toHaveLength(1);
});

test("A stored id is set once: a second intent of the same row, answered late, is an orphan", async () => {
  const shop = createShop({ ids: fixedIds() });
  const wire = createWire(shop.simulator);
  const helper = shop.another({ stripe: wire.stripe() });
  // The helper is told 500 where the first server's create was executed: the row goes on under its next key.
  wire.answer("/v1/payment_intents", { status: 500, body: { error: { type: "api_error" } } });
  const helped: Reply[] = [];
  shop.simulator.onRequest = async (request, stage) => {
    if (helped.length > 0 || request.route !== "payment_intents.create" || stage !== "after")
      return;
    shop.simulator.onRequest = null;
    helped.push(await processOrder(shop, {}, { to: helper }));
  };
  const first = await processOrder(shop);
  const [late, stored] = shop.simulator.ledger.paymentIntents();
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual([
    "create 1 spoiled",
    "create 2 completed",
  ]);
  expect((await storedPayment(shop, FIRST_PAYMENT)).paymentIntentId).toBe(stored?.id);
  expect([first, ...helped].map(intentIdOf)).toEqual([stored?.id, stored?.id]);
  expect(late?.status).toBe("canceled");
  await confirmOrder(shop, first, "pm_card_visa");
  expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
});

test("Orphans: the intent of a create whose row another server finished is the same one, not an orphan", async () => {
  const shop = createShop({ ids: fixedIds() });
  let helped = false;
  shop.simulator.onRequest = async (request, stage) => {
    if (helped || request.route !== "payment_intents.create" || stage !== "after") return;
    helped = true;
    await processOrder(shop, {}, { to: shop.another() });
  };
  const processed = await processOrder(shop);
  expect(processed.body.status).toBe("requires_payment_method");
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  expect(requestsTo(shop, "cancel")).toEqual([]);
});
