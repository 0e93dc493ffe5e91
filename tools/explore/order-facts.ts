import type { Order } from "@chargeonce/core";
import type { Chance } from "./chance.ts";

/** What the shop says of its order at one time. A change makes a new one. */
export interface OrderFacts {
  /** Counts the changes. */
  readonly version: number;
  readonly amount: number;
  readonly currency: string;
  readonly payable: boolean;
  readonly gone: boolean;
  readonly customer: string | null;
  readonly receiptEmail: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly shippingTo: string | null;
  /** Whether the customer agreed that the card is kept. */
  readonly saveCard: boolean;
}

export const FIRST_FACTS: OrderFacts = {
  version: 1,
  amount: 1_000,
  currency: "usd",
  payable: true,
  gone: false,
  customer: null,
  receiptEmail: "first@example.com",
  description: "Order, first wording",
  metadata: { gift: "no" },
  shippingTo: "First Street 1",
  saveCard: false,
};

/** One thing about the order is another one. */
export function changeFacts(
  facts: OrderFacts,
  chance: Chance,
  customers: readonly string[],
): OrderFacts {
  const version = facts.version + 1;
  const other = <Item>(items: readonly Item[], now: Item) =>
    chance.pick(items.filter((item) => item !== now));
  switch (chance.pick(KINDS)) {
    case "amount":
      return { ...facts, version, amount: other([1_000, 1_200, 900], facts.amount) };
    case "free":
      return { ...facts, version, amount: facts.amount === 0 ? 1_000 : 0 };
    case "payable":
      return { ...facts, version, payable: !facts.payable };
    case "gone":
      return { ...facts, version, gone: !facts.gone };
    case "customer":
      return customers.length < 2
        ? { ...facts, version, description: `Order, wording ${version}` }
        : { ...facts, version, customer: other([...customers], facts.customer ?? "") };
    case "receiptEmail":
      return {
        ...facts,
        version,
        receiptEmail: chance.pick([null, `v${version}@example.com`]),
      };
    case "description":
      return { ...facts, version, description: chance.pick([null, `Order, wording ${version}`]) };
    case "metadata":
      return {
        ...facts,
        version,
        metadata: chance.pick([{}, { gift: "yes" }, { gift: "no", note: `v${version}` }]),
      };
    case "shipping":
      return { ...facts, version, shippingTo: chance.pick([null, `Street ${version}`]) };
    default:
      return { ...facts, version, saveCard: !facts.saveCard };
  }
}

const KINDS = [
  "amount",
  "amount",
  "free",
  "payable",
  "gone",
  "customer",
  "customer",
  "receiptEmail",
  "description",
  "metadata",
  "shipping",
  "saveCard",
  "saveCard",
] as const;

/** An order as `loadOrder` answers it; what goes to Stripe by `paymentIntentParams` comes along. */
export interface LoadedOrder extends Order {
  readonly shippingTo: string | null;
  readonly saveCard: boolean;
}

export function loadedOrder(id: string, facts: OrderFacts): LoadedOrder | null {
  if (facts.gone) return null;
  return {
    id,
    amount: facts.amount,
    currency: facts.currency,
    payable: facts.payable,
    ...(facts.customer !== null && { customerId: facts.customer }),
    ...(facts.description !== null && { description: facts.description }),
    ...(facts.receiptEmail !== null && { receiptEmail: facts.receiptEmail }),
    metadata: facts.metadata,
    shippingTo: facts.shippingTo,
    saveCard: facts.saveCard,
  };
}

/** What of the order goes to Stripe as extra parameters. */
export function extraParameters(order: Order) {
  const { shippingTo, saveCard } = isLoaded(order) ? order : NOTHING;
  return {
    ...(shippingTo !== null && {
      shipping: { name: "A. Payer", address: { line1: shippingTo, country: "DE" } },
    }),
    ...(saveCard && { setup_future_usage: "off_session" as const }),
  };
}

const NOTHING = { shippingTo: null, saveCard: false };

function isLoaded(order: Order): order is LoadedOrder {
  return "shippingTo" in order;
}
