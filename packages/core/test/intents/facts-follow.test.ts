import type { Order, PaymentsOptions } from "@chargeonce/core";
import { expect, test } from "vitest";
import {
  changeAtStripe,
  charged,
  intentAt,
  intentIdOf,
  newCustomer,
  ORDER_1,
  requestsTo,
  storedPayment,
} from "../kit/pay.ts";
import { ANNA, ask, confirmAs, START_OVER } from "../kit/people.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };
const SAVE = { setup_future_usage: "off_session" } as const;

/** An order whose metadata say what else Stripe is told. */
const PARAMETERS: NonNullable<PaymentsOptions["paymentIntentParams"]> = ({ metadata = {} }) => ({
  ...(metadata.save === "yes" ? SAVE : {}),
  ...(metadata.city === undefined
    ? {}
    : { shipping: { name: "Ada", address: { line1: "Weg 1", city: metadata.city } } }),
  ...(metadata.suffix === undefined ? {} : { statement_descriptor_suffix: metadata.suffix }),
});

/** The order is changed after `first` was called, in place of what the intent was created with. */
const CHANGES: readonly (readonly [string, Partial<Order>, Partial<Order>, object])[] = [
  [
    "the receipt's address",
    { receiptEmail: "old@shop.test" },
    { receiptEmail: "new@shop.test" },
    { receipt_email: "new@shop.test" },
  ],
  ["the receipt's address, gone", { receiptEmail: "old@shop.test" }, {}, { receipt_email: null }],
  ["the description", { description: "Shoes" }, { description: "Boots" }, { description: "Boots" }],
  [
    "the metadata",
    { metadata: { cart: "1", gift: "yes" } },
    { metadata: { cart: "2" } },
    { metadata: { cart: "2" } },
  ],
  ["consent to save the card", {}, { metadata: { save: "yes" } }, SAVE],
  [
    "consent to save the card, taken back",
    { metadata: { save: "yes" } },
    {},
    { setup_future_usage: null },
  ],
  [
    "the address to ship to",
    { metadata: { city: "Bonn" } },
    { metadata: { city: "Berlin" } },
    { shipping: { address: { city: "Berlin" } } },
  ],
  ["nothing to ship any more", { metadata: { city: "Bonn" } }, {}, { shipping: null }],
  [
    "the words on the statement",
    {},
    { metadata: { suffix: "BOOTS" } },
    { statement_descriptor_suffix: "BOOTS" },
  ],
];

test.each(CHANGES)(
  "%s changes before the next process: the same intent carries it when it is paid",
  async (_, before, after, shown) => {
    const shop = createShop({ paymentIntentParams: PARAMETERS });
    shop.orders.set("order_1", { ...ORDER, ...before });
    const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
    shop.orders.set("order_1", { ...ORDER, ...after });
    const processed = await ask(shop, ANNA);
    expect(intentIdOf(processed)).toBe(intentIdOf(begun));
    expect((await confirmAs(shop, ANNA, processed)).body.status).toBe("succeeded");
    expect(intentAt(shop, processed)).toMatchObject(shown);
    expect(charged(shop)).toHaveLength(1);
  },
);

test.each(CHANGES)(
  "%s changes between process and confirm: the charge is made with what the order says then",
  async (_, before, after, shown) => {
    const shop = createShop({ paymentIntentParams: PARAMETERS });
    shop.orders.set("order_1", { ...ORDER, ...before });
    const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
    shop.orders.set("order_1", { ...ORDER, ...after });
    expect((await confirmAs(shop, ANNA, processed)).body.status).toBe("succeeded");
    expect(intentAt(shop, processed)).toMatchObject(shown);
  },
);

test("metadata that are gone from the order are gone from the intent, and our own stay", async () => {
  const shop = createShop();
  shop.orders.set("order_1", { ...ORDER, metadata: { gift: "yes" } });
  const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  shop.orders.set("order_1", ORDER);
  await confirmAs(shop, ANNA, processed);
  const { payment_id } = processed.body;
  expect(intentAt(shop, processed).metadata).toEqual({ order_id: "order_1", payment_id });
});

test("what the Dashboard changed is what the order says again when it is paid", async () => {
  const shop = createShop();
  shop.orders.set("order_1", { ...ORDER, description: "Shoes" });
  const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  changeAtStripe(shop, processed, { description: "something else" });
  await confirmAs(shop, ANNA, processed);
  expect(intentAt(shop, processed).description).toBe("Shoes");
});

test("a customer that is set later is named on the same intent, and the card may be saved to nobody else", async () => {
  const shop = createShop({ paymentIntentParams: () => SAVE });
  const begun = await ask(shop, ANNA);
  const { id: customerId } = await newCustomer(shop);
  shop.orders.set("order_1", { ...ORDER, customerId });
  const processed = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  expect(intentIdOf(processed)).toBe(intentIdOf(begun));
  expect((await confirmAs(shop, ANNA, processed)).body.status).toBe("succeeded");
  expect(intentAt(shop, processed).customer).toBe(customerId);
  expect((await storedPayment(shop, processed.body.payment_id)).customerId).toBe(customerId);
});

test("an order that moves to another customer: process replaces the intent, the new customer's saved card pays and the old one's is refused", async () => {
  const shop = createShop();
  const [first, second] = [await newCustomer(shop), await newCustomer(shop)];
  shop.orders.set("order_1", { ...ORDER, customerId: first.id });
  const begun = await ask(shop, ANNA, { payment_method_id: first.card });
  shop.orders.set("order_1", { ...ORDER, customerId: second.id });
  const processed = await ask(shop, ANNA);
  expect(intentIdOf(processed)).not.toBe(intentIdOf(begun));
  expect(intentAt(shop, processed).payment_method).toBeNull();
  const refused = await confirmAs(shop, ANNA, processed, first.card);
  expect(refused.body.error.code).toBe("payment_method_invalid");
  expect((await confirmAs(shop, ANNA, processed, second.card)).body.status).toBe("succeeded");
  expect(intentAt(shop, processed).customer).toBe(second.id);
});

test.each<[string, (shop: Shop) => Promise<void>]>([
  [
    "moves to another customer",
    async (shop) => {
      shop.orders.set("order_1", { ...ORDER, customerId: (await newCustomer(shop)).id });
    },
  ],
  [
    "belongs to no customer any more",
    async (shop) => {
      shop.orders.set("order_1", ORDER);
    },
  ],
])(
  "an order that %s before its confirm starts over: nothing is charged for the old one",
  async (_, change) => {
    const shop = createShop();
    const first = await newCustomer(shop);
    shop.orders.set("order_1", { ...ORDER, customerId: first.id });
    const processed = await ask(shop, ANNA, { payment_method_id: first.card });
    await change(shop);
    expect(await confirmAs(shop, ANNA, processed)).toMatchObject(START_OVER);
    expect(intentAt(shop, processed).status).toBe("canceled");
    expect(charged(shop)).toEqual([]);
    const again = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
    expect((await confirmAs(shop, ANNA, again)).body.status).toBe("succeeded");
  },
);

test("a deploy with another capture method replaces the intent; in process at once, in confirm by starting over", async () => {
  const shop = createShop();
  const begun = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  const to = shop.another({ captureMethod: "manual" });
  const confirm = { payment_intent_client_secret: begun.body.client_secret };
  expect(await shop.post("/confirm", confirm, { ...ANNA, to })).toMatchObject(START_OVER);
  const again = await shop.post(
    "/process",
    { ...ORDER_1, payment_method_id: "pm_card_visa" },
    { ...ANNA, to },
  );
  expect(intentAt(shop, again).capture_method).toBe("manual");
});

test.each([
  ["manual", "automatic", "new_payment_method"],
  ["automatic", "manual", "confirm_on_client"],
] as const)(
  "a deploy from %s to %s confirmation: next_step follows the intent, not the setting",
  async (before, after, nextStep) => {
    const shop = createShop({ confirmationMethod: before });
    const begun = await ask(shop, ANNA);
    const to = shop.another({ confirmationMethod: after });
    const again = await shop.post("/process", ORDER_1, { ...ANNA, to });
    expect(again.body).toMatchObject({
      client_secret: begun.body.client_secret,
      next_step: nextStep,
    });
  },
);

test("a deploy with another money split replaces the intent", async () => {
  const shop = createShop({ paymentIntentParams: () => ({ on_behalf_of: "acct_1" }) });
  shop.simulator.faults.next("lose_request", { route: "create" });
  await ask(shop, ANNA);
  const to = shop.another({ paymentIntentParams: () => ({}) });
  expect((await shop.post("/process", ORDER_1, { ...ANNA, to })).status).toBe(200);
  const [create] = requestsTo(shop, "create");
  expect(create?.params).not.toHaveProperty("on_behalf_of");
});
