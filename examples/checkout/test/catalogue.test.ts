import { expect, test } from "vitest";
import { checkoutAsset, orderInput, priceBasket, products } from "../src/index.ts";

test("a basket costs what the shop says", () => {
  const basket = priceBasket({
    items: [
      { product_id: "beans", quantity: 2 },
      { product_id: "filters", quantity: 1 },
    ],
  });
  expect(basket).toEqual({
    lines: [
      { name: "Kenya Nyeri", quantity: 2, amount: 2900 },
      { name: "Paper filters", quantity: 1, amount: 650 },
    ],
    amount: 3550,
    currency: "usd",
    description: "2 × Kenya Nyeri, 1 × Paper filters",
  });
});

test("a product that the shop does not sell makes no basket", () => {
  expect(priceBasket({ items: [{ product_id: "yacht", quantity: 1 }] })).toBeNull();
});

test("every product has its picture", async () => {
  for (const { image } of products) {
    expect((await checkoutAsset(image))?.contentType, image).toBe("image/svg+xml");
  }
});

test.each([
  ["a price of the customer's own", { items: [{ product_id: "beans", quantity: 1, amount: 1 }] }],
  ["a total of the customer's own", { items: [{ product_id: "beans", quantity: 1 }], amount: 1 }],
  ["no items", { items: [] }],
  ["none of something", { items: [{ product_id: "beans", quantity: 0 }] }],
  ["a part of something", { items: [{ product_id: "beans", quantity: 0.5 }] }],
  ["more than nine of something", { items: [{ product_id: "beans", quantity: 10 }] }],
  ["something twice", { items: [1, 2].map((quantity) => ({ product_id: "beans", quantity })) }],
])("an order with %s is refused", (_title, order) => {
  expect(orderInput.safeParse(order).success).toBe(false);
});
