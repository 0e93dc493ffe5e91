import type { Order } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { asked, ORDER_1 } from "../kit/customer.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const ORDER: Order = { id: "order_1", amount: 1050, currency: "usd" };
const HALF = "Birthday 🎂".slice(0, 10);
const SURROGATE = "The text holds half of a surrogate pair: send whole characters.";
const NUL = "The text holds a NUL character: leave it out.";

/** What the log tells the developer. */
const logged = (shop: Shop) =>
  shop.log.filter(({ level }) => level === "error").map(({ message }) => message);

async function expectUntouched(shop: Shop): Promise<void> {
  expect(asked(shop)).toEqual([]);
  expect(await shop.payments.list()).toEqual([]);
}

/** Once the shop has mended its order, the very next request pays it. */
async function expectPayable(shop: Shop): Promise<void> {
  const begun = await shop.post("/process", ORDER_1);
  const paid = await shop.post("/confirm", {
    payment_intent_client_secret: begun.body.client_secret,
    payment_method_id: "pm_card_visa",
  });
  expect(paid.body.status).toBe("succeeded");
  expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key_${at}`, "x"]));
const prefix = "loadOrder returned an order that Stripe would not take: ";

describe("an order that Stripe would not take is refused before anything is written", () => {
  it.each<[string, Partial<Order>, string]>([
    ["description cut in an emoji", { description: HALF }, `description: ${SURROGATE}`],
    ["metadata cut in an emoji", { metadata: { gift: HALF } }, `metadata.gift: ${SURROGATE}`],
    ["a key cut in an emoji", { metadata: { [HALF]: "x" } }, `metadata.(name): ${SURROGATE}`],
    [
      "receiptEmail cut in an emoji",
      { receiptEmail: `${HALF}@b.test` },
      `receiptEmail: ${SURROGATE}`,
    ],
    ["customerId cut in an emoji", { customerId: HALF }, `customerId: ${SURROGATE}`],
    ["an id cut in an emoji", { id: HALF }, `id: ${SURROGATE}`],
    ["NUL in the description", { description: "a\0b" }, `description: ${NUL}`],
    ["NUL in metadata", { metadata: { note: "a\0" } }, `metadata.note: ${NUL}`],
    ["an empty description", { description: "" }, "description is empty; leave it out."],
    [
      "a description of 1001 characters",
      { description: "🎂".repeat(1_001) },
      "description is longer than 1000 characters; shorten it.",
    ],
    [
      "no e-mail address",
      { receiptEmail: "nobody" },
      "receiptEmail is no e-mail address; leave it out, or correct it.",
    ],
    [
      "51 keys of metadata",
      { metadata: many(49) },
      "metadata has more than 50 keys, order_id and payment_id among them; send fewer.",
    ],
    [
      "a key of 41 characters",
      { metadata: { ["k".repeat(41)]: "x" } },
      "metadata has a key that is not 1 to 40 characters without square brackets; rename it.",
    ],
    [
      "a key with brackets",
      { metadata: { "a[b]": "x" } },
      "metadata has a key that is not 1 to 40 characters without square brackets; rename it.",
    ],
    [
      "a value of 501 characters",
      { metadata: { note: "x".repeat(501) } },
      "metadata.note is longer than 500 characters; shorten it.",
    ],
    [
      "a card number in metadata",
      { metadata: { card_number: "4242424242424242" } },
      "metadata.card_number holds a card's number; leave it out.",
    ],
    [
      "a security code in metadata",
      { metadata: { cvc: "737" } },
      "metadata.cvc holds a card's code; leave it out.",
    ],
  ])("%s", async (_, wrong, sentence) => {
    const shop = createShop();
    shop.orders.set("order_1", { ...ORDER, ...wrong });
    const reply = await shop.post("/process", ORDER_1);
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(logged(shop)).toEqual([`${prefix}${sentence}`]);
    await expectUntouched(shop);
    shop.orders.set("order_1", ORDER);
    await expectPayable(shop);
  });

  it("what Stripe takes is taken, up to the last character", async () => {
    const shop = createShop();
    shop.orders.set("order_1", {
      ...ORDER,
      description: "🎂".repeat(1_000),
      receiptEmail: "a@b.test",
      metadata: { ...many(47), ["k".repeat(40)]: "x".repeat(500), order_id: "of the shop" },
    });
    await expectPayable(shop);
  });

  it("an order that is spoiled between process and confirm is not confirmed, and mended it is", async () => {
    const shop = createShop();
    const begun = await shop.post("/process", ORDER_1);
    const confirm = () =>
      shop.post("/confirm", {
        payment_intent_client_secret: begun.body.client_secret,
        payment_method_id: "pm_card_visa",
      });
    shop.orders.set("order_1", { ...ORDER, description: HALF });
    expect((await confirm()).status).toBe(500);
    expect(shop.simulator.ledger.charges()).toEqual([]);
    shop.orders.set("order_1", ORDER);
    expect((await confirm()).body.status).toBe("succeeded");
  });
});

it("parameters that cannot be sent to Stripe are refused before anything is written", async () => {
  let name = HALF;
  const shop = createShop({
    paymentIntentParams: () => ({ shipping: { name, address: { line1: "1 Way" } } }),
  });
  expect((await shop.post("/process", ORDER_1)).status).toBe(500);
  expect(logged(shop)).toEqual([
    `paymentIntentParams returned a wrong shipping.name: ${SURROGATE}`,
  ]);
  await expectUntouched(shop);
  name = "Birthday 🎂";
  await expectPayable(shop);
});

it.each([
  ["principal", { user: "anna\ud800" }, SURROGATE],
  ["principal", { user: "anna\0" }, NUL],
  ["tenant", { tenant: "shop\udc00" }, SURROGATE],
])("a %s that no database stores as it is owns nothing", async (field, context, sentence) => {
  const shop = createShop();
  const reply = await shop.post("/process", ORDER_1, { context });
  expect(reply.status).toBe(500);
  expect(logged(shop)).toEqual([`scope returned a wrong ${field}: ${sentence}`]);
  await expectUntouched(shop);
});

it("a body with half of a character is refused by the field's name", async () => {
  const shop = createShop();
  const reply = await shop.post("/process", { ...ORDER_1, note: { text: HALF } });
  expect(reply).toMatchObject({
    status: 400,
    body: { error: { issues: [{ path: "note.text", message: SURROGATE }] } },
  });
  await expectUntouched(shop);
});
