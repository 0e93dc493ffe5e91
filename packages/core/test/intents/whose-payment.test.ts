import type { Order } from "@chargeonce/core";
import { expect, test } from "vitest";
import { charged, enterCard, intentAt, intentIdOf, newCustomer } from "../kit/pay.ts";
import {
  ANNA,
  ask,
  BERT,
  confirmAs,
  GUEST,
  guestWith,
  type Person,
  START_OVER,
} from "../kit/people.ts";
import { createShop } from "../kit/shop.ts";

const VISA = "4242424242424242";

test.each<[string, Person, Person]>([
  ["two users", ANNA, BERT],
  ["two guests with keys", guestWith("tab-1"), guestWith("tab-2")],
  ["a guest with a key and one without", guestWith("tab-1"), GUEST],
  ["two guests without keys", GUEST, GUEST],
  ["a guest and a user", GUEST, ANNA],
  ["a user and a guest", ANNA, GUEST],
  ["a user, and a guest with the very same key", { ...ANNA, key: "tab-1" }, guestWith("tab-1")],
])(
  "%s at one order: the card that the first named is never charged by the second",
  async (_, first, second) => {
    const shop = createShop();
    const card = await enterCard(shop, VISA);
    const begun = await ask(shop, first, { payment_method_id: card });
    const other = await ask(shop, second);
    expect(other.status).toBe(200);
    expect(intentIdOf(other)).not.toBe(intentIdOf(begun));
    expect(intentAt(shop, other).payment_method).toBeNull();
    const paid = await confirmAs(shop, second, other);
    expect(paid.body.error.code).toBe("payment_method_required");
    expect(charged(shop)).toEqual([]);
    // And the first one's secret is worth nothing any more.
    expect((await confirmAs(shop, first, begun, card)).body.error.code).toMatch(
      /^payment_(canceled|not_found)$/,
    );
    const own = { ...second, key: "another-tap" };
    expect((await confirmAs(shop, own, other, "pm_card_mastercard")).body.status).toBe("succeeded");
    expect(charged(shop)).toEqual([{ amount: 1050, currency: "usd" }]);
  },
);

test.each<[string, Person]>([
  ["a user", ANNA],
  ["a guest with a key", guestWith("tab-1")],
  ["a guest without a key", GUEST],
])(
  "%s who names a card with process pays with it by a confirm that names none",
  async (_, person) => {
    const shop = createShop();
    const begun = await ask(shop, person, { payment_method_id: await enterCard(shop, VISA) });
    expect((await confirmAs(shop, person, begun)).body.status).toBe("succeeded");
    expect(charged(shop)).toHaveLength(1);
  },
);

test("a user keeps his intent over every reload, tab and key", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  for (const key of [undefined, "tab-2", "tab-3"]) {
    const again = await ask(shop, { ...ANNA, ...(key === undefined ? {} : { key }) });
    expect(again.body.client_secret).toBe(begun.body.client_secret);
  }
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("a guest who repeats his key keeps his intent and the card on it", async () => {
  const shop = createShop();
  const card = await enterCard(shop, VISA);
  const named = { payment_method_id: card };
  const begun = await ask(shop, guestWith("tab-1"), named);
  const again = await ask(shop, guestWith("tab-1"), named);
  expect(again.body.client_secret).toBe(begun.body.client_secret);
  expect(intentAt(shop, again).payment_method).toBe(card);
});

test.each<[string, (secret: string, card: string) => object]>([
  ["shows the secret that he was given", (secret) => ({ payment_intent_client_secret: secret })],
  ["names the card that only he knows", (_, card) => ({ payment_method_id: card })],
])("a guest without a key who %s keeps his intent", async (_, shows) => {
  const shop = createShop();
  const card = await enterCard(shop, VISA);
  const begun = await ask(shop, GUEST, { payment_method_id: card });
  const again = await ask(shop, GUEST, shows(begun.body.client_secret, card));
  expect(again.body.client_secret).toBe(begun.body.client_secret);
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
});

test.each<[string, (id: string) => string]>([
  ["another secret", () => "pi_1_secret_1"],
  ["the intent's id", (id) => id],
  ["nothing", () => ""],
])("a guest who shows %s for the secret is another caller", async (_, shows) => {
  const shop = createShop();
  const begun = await ask(shop, GUEST, { payment_method_id: await enterCard(shop, VISA) });
  const payment_intent_client_secret = shows(intentIdOf(begun));
  const other = await ask(shop, GUEST, { payment_intent_client_secret });
  expect(intentIdOf(other)).not.toBe(intentIdOf(begun));
});

test("the secret that a guest shows is neither handed to the application nor stored", async () => {
  const bodies: unknown[] = [];
  const order: Order = { id: "order_1", amount: 1050, currency: "usd" };
  const shop = createShop({
    loadOrder: async ({ body }) => {
      bodies.push(body);
      return order;
    },
  });
  const begun = await ask(shop, GUEST, { payment_method_id: await enterCard(shop, VISA) });
  const secret = begun.body.client_secret;
  await ask(shop, GUEST, { payment_intent_client_secret: secret, note: "kept" });
  const stored = await shop.store.payments.findById(begun.body.payment_id);
  expect(stored?.orderRequest).toMatchObject({ note: "kept" });
  expect(JSON.stringify([bodies, stored])).not.toContain(secret);
});

test("a saved method proves nothing: more than its payer know it", async () => {
  const shop = createShop();
  const customer = await newCustomer(shop);
  shop.orders.set("order_1", {
    id: "order_1",
    amount: 1050,
    currency: "usd",
    customerId: customer.id,
  });
  const named = { payment_method_id: customer.card };
  const begun = await ask(shop, guestWith("tab-1"), named);
  const other = await ask(shop, guestWith("tab-2"), named);
  expect(intentIdOf(other)).not.toBe(intentIdOf(begun));
  expect((await confirmAs(shop, guestWith("tab-1"), begun)).body).toMatchObject(START_OVER.body);
});

test("a guest who logs in picks a saved card of his, and pays with it", async () => {
  const shop = createShop();
  const customer = await newCustomer(shop);
  await ask(shop, GUEST);
  shop.orders.set("order_1", {
    id: "order_1",
    amount: 1050,
    currency: "usd",
    customerId: customer.id,
  });
  const processed = await ask(shop, ANNA, { payment_method_id: customer.card });
  expect((await confirmAs(shop, ANNA, processed)).body.status).toBe("succeeded");
  expect(intentAt(shop, processed)).toMatchObject({
    customer: customer.id,
    payment_method: customer.card,
  });
});

test("a guest's cart that becomes a user's order is asked for in the user's words when he confirms", async () => {
  const order: Order = { id: "order_1", amount: 1050, currency: "usd" };
  const shop = createShop({
    loadOrder: async ({ body, context }) => {
      if (context.user === undefined) return body.cart === "c1" ? order : null;
      return body.order_id === "order_1" && body.cart === undefined ? order : null;
    },
  });
  await ask(shop, GUEST, { cart: "c1" });
  const processed = await ask(shop, ANNA);
  expect((await confirmAs(shop, ANNA, processed, "pm_card_visa")).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("a new tab of the same user that says other words is what confirm asks with", async () => {
  const words: unknown[] = [];
  const order: Order = { id: "order_1", amount: 1050, currency: "usd" };
  const shop = createShop({
    loadOrder: async ({ body, operation }) => {
      if (operation === "confirm") words.push(body.words);
      return order;
    },
  });
  const begun = await ask(shop, ANNA, { words: "first" });
  await ask(shop, ANNA, { words: "second" });
  await confirmAs(shop, ANNA, begun, "pm_card_visa");
  expect(new Set(words)).toEqual(new Set(["second"]));
});
