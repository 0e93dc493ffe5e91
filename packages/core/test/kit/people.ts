import { confirmOrder, ORDER_1 } from "./pay.ts";
import type { Reply, Shop, ShopContext } from "./shop.ts";

/** Somebody at the order's checkout: who he is, what he can show, and which key his taps carry. */
export interface Person {
  readonly context?: ShopContext;
  /** His key for process; a confirm has one of its own, `${key}-confirm`. None without it. */
  readonly key?: string;
}

export const ANNA: Person = { context: { user: "anna" } };
export const BERT: Person = { context: { user: "bert" } };
/** A guest whose requests carry nothing that tells him from another. */
export const GUEST: Person = { context: {} };

/** A guest whose app keeps one key for its checkout. */
export function guestWith(key: string): Person {
  return { context: {}, key };
}

/** He asks for the order's payment, with what the order costs. */
export function ask(shop: Shop, person: Person, more: object = {}): Promise<Reply> {
  const order = shop.orders.get("order_1");
  const costs = { amount: order?.amount ?? 1050, currency: order?.currency ?? "usd" };
  return shop.post("/process", { ...ORDER_1, ...costs, ...more }, person);
}

/** He confirms what he was given, with a card or with what lies there. */
export function confirmAs(
  shop: Shop,
  person: Person,
  processed: Reply,
  card: string | null = null,
): Promise<Reply> {
  const { key, context = {} } = person;
  return confirmOrder(shop, processed, card, {
    context,
    ...(key === undefined ? {} : { key: `${key}-confirm` }),
  });
}

/** What a person who has to start over is told. */
export const START_OVER = {
  status: 409,
  body: { error: { code: "payment_canceled", next_step: "start_over", retryable: false } },
};

/** What a person who has to wait is told, and nothing else. */
export function waits(seconds: number) {
  return {
    status: 409,
    headers: { "retry-after": String(seconds) },
    body: { error: { code: "payment_in_progress", retryable: true } },
  };
}
