import type { Order } from "@chargeonce/core";
import { createGate } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { charged, intentAt, intentIdOf, ORDER_1, requestsTo } from "../kit/pay.ts";
import { ANNA, ask, confirmAs, START_OVER } from "../kit/people.ts";
import { createShop } from "../kit/shop.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };

test("a request that fell asleep after it read the order does not replace the newer payment, whose customer is in a challenge", async () => {
  const shop = createShop();
  const asleep = createGate();
  const read = createGate();
  const sleeper = shop.another({
    loadOrder: async () => {
      const order = shop.orders.get("order_1") ?? null;
      read.open();
      await asleep.passed;
      return order;
    },
  });
  const stale = shop.post("/process", ORDER_1, { ...ANNA, to: sleeper });
  await read.passed;
  shop.orders.set("order_1", { ...ORDER, amount: 1200 });
  const fresh = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, fresh, "pm_card_threeDSecure2Required");
  asleep.open();
  expect(await stale).toMatchObject({
    status: 422,
    body: { error: { code: "order_amount_mismatch" } },
  });
  shop.simulator.authenticate(intentIdOf(fresh), "complete");
  expect((await confirmAs(shop, ANNA, fresh)).body.status).toBe("succeeded");
  expect(charged(shop)).toEqual([{ amount: 1200, currency: "usd" }]);
});

test("a change whose answer was lost is not overwritten by a later one that is late: another change gives the order its next payment", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", { ...ORDER, description: "Boots" });
  shop.simulator.faults.next("lose_request", { route: "update" });
  expect((await confirmAs(shop, ANNA, begun)).status).toBe(503);
  shop.orders.set("order_1", { ...ORDER, description: "Shoes" });
  expect((await confirmAs(shop, ANNA, begun)).body.error.code).toBe("payment_in_progress");
  shop.clock.advance({ seconds: 21 });
  expect(await confirmAs(shop, ANNA, begun)).toMatchObject(START_OVER);
  const again = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  expect((await confirmAs(shop, ANNA, again)).body.status).toBe("succeeded");
  expect(intentAt(shop, again).description).toBe("Shoes");
});

test("a change whose answer was lost is sent again by the same request, and paid with", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", { ...ORDER, description: "Boots" });
  shop.simulator.faults.next("lose_response", { route: "update" });
  expect((await confirmAs(shop, ANNA, begun)).status).toBe(503);
  expect((await confirmAs(shop, ANNA, begun)).body.status).toBe("succeeded");
  expect(intentAt(shop, begun).description).toBe("Boots");
});

test("a confirm that is sent again carries what the order says by then", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  expect((await confirmAs(shop, ANNA, begun)).status).toBe(503);
  shop.orders.set("order_1", { ...ORDER, receiptEmail: "new@shop.test" });
  expect((await confirmAs(shop, ANNA, begun)).body.status).toBe("succeeded");
  expect(intentAt(shop, begun).receipt_email).toBe("new@shop.test");
});

test("a confirm is made with what loadOrder says when it is written ahead, not when the request came", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.simulator.onRequest = ({ route }, stage) => {
    if (route !== "payment_intents.retrieve" || stage !== "before") return;
    shop.orders.set("order_1", { ...ORDER, receiptEmail: "new@shop.test" });
  };
  await confirmAs(shop, ANNA, begun);
  expect(intentAt(shop, begun)).toMatchObject({
    status: "succeeded",
    receipt_email: "new@shop.test",
  });
});

test("an order that goes back to what it was is not confirmed while the change between may still arrive", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  const before = shop.orders.get("order_1") ?? ORDER;
  shop.orders.set("order_1", { ...ORDER, receiptEmail: "wrong@shop.test" });
  shop.simulator.faults.next("lose_request", { route: "update" });
  expect((await ask(shop, ANNA, { payment_method_id: "pm_card_visa" })).status).toBe(503);
  shop.orders.set("order_1", before);
  expect((await confirmAs(shop, ANNA, begun)).body.error.code).toBe("payment_in_progress");
  shop.clock.advance({ seconds: 21 });
  expect(await confirmAs(shop, ANNA, begun)).toMatchObject(START_OVER);
  expect(charged(shop)).toEqual([]);
});

test("an order that changes during a challenge can be paid with another card, and as it is by then", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA);
  const challenged = await confirmAs(shop, ANNA, begun, "pm_card_threeDSecure2Required");
  expect(challenged.body.status).toBe("requires_action");
  shop.orders.set("order_1", { ...ORDER, receiptEmail: "new@shop.test" });
  expect((await confirmAs(shop, ANNA, begun, "pm_card_visa")).body.status).toBe("succeeded");
  expect(intentAt(shop, begun).receipt_email).toBe("new@shop.test");
});

test("an empty value in the metadata is nothing to change: Stripe keeps none", async () => {
  const shop = createShop();
  shop.orders.set("order_1", { ...ORDER, metadata: { note: "", cart: "7" } });
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  expect((await confirmAs(shop, ANNA, begun)).body.status).toBe("succeeded");
  expect(requestsTo(shop, "update")).toHaveLength(0);
});
