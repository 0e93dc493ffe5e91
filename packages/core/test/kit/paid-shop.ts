import type { Payment } from "@chargeonce/core";
import type Stripe from "stripe";
import { FIRST_PAYMENT, fixedIds } from "./fixed-ids.ts";
import { OWNER } from "./owner.ts";
import { intentIdOf, processOrder, storedPayment } from "./pay.ts";
import { createShop, type Reply, type Shop, stripeOf } from "./shop.ts";

export type ShopOptions = NonNullable<Parameters<typeof createShop>[0]>;
export type ShopWorld = NonNullable<Parameters<typeof createShop>[1]>;

export interface PaidShop extends Shop {
  readonly intentId: string;
  readonly processed: Reply;
  /** The shop's own Stripe object, for what people do in the Dashboard. */
  readonly dashboard: Stripe;
}

/** A shop whose `order_1` has a PaymentIntent that nobody has paid yet. */
export async function processedShop(
  options: ShopOptions = {},
  world: ShopWorld = {},
): Promise<PaidShop> {
  const shop = createShop({ ids: fixedIds(), ...options }, world);
  const processed = await processOrder(shop);
  const dashboard = stripeOf(shop.simulator);
  return { ...shop, processed, intentId: intentIdOf(processed), dashboard };
}

/** The same, and the customer has paid in the app: nobody but Stripe knows. */
export async function paidShop(
  options: ShopOptions = {},
  { method = "pm_card_visa", ...world }: ShopWorld & { method?: string } = {},
): Promise<PaidShop> {
  const shop = await processedShop(options, world);
  const secret = shop.processed.body.client_secret;
  shop.simulator.confirmOnClient(secret, { paymentMethod: method });
  return shop;
}

/** The first payment, as it is stored. */
export function firstPayment(shop: Shop): Promise<Payment> {
  return storedPayment(shop, FIRST_PAYMENT);
}

/** Every event that Stripe has made of a type. */
export function eventsOf(shop: Shop, type: string): Stripe.Event[] {
  return shop.simulator.events.list().filter((each) => each.type === type);
}

/** Everything on both sides, for comparing before and after. */
export async function bothSides(shop: Shop): Promise<string> {
  const owner = { ...OWNER, limit: 1_000 };
  const { ledger } = shop.simulator;
  return JSON.stringify([
    await shop.store.payments.list(owner),
    await shop.store.events.list(owner),
    await shop.store.feed.find(owner),
    ledger.paymentIntents(),
    ledger.charges(),
    ledger.refunds(),
    ledger.disputes(),
  ]);
}

/** How often each thing was heard: `{ "succeeded:order_1": 1 }`. */
export function countOf(heard: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of heard) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}
