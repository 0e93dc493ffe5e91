import { announce, byId, make, show } from "./dom.js";
import { money } from "./money.js";
import { get, post } from "./server.js";

/**
 * The products and the basket.
 *
 * @param {(order: object) => void} onOrder Hears of the order that the server made.
 */
export async function startShop(onOrder) {
  show("shop");
  const { products } = await get("/products");
  const basket = new Map();
  const drawBasket = () => {
    const count = [...basket.values()].reduce((sum, quantity) => sum + quantity, 0);
    const total = products.reduce((sum, { id, amount }) => sum + amount * (basket.get(id) ?? 0), 0);
    byId("basket-count").textContent =
      count === 0 ? "Your basket is empty" : `${count} ${count === 1 ? "item" : "items"}`;
    byId("basket-total").textContent = count === 0 ? "" : money(total, products[0].currency);
    byId("basket").querySelector("button").disabled = count === 0;
  };
  const cards = products.map((product) => productCard(product, basket, drawBasket));
  byId("products").replaceChildren(...cards);
  drawBasket();

  byId("basket").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter ?? byId("basket").querySelector("button");
    button.disabled = true;
    const items = [...basket].map(([product_id, quantity]) => ({ product_id, quantity }));
    try {
      onOrder(await post("/orders", { items }));
    } catch (error) {
      byId("trouble").textContent = error.message;
      byId("trouble").hidden = false;
      button.disabled = false;
    }
  });
}

function productCard(product, basket, onChange) {
  const quantity = make("output", { "aria-label": `${product.name}, quantity` }, "0");
  const step = (change, label, sign) =>
    make("button", { type: "button", "aria-label": label, onclick: () => add(change) }, sign);
  const less = step(-1, `One ${product.name} less`, "−");
  const more = step(1, `One ${product.name} more`, "+");
  const add = (change) => {
    const next = Math.min(9, Math.max(0, (basket.get(product.id) ?? 0) + change));
    if (next === 0) basket.delete(product.id);
    else basket.set(product.id, next);
    quantity.textContent = String(next);
    less.disabled = next === 0;
    more.disabled = next === 9;
    announce(`${product.name}: ${next} in your basket`);
    onChange();
  };
  less.disabled = true;
  return make(
    "li",
    { className: "product" },
    make("img", { src: product.image, alt: "", width: 160, height: 120 }),
    make(
      "div",
      { className: "about" },
      make("h2", {}, product.name),
      make("p", { className: "quiet" }, product.about),
    ),
    make(
      "div",
      { className: "buy" },
      make("span", { className: "price" }, money(product.amount, product.currency)),
      make("div", { className: "stepper" }, less, quantity, more),
    ),
  );
}
