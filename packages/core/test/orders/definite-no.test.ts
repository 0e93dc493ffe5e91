import type { Order } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { charged, confirmOrder, ORDER_1, processOrder, requestsTo } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };
const TAP = { key: "tap-1" };

/** A confirm is on its way: it was sent, and nobody has heard of it again. */
async function shopWithLostConfirm() {
  const shop = createShop();
  const processed = await shop.post("/process", ORDER_1, TAP);
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  const lost = await confirmOrder(shop, processed, "pm_card_visa", TAP);
  expect(lost.body.error.code).toBe("payment_outcome_unknown");
  shop.clock.advance({ seconds: 30 });
  const late = () =>
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  return { shop, processed, late };
}

test("who hears from process that the order costs something else is not charged the old price afterwards", async () => {
  const { shop, late } = await shopWithLostConfirm();
  shop.orders.set("order_1", { ...ORDER, amount: 1200 });
  const told = await shop.post("/process", ORDER_1, TAP);
  expect(told).toMatchObject({ status: 422, body: { error: { code: "order_amount_mismatch" } } });
  expect(late().ok).toBe(false);
  expect(charged(shop)).toEqual([]);
});

test("who shows his secret and hears from process that the order is gone is not charged for it afterwards", async () => {
  const { shop, processed, late } = await shopWithLostConfirm();
  shop.orders.delete("order_1");
  const shown = { payment_intent_client_secret: processed.body.client_secret };
  const told = await shop.post("/process", { ...ORDER_1, ...shown }, TAP);
  expect(told).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
  expect(late().ok).toBe(false);
  expect(charged(shop)).toEqual([]);
});

test("who repeats his tap and hears from process that the order is gone is not charged for it afterwards", async () => {
  const { shop, late } = await shopWithLostConfirm();
  shop.orders.delete("order_1");
  const told = await shop.post("/process", ORDER_1, TAP);
  expect(told).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
  expect(late().ok).toBe(false);
  expect(charged(shop)).toEqual([]);
});

test("who was charged meanwhile hears that the order is paid, not that its price has changed", async () => {
  const { shop, late } = await shopWithLostConfirm();
  shop.orders.set("order_1", { ...ORDER, amount: 1200 });
  expect(late().ok).toBe(true);
  const told = await shop.post("/process", ORDER_1, TAP);
  expect(told).toMatchObject({ status: 409, body: { error: { code: "order_already_paid" } } });
});

test("a request with an outdated price leaves the payment alone that agrees with the order", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  expect((await processOrder(shop, { amount: 900 })).status).toBe(422);
  expect(requestsTo(shop, "cancel")).toEqual([]);
  expect((await confirmOrder(shop, processed, "pm_card_visa")).body.status).toBe("succeeded");
});

describe("an order that is gone, asked for with what leads to another order's payment", () => {
  const OTHER = { order_id: "order_9", amount: 1050, currency: "usd" };
  const SHOWS = [
    ["the key", () => ({})],
    ["the secret", (secret: string) => ({ payment_intent_client_secret: secret })],
  ] as const;

  test.each(SHOWS)("by %s: is not told as paid", async (_, shown) => {
    const shop = createShop();
    const processed = await shop.post("/process", ORDER_1, TAP);
    expect((await confirmOrder(shop, processed, "pm_card_visa", TAP)).body.status).toBe(
      "succeeded",
    );
    shop.orders.delete("order_1");
    const asked = { ...OTHER, ...shown(processed.body.client_secret) };
    const told = await shop.post("/process", asked, TAP);
    expect(told).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
    const paid = await shop.post("/process", ORDER_1, TAP);
    expect(paid).toMatchObject({ status: 409, body: { error: { code: "order_already_paid" } } });
  });

  test.each(SHOWS)("by %s: closes nothing", async (_, shown) => {
    const shop = createShop();
    const processed = await shop.post("/process", ORDER_1, TAP);
    shop.orders.delete("order_1");
    const asked = { ...OTHER, ...shown(processed.body.client_secret) };
    expect((await shop.post("/process", asked, TAP)).status).toBe(404);
    expect(requestsTo(shop, "cancel")).toEqual([]);
    shop.orders.set("order_1", ORDER);
    const paid = await confirmOrder(shop, processed, "pm_card_visa", TAP);
    expect(paid.body.status).toBe("succeeded");
  });
});

describe("a guest's order that only he can see", () => {
  const CART = { amount: 1050, currency: "usd" };
  /** A cart is known by its cookie, and the request names none. */
  function shopOfCarts() {
    const carts = new Map<string, Order>([["anna", ORDER]]);
    const shop = createShop({
      scope: () => ({}),
      loadOrder: async ({ context }) => carts.get(context.user ?? "") ?? null,
    });
    return { shop, carts };
  }

  test("is not closed by a stranger who guesses his key", async () => {
    const { shop } = shopOfCarts();
    const mine = { key: "checkout-1001", context: { user: "anna" } };
    const processed = await shop.post("/process", CART, mine);
    const told = await shop.post("/process", CART, { ...mine, context: { user: "stranger" } });
    expect(told).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
    expect(requestsTo(shop, "cancel")).toEqual([]);
    const paid = await confirmOrder(shop, processed, "pm_card_visa", mine);
    expect(paid.body.status).toBe("succeeded");
  });

  test("is closed when it is gone, by whoever repeats a key that nobody guesses", async () => {
    const { shop, carts } = shopOfCarts();
    const mine = { key: "tap-0123456789abcdef", context: { user: "anna" } };
    const processed = await shop.post("/process", CART, mine);
    carts.clear();
    expect((await shop.post("/process", CART, mine)).body.error.code).toBe("order_not_found");
    const paymentMethod = "pm_card_visa";
    shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod });
    expect(charged(shop)).toEqual([]);
  });
});
