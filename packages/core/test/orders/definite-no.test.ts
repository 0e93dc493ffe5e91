import type { Order } from "@chargeonce/core";
import { expect, test } from "vitest";
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
