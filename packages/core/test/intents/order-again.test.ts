import { type Order, PaymentsError } from "@chargeonce/core";
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
import { createShop } from "../kit/shop.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };

test.each([
  {
    what: "its amount changed",
    order: { ...ORDER, amount: 900 },
    status: 422,
    code: "order_amount_mismatch",
  },
  {
    what: "its currency changed",
    order: { ...ORDER, currency: "eur" },
    status: 422,
    code: "order_amount_mismatch",
  },
  {
    what: "it cannot be paid any more",
    order: { ...ORDER, payable: false },
    status: 409,
    code: "order_not_payable",
  },
  {
    what: "the cart is another order by now",
    order: { ...ORDER, id: "order_9" },
    status: 404,
    code: "order_not_found",
  },
  { what: "it is gone", order: null, status: 404, code: "order_not_found" },
])(
  "The order is asked again at confirm: $what, so nothing is sent",
  async ({ order, status, code }) => {
    const shop = createShop();
    const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
    if (order === null) shop.orders.delete("order_1");
    else shop.orders.set("order_1", order);
    const refused = await confirmOrder(shop, processed);
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    expect(requestsTo(shop, "confirm")).toEqual([]);
    expect(charged(shop)).toEqual([]);
  },
);

test("The order is asked again at confirm: with what the client sent to process, and as confirm", async () => {
  const asked: unknown[] = [];
  const shop = createShop({
    loadOrder: async ({ body, operation, context }) => {
      asked.push({ cart: body.cart_id, operation, user: context.user });
      return ORDER;
    },
  });
  const context = { user: "ada" };
  const processed = await processOrder(shop, { cart_id: 7 }, { context });
  await confirmOrder(shop, processed, "pm_card_visa", { context });
  const [first, ...later] = asked;
  expect(first).toEqual({ cart: 7, operation: "process", user: "ada" });
  expect(later.length).toBeGreaterThan(0);
  for (const each of later) expect(each).toEqual({ cart: 7, operation: "confirm", user: "ada" });
});

test("The order is asked again at confirm: the application may say that this caller must not", async () => {
  const shop = createShop({
    loadOrder: async ({ operation }) => {
      if (operation === "confirm") throw new PaymentsError("forbidden", "Not yours any more.");
      return ORDER;
    },
  });
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(await confirmOrder(shop, processed)).toMatchObject({ status: 403 });
  expect(charged(shop)).toEqual([]);
});

test("The order is asked again: a payment that has succeeded is told as such, whatever became of the order", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  shop.orders.set("order_1", { ...ORDER, payable: false });
  expect((await confirmOrder(shop, processed)).body.status).toBe("succeeded");
});

test("The order is asked again: it changes during 3-D Secure, with manual confirmation nothing is charged", async () => {
  const shop = createShop({ confirmationMethod: "manual" });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_threeDSecure2Required");
  shop.orders.set("order_1", { ...ORDER, amount: 900 });
  shop.simulator.authenticate(intentIdOf(processed), "complete");
  const refused = await confirmOrder(shop, processed);
  expect(refused.body.error.code).toBe("order_amount_mismatch");
  expect(charged(shop)).toEqual([]);
  const next = await processOrder(shop, { amount: 900, payment_method_id: "pm_card_visa" });
  await confirmOrder(shop, next);
  expect(charged(shop)).toEqual([{ amount: 900, currency: "usd" }]);
});

test("A guest who logs in gets a payment of his own from the next process on, and the guest's is canceled", async () => {
  const shop = createShop({ ids: fixedIds() });
  const anonymous = { context: {} };
  const guest = await processOrder(shop, {}, anonymous);
  const ada = { context: { user: "ada" } };
  expect((await confirmOrder(shop, guest, "pm_card_visa", ada)).status).toBe(404);
  const processed = await processOrder(shop, {}, ada);
  expect(intentIdOf(processed)).not.toBe(intentIdOf(guest));
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    principal: null,
    status: "canceled",
    cancelReason: "replaced",
  });
  expect((await livePayment(shop))?.principal).toBe("ada");
  const late = await confirmOrder(shop, guest, "pm_card_visa", anonymous);
  expect(late.body.error).toMatchObject({ code: "payment_canceled", next_step: "start_over" });
  expect((await confirmOrder(shop, processed, "pm_card_visa", ada)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("A guest who logs in: another user's or tenant's secret opens nothing and costs no call to Stripe", async () => {
  const shop = createShop();
  const processed = await processOrder(shop, {}, { context: { user: "ada", tenant: "a" } });
  shop.simulator.clearRequests();
  for (const context of [{ user: "bob", tenant: "a" }, { user: "ada", tenant: "b" }, {}]) {
    const told = await confirmOrder(shop, processed, "pm_card_visa", { context });
    expect(told).toMatchObject({ status: 404, body: { error: { code: "payment_not_found" } } });
  }
  expect(shop.simulator.requests).toEqual([]);
});
