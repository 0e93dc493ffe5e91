import { expect, test } from "vitest";
import { compareFacts } from "../../src/decide/facts.ts";
import { unpaidIntent } from "./samples.ts";

const METADATA = { order_id: "order_1", payment_id: "pay_1" };
const PLAIN = { amount: 1050, currency: "usd", metadata: METADATA };
const BERLIN = { name: "Ada", address: { line1: "Weg 1", city: "Berlin", country: "DE" } };

test("an order that says what the intent carries changes nothing", () => {
  expect(compareFacts(PLAIN, { ...PLAIN }, unpaidIntent())).toEqual({ kind: "none" });
  expect(compareFacts(PLAIN, { ...PLAIN }, null)).toEqual({ kind: "none" });
});

test("the order of members is no difference", () => {
  const metadata = { payment_id: "pay_1", order_id: "order_1" };
  expect(compareFacts({ metadata: METADATA }, { metadata }, null)).toEqual({ kind: "none" });
});

test.each([
  ["a description", {}, { description: "Shoes" }, { description: "Shoes" }],
  ["a description that is gone", { description: "Shoes" }, {}, { description: "" }],
  [
    "a receipt address",
    { receipt_email: "a@b.c" },
    { receipt_email: "b@b.c" },
    { receipt_email: "b@b.c" },
  ],
  ["a receipt address that is gone", { receipt_email: "a@b.c" }, {}, { receipt_email: "" }],
  [
    "consent to save the card",
    {},
    { setup_future_usage: "off_session" },
    { setup_future_usage: "off_session" },
  ],
  [
    "consent that is taken back",
    { setup_future_usage: "off_session" },
    {},
    { setup_future_usage: "" },
  ],
  ["the first customer", {}, { customer: "cus_1" }, { customer: "cus_1" }],
  ["an address to ship to", {}, { shipping: BERLIN }, { shipping: BERLIN }],
  ["nothing to ship any more", { shipping: BERLIN }, {}, { shipping: "" }],
  [
    "a fee of the platform's",
    { application_fee_amount: 10 },
    { application_fee_amount: 20 },
    { application_fee_amount: 20 },
  ],
  [
    "a statement's words",
    { statement_descriptor_suffix: "A" },
    { statement_descriptor_suffix: "B" },
    { statement_descriptor_suffix: "B" },
  ],
  ["the first transfer group", {}, { transfer_group: "g" }, { transfer_group: "g" }],
])("%s is changed on the intent", (_, before, wanted, parameters) => {
  expect(compareFacts({ ...PLAIN, ...before }, { ...PLAIN, ...wanted }, null)).toEqual({
    kind: "update",
    parameters,
  });
});

test.each([
  ["the amount", {}, { amount: 900 }],
  ["the currency", {}, { currency: "eur" }],
  ["another customer", { customer: "cus_a" }, { customer: "cus_b" }],
  ["no customer any more", { customer: "cus_a" }, {}],
  ["the capture method", {}, { capture_method: "manual" }],
  ["no capture method any more", { capture_method: "manual" }, {}],
  ["the account that receives the money", {}, { transfer_data: { destination: "acct_1" } }],
  [
    "another receiving account",
    { transfer_data: { destination: "acct_1" } },
    { transfer_data: { destination: "acct_2" } },
  ],
  ["on whose behalf", { on_behalf_of: "acct_1" }, { on_behalf_of: "acct_2" }],
  ["a statement's words that are gone", { statement_descriptor: "SHOP" }, {}],
  [
    "a part of the address that is gone",
    { shipping: { ...BERLIN, phone: "1" } },
    { shipping: BERLIN },
  ],
  ["a parameter that nobody has heard of", {}, { tomorrow: "yes" }],
])("%s cannot be changed: the intent gives way", (_, before, wanted) => {
  const facts = compareFacts({ ...PLAIN, ...before }, { ...PLAIN, ...wanted }, null);
  expect(facts.kind).toBe("replace");
});

test("one fact that cannot be changed is enough: nothing else is updated", () => {
  const wanted = { ...PLAIN, amount: 900, description: "Shoes" };
  expect(compareFacts(PLAIN, wanted, null)).toEqual({ kind: "replace", names: ["amount"] });
});

test("metadata are merged by Stripe: what is gone is taken away, what is the same is not sent", () => {
  const carried = { ...PLAIN, metadata: { ...METADATA, cart: "1", gift: "yes" } };
  const wanted = { ...PLAIN, metadata: { ...METADATA, cart: "2", wrap: "red" } };
  expect(compareFacts(carried, wanted, null)).toEqual({
    kind: "update",
    parameters: { metadata: { gift: "", cart: "2", wrap: "red" } },
  });
});

test("what the Dashboard changed on the intent is put right", () => {
  const carried = { ...PLAIN, description: "Shoes", receipt_email: "a@b.c" };
  const intent = unpaidIntent({ description: "changed", receiptEmail: null, metadata: {} });
  expect(compareFacts(carried, carried, intent)).toEqual({
    kind: "update",
    parameters: { description: "Shoes", receipt_email: "a@b.c", metadata: METADATA },
  });
});

test("an amount, a customer or a capture method that the Dashboard changed: the intent gives way", () => {
  const carried = { ...PLAIN, customer: "cus_a" };
  const kindOf = (changes: object) =>
    compareFacts(carried, carried, unpaidIntent({ customerId: "cus_a", ...changes })).kind;
  expect(kindOf({})).toBe("none");
  expect(kindOf({ amount: 100 })).toBe("replace");
  expect(kindOf({ currency: "eur" })).toBe("replace");
  expect(kindOf({ customerId: "cus_b" })).toBe("replace");
});

test("what neither the order nor we ever named is left as it is at Stripe", () => {
  const intent = unpaidIntent({
    description: "the Dashboard's note",
    receiptEmail: "the@app.own",
    metadata: { ...METADATA, note: "the Dashboard's" },
  });
  expect(compareFacts(PLAIN, PLAIN, intent)).toEqual({ kind: "none" });
});
