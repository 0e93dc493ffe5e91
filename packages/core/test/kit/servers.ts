import type { PaymentHandlers } from "@chargeonce/core";
import { deliverCrafted } from "./craft-event.ts";
import { firstPayment, type PaidShop } from "./paid-shop.ts";
import type { Shop } from "./shop.ts";

export type Options = NonNullable<Parameters<Shop["another"]>[0]>;
export type Server = ReturnType<Shop["another"]>;

/** What one server of a shop hears. */
export function server(shop: Shop, kinds: readonly string[], options: Options = {}) {
  const heard: string[] = [];
  const hear = (kind: string) => [kind, () => void heard.push(kind)];
  // As many of the handlers as are named, `succeeded` among them.
  const onPayment = Object.fromEntries(kinds.map(hear)) as unknown as PaymentHandlers<unknown>;
  return { payments: shop.another({ onPayment, ...options }), heard };
}

/** Every event of Stripe's so far, delivered to one server. */
export async function deliverAll(shop: PaidShop, to: Server): Promise<void> {
  for (const event of shop.simulator.events.list()) await deliver(shop, event, to);
}

export async function deliver(shop: Shop, event: object, to: Server): Promise<number> {
  const only: Shop = {
    ...shop,
    post: (path, body, more) => shop.post(path, body, { ...more, to }),
  };
  return (await deliverCrafted(only, event)).status;
}

export const ALL = [
  "succeeded",
  "authorized",
  "failed",
  "canceled",
  "review",
  "refunded",
  "disputed",
];

export function refund(shop: PaidShop) {
  return shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 50 });
}

/** Another intent that names the payment takes money. */
export async function payBeside(shop: PaidShop): Promise<void> {
  await shop.dashboard.paymentIntents.create({
    amount: 1050,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { payment_id: (await firstPayment(shop)).id },
  });
}
