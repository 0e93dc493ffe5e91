import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beansBy, codeOf, get, orderBeans, post } from "./shop-client.ts";
import { type Shop, startShop } from "./start-shop.ts";
import { type StripeInTest, startStripe } from "./stripe-in-test.ts";

describe("the shop's server", () => {
  let stripe: StripeInTest;
  let shop: Shop;

  beforeAll(async () => {
    stripe = await startStripe();
    shop = await startShop(stripe.env);
    stripe.deliverTo(shop.url);
  });

  afterAll(async () => {
    await shop?.remove();
    await stripe?.close();
  });

  const confirm = (secret: unknown, more: object = {}) =>
    post(`${shop.url}/payments/confirm`, { payment_intent_client_secret: secret, ...more });
  const statusOf = async (orderId: string) =>
    (await get(`${shop.url}/orders/${orderId}`)).body.status;

  test("says that it is well", async () => {
    expect((await get(`${shop.url}/healthz`)).body).toEqual({ status: "ok" });
  });

  test("tells the page whom to talk to", async () => {
    expect((await get(`${shop.url}/config`)).body).toEqual({
      publishable_key: "pk_test_simulator",
      mode: "simulator",
      api_base: stripe.env.STRIPE_API_BASE,
      confirmation_method: "automatic",
      amount_unit: "minor",
    });
  });

  test.each([
    ["a key", { "idempotency-key": "donation-0123456789" }],
    ["no key", {}],
  ])("takes the contract's example requests, without an order and with %s", async (_, headers) => {
    const body = { amount: 1099, currency: "usd", payment_method_id: "pm_card_visa" };
    const processed = await post(`${shop.url}/payments/process`, body, headers);
    expect(processed.status).toBe(200);
    expect(processed.body).toMatchObject({
      client_secret: expect.stringMatching(/^pi_[A-Za-z0-9]+_secret_[A-Za-z0-9]+$/),
      status: "requires_confirmation",
    });
    expect(processed.body).not.toHaveProperty("requires_action");

    const confirmed = await confirm(processed.body.client_secret);
    expect(confirmed.status).toBe(200);
    expect(confirmed.body.status).toBe("succeeded");

    const donation = `${shop.url}/donations/${processed.body.payment_id}`;
    await expect.poll(async () => (await get(donation)).body.status).toBe("paid");
  });

  test("calls an order paid once Stripe's webhook has said so, and not before", async () => {
    const release = stripe.holdWebhooks();
    const orderId = await orderBeans(shop.url);
    expect(await statusOf(orderId)).toBe("unpaid");
    const body = beansBy("pm_card_visa", orderId);
    const { body: processed } = await post(`${shop.url}/payments/process`, body);
    await confirm(processed.client_secret);
    expect(await statusOf(orderId)).toBe("processing");
    release();
    await expect.poll(() => statusOf(orderId)).toBe("paid");
  });

  test.each([
    ["another amount", 422, "order_amount_mismatch", { amount: 1 }],
    ["another currency", 422, "order_amount_mismatch", { currency: "eur" }],
    ["an order that does not exist", 404, "order_not_found", { order_id: "ord_other" }],
    ["an order_id of null", 404, "order_not_found", { order_id: null }],
    ["a card number", 400, "invalid_request", { card_number: "4242424242424242" }],
  ])("refuses %s", async (_title, status, code, change) => {
    const body = { ...beansBy("pm_card_visa", await orderBeans(shop.url)), ...change };
    const before = stripe.simulator.requests.length;
    const refused = await post(`${shop.url}/payments/process`, body);
    expect(refused.status).toBe(status);
    expect(codeOf(refused)).toBe(code);
    expect(stripe.simulator.requests.length).toBe(before);
  });

  test.each([
    ["below the bounds", { amount: 99, currency: "usd" }],
    ["above the bounds", { amount: 50_001, currency: "usd" }],
    ["in another currency", { amount: 1000, currency: "gbp" }],
  ])("refuses a donation %s", async (_title, body) => {
    const refused = await post(`${shop.url}/payments/process`, body);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
  });

  test("answers a forged client secret with 404 and asks Stripe nothing", async () => {
    const orderId = await orderBeans(shop.url);
    const body = beansBy("pm_card_visa", orderId);
    const { body: processed } = await post(`${shop.url}/payments/process`, body);
    const before = stripe.simulator.requests.length;
    const forged = String(processed.client_secret).replace(/.{5}$/, "AAAAA");
    const refused = await confirm(forged);
    expect(refused.status).toBe(404);
    expect(codeOf(refused)).toBe("payment_not_found");
    expect(stripe.simulator.requests.length).toBe(before);
  });

  test("answers a webhook with a bad signature with 400", async () => {
    const headers = { "stripe-signature": "t=1,v1=00" };
    const refused = await post(`${shop.url}/payments/webhook`, { id: "evt_1" }, headers);
    expect(refused.status).toBe(400);
  });

  test.each([
    ["without items", { items: [] }, 400],
    ["with prices of the customer's own", { items: [{ product_id: "beans", amount: 1 }] }, 400],
    ["for what is not sold", { items: [{ product_id: "yacht", quantity: 1 }] }, 400],
    ["that is no JSON", "{", 400],
  ])("refuses an order %s", async (_title, body, status) => {
    const refused = await post(`${shop.url}/orders`, body);
    expect(refused.status).toBe(status);
    expect(codeOf(refused)).toBe("invalid_request");
  });

  test("serves the page, and nothing else", async () => {
    const page = await fetch(shop.url);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await get(`${shop.url}/package.json`)).status).toBe(404);
    expect((await get(`${shop.url}/orders/ord_none`)).status).toBe(404);
  });
});
