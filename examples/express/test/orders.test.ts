import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Payment } from "@chargeonce/core";
import { type SqliteStore, sqliteStore } from "@chargeonce/store-sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Orders, openOrders } from "../src/orders.ts";

const BASKET = {
  lines: [{ name: "Kenya Nyeri", quantity: 1, amount: 1450 }],
  amount: 1450,
  currency: "usd",
  description: "1 × Kenya Nyeri",
};

let folder: string;
let store: SqliteStore;
let orders: Orders;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chargeonce-orders-"));
  store = sqliteStore({ file: join(folder, "shop.db") });
  orders = await openOrders(store, join(folder, "shop.db"), "world 1");
});

afterEach(async () => {
  orders.close();
  await store.close();
  await rm(folder, { recursive: true });
});

/** The fields of a payment that the shop reads. */
function paymentFor(orderId: string, more: Partial<Payment> = {}): Payment {
  const read = {
    id: "pay_1",
    orderRef: orderId,
    orderRequest: { order_id: orderId },
    amount: 1450,
    currency: "usd",
    ...more,
  };
  return read as Payment;
}

const place = async () => (await orders.place(BASKET)).order_id ?? "";
const markPaid = (payment: Payment, resolved = false) =>
  store.transaction(async ({ tx }) => orders.markPaid(tx, payment, resolved));
const noteWebhook = (paymentId: string) =>
  store.transaction(async ({ tx }) => orders.noteWebhook(tx, paymentId));

test("an order is paid once it is both marked and reported by the webhook, in either order", async () => {
  const [first, second] = [await place(), await place()];
  expect(await markPaid(paymentFor(first))).toBeUndefined();
  expect(orders.view(first)?.status).toBe("processing");
  await noteWebhook("pay_1");
  expect(orders.view(first)?.status).toBe("paid");

  await noteWebhook("pay_2");
  expect(orders.view(second)?.status).toBe("unpaid");
  await markPaid(paymentFor(second, { id: "pay_2" }));
  expect(orders.view(second)?.status).toBe("paid");
});

test.each<[string, Partial<Payment>]>([
  ["another amount", { amount: 1449 }],
  ["another currency", { currency: "eur" }],
  ["an order that is gone", { orderRef: "ord_gone" }],
])("money for %s goes to review and pays nothing", async (_title, difference) => {
  const orderId = await place();
  expect(await markPaid(paymentFor(orderId, difference))).toBe("review");
  expect(orders.view(orderId)?.status).toBe("unpaid");
});

test("what a person resolved as paid is paid, whatever the order says by now", async () => {
  const orderId = await place();
  const payment = paymentFor(orderId, { amount: 1449 });
  await markPaid(payment);
  await store.transaction(async ({ tx }) => orders.markForReview(tx, payment, "order_changed"));
  await noteWebhook(payment.id);
  expect(orders.view(orderId)?.status).toBe("review");
  expect(await markPaid(payment, true)).toBeUndefined();
  expect(orders.view(orderId)?.status).toBe("paid");
});

test("a second payment of an order that is paid goes to review", async () => {
  const orderId = await place();
  await markPaid(paymentFor(orderId));
  expect(await markPaid(paymentFor(orderId, { id: "pay_2" }))).toBe("review");
  await store.transaction(async ({ tx }) =>
    orders.markForReview(tx, paymentFor(orderId), "order_changed"),
  );
  expect(orders.view(orderId)?.status).toBe("review");
});

test("what a transaction wrote is gone when it fails", async () => {
  const orderId = await place();
  const failing = store.transaction(async ({ tx }) => {
    orders.markPaid(tx, paymentFor(orderId), false);
    throw new Error("the payment's own record could not be written");
  });
  await expect(failing).rejects.toThrow("could not be written");
  expect(orders.view(orderId)?.status).toBe("unpaid");
});

test("a donation is its payment, and is paid as an order is", async () => {
  const donation = paymentFor("scoped key", { orderRequest: { note: "for tea" } });
  expect(await markPaid(donation)).toBeUndefined();
  expect(orders.viewDonation("pay_1")?.status).toBe("processing");
  await noteWebhook("pay_1");
  expect(orders.viewDonation("pay_1")).toMatchObject({
    status: "paid",
    amount: 1450,
    description: "Donation",
  });
});

test("an order left unpaid in another world cannot be found for payment", async () => {
  const [paid, unpaid] = [await place(), await place()];
  await markPaid(paymentFor(paid));
  const later = await openOrders(store, join(folder, "shop.db"), "world 2");
  expect(later.find(unpaid)).toBeNull();
  expect(later.view(unpaid)?.status).toBe("expired");
  expect(later.view(paid)?.status).toBe("processing");
  expect(orders.find(unpaid)).toEqual({
    id: unpaid,
    amount: 1450,
    currency: "usd",
    description: "1 × Kenya Nyeri",
  });
  later.close();
});
