import { createPayments, type Payments, type PaymentsOptions } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { asked, confirm } from "../kit/customer.ts";
import {
  createShop,
  type PostOptions,
  type Shop,
  type ShopContext,
  stripeOf,
  WEBHOOK_SECRET,
} from "../kit/shop.ts";

const BOUNDS = { currencies: ["usd", "EUR"], min: 500, max: 2000 };
const KEY = "0123456789abcdef";
const OTHER_KEY = "fedcba9876543210";
type Options = Partial<PaymentsOptions<ShopContext>>;

/** A server that has bounds alone. */
function onlyBounds(shop: Shop, options: Options = {}): Payments<ShopContext> {
  return createPayments<ShopContext>({
    stripe: stripeOf(shop.simulator),
    store: shop.store,
    webhookSecrets: [WEBHOOK_SECRET],
    allowClientAmount: BOUNDS,
    scope: ({ user }) => (user === undefined ? {} : { principal: user }),
    onPayment: { succeeded: () => undefined },
    clock: shop.clock,
    ...options,
  });
}

/** A server that has orders too, and lets a body without an order_id name its amount. */
function both(shop: Shop, options: { requireIdempotencyKey?: boolean } = {}) {
  return shop.another({
    allowClientAmount: BOUNDS,
    loadOrder: async ({ body }) =>
      body.order_id === undefined
        ? "client-amount"
        : (shop.orders.get(String(body.order_id)) ?? null),
    ...options,
  });
}

const SETUPS = [
  ["with bounds alone", onlyBounds],
  ["where loadOrder says so", both],
] as const;

describe.each(SETUPS)("allowClientAmount, %s", (_, serve) => {
  const give = (shop: Shop, more: object = {}, options: PostOptions = { key: KEY }) =>
    shop.post(
      "/process",
      { amount: 700, currency: "usd", ...more },
      { to: serve(shop), ...options },
    );

  it.each([
    { amount: 500, currency: "usd" },
    { amount: 2000, currency: "usd" },
    { amount: 700, currency: "eur" },
    { amount: 700, currency: "USD" },
  ])("takes the client's word within the bounds: %j", async (body) => {
    const shop = createShop();
    expect((await give(shop, body)).status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ amount: body.amount }]);
  });

  it("takes a guest's tap that is repeated after a login for another purchase, and tells the first one's status to the guest alone", async () => {
    const shop = createShop();
    const guest = { key: KEY, context: {} };
    const user = { key: KEY, context: { user: "user_1" } };
    const first = (await give(shop, {}, guest)).body;
    expect((await give(shop, {}, guest)).body.payment_id).toBe(first.payment_id);
    expect((await give(shop, {}, user)).body.payment_id).not.toBe(first.payment_id);
    expect(shop.simulator.ledger.paymentIntents()).toHaveLength(2);
    const { client_secret } = first;
    const status = ({ context }: PostOptions) =>
      shop.post(
        "/status",
        { payment_intent_client_secret: client_secret },
        { to: serve(shop), ...(context && { context }) },
      );
    expect((await status(guest)).body).toMatchObject({
      payment_id: first.payment_id,
      status: "requires_payment_method",
    });
    expect((await status(user)).body.error.code).toBe("payment_not_found");
  });

  it.each([
    { amount: 499, currency: "usd" },
    { amount: 2001, currency: "usd" },
    { amount: 700, currency: "gbp" },
  ])("refuses what is outside the bounds: %j", async (body) => {
    const shop = createShop();
    expect(await give(shop, body)).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable" } },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("the key is the purchase: the same key is the same intent, another key another", async () => {
    const shop = createShop();
    const first = await give(shop);
    const second = await give(shop);
    expect(second.body).toEqual(first.body);
    expect((await give(shop, {}, { key: OTHER_KEY })).status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toHaveLength(2);
  });

  it("one key of two users is two purchases", async () => {
    const shop = createShop();
    const ann = await give(shop, {}, { key: KEY, context: { user: "ann" } });
    const bob = await give(shop, {}, { key: KEY, context: { user: "bob" } });
    expect(bob.body.payment_id).not.toBe(ann.body.payment_id);
  });

  it("the key is kept across a decline: another card is the same purchase, not a mismatch", async () => {
    const shop = createShop();
    const to = serve(shop);
    const first = await give(shop, { payment_method_id: "pm_card_visa_chargeDeclined" });
    const secret = first.body.client_secret;
    expect((await confirm(shop, secret, {}, { to })).status).toBe(402);
    const second = await give(shop, { payment_method_id: "pm_card_visa" });
    expect(second).toMatchObject({ status: 200, body: { client_secret: secret } });
    expect((await confirm(shop, secret, {}, { to })).body.status).toBe("succeeded");
    expect(shop.simulator.ledger.succeededCharges()).toMatchObject([{ amount: 700 }]);
  });

  it("the same key with another amount is refused", async () => {
    const shop = createShop();
    await give(shop);
    expect(await give(shop, { amount: 800 })).toMatchObject({
      status: 422,
      body: { error: { code: "idempotency_key_reused" } },
    });
  });

  it("a key of 15 characters names no purchase, one of 16 does", async () => {
    const shop = createShop();
    expect(await give(shop, {}, { key: "0123456789abcde" })).toMatchObject({
      status: 400,
      body: { error: { code: "idempotency_key_invalid" } },
    });
    expect(asked(shop)).toEqual([]);
    expect((await give(shop, {}, { key: "0123456789abcdef" })).status).toBe(200);
  });

  it("the key is required", async () => {
    const shop = createShop();
    expect(await give(shop, {}, {})).toMatchObject({
      status: 400,
      body: { error: { code: "idempotency_key_required" } },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("with requireIdempotencyKey: false a request without a key is a purchase of its own", async () => {
    const shop = createShop();
    const to = serve(shop, { requireIdempotencyKey: false });
    const first = await give(shop, {}, { to });
    const second = await give(shop, {}, { to });
    expect(first.status).toBe(200);
    expect(second.body.payment_id).not.toBe(first.body.payment_id);
    const paid = await confirm(
      shop,
      second.body.client_secret,
      { payment_method_id: "pm_card_visa" },
      { to },
    );
    expect(paid.body).toMatchObject({ status: "succeeded", payment_id: second.body.payment_id });
  });
});

describe("allowClientAmount beside loadOrder", () => {
  it("a wrong order_id is 404 and never falls through to the client's amount", async () => {
    const shop = createShop();
    const body = { amount: 700, currency: "usd", order_id: "order_9" };
    const reply = await shop.post("/process", body, { to: both(shop), key: KEY });
    expect(reply).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
    expect(asked(shop)).toEqual([]);
  });

  it("an order decides its amount, whatever the bounds, and needs no key", async () => {
    const shop = createShop();
    shop.orders.set("order_1", { id: "order_1", amount: 9000, currency: "usd" });
    const to = both(shop);
    const within = { amount: 700, currency: "usd", order_id: "order_1" };
    expect(await shop.post("/process", within, { to })).toMatchObject({
      status: 422,
      body: { error: { code: "order_amount_mismatch" } },
    });
    expect((await shop.post("/process", { ...within, amount: 9000 }, { to })).status).toBe(200);
  });

  it("loadOrder's client-amount without bounds charges nothing: it is a mistake of the server's", async () => {
    const shop = createShop({ loadOrder: async () => "client-amount" });
    const body = { amount: 700, currency: "usd" };
    const reply = await shop.post("/process", body, { key: KEY });
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(asked(shop)).toEqual([]);
    expect(shop.log).toMatchObject([
      { message: 'loadOrder returned "client-amount"; set allowClientAmount with its bounds.' },
    ]);
  });

  it("an order's id cannot be made to look like a client's purchase", async () => {
    const shop = createShop({
      loadOrder: async () => ({ id: "client:abc", amount: 700, currency: "usd" }),
    });
    const reply = await shop.post("/process", { amount: 700, currency: "usd" });
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(asked(shop)).toEqual([]);
  });
});
