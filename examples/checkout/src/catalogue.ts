import type { OrderInput } from "./order-input.ts";

interface Product {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: "usd";
  readonly image: string;
}

export interface OrderLine {
  readonly name: string;
  readonly quantity: number;
  /** Minor units, for all of the line. */
  readonly amount: number;
}

export interface PricedBasket {
  readonly lines: readonly OrderLine[];
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
}

/** What the shop sells. The only place that knows a price. */
export const products: readonly Product[] = [
  product("beans", "Kenya Nyeri", "Whole beans, 250 g", 1450),
  product("dripper", "Stoneware dripper", "For one or two cups", 2800),
  product("mugs", "Two quiet mugs", "Hand-glazed, 240 ml", 3200),
  product("filters", "Paper filters", "A box of one hundred", 650),
];

/** Puts the shop's own prices to a basket. @returns null when it names a product that we do not sell. */
export function priceBasket({ items }: OrderInput): PricedBasket | null {
  const lines: OrderLine[] = [];
  for (const { product_id, quantity } of items) {
    const found = products.find(({ id }) => id === product_id);
    if (found === undefined) return null;
    lines.push({ name: found.name, quantity, amount: found.amount * quantity });
  }
  return {
    lines,
    amount: lines.reduce((sum, line) => sum + line.amount, 0),
    currency: "usd",
    description: lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(", "),
  };
}

function product(id: string, name: string, about: string, amount: number): Product {
  return { id, name, about, amount, currency: "usd", image: `/assets/${id}.svg` };
}
