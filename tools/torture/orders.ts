export interface ShopOrder {
  readonly id: string;
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** The n-th order of this shop. */
export function orderOf(n: number): ShopOrder {
  return { id: `order-${n}`, amount: 1000 + (n % 500), currency: n % 3 === 0 ? "eur" : "usd" };
}

/** The shop knows an order by its id, and takes its amount from nobody else. */
export function findOrder(id: string): ShopOrder | null {
  const n = /^order-(\d+)$/.exec(id)?.[1];
  return n === undefined ? null : orderOf(Number(n));
}
