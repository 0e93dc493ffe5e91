import type Stripe from "stripe";

/** What can be searched for, as Stripe names the resources in its messages. */
export type SearchedResource = "payment_intents" | "charges" | "customers";

/** `token`: the whole value; `text`: also a part of it; `number`: also more or less than. */
export type FieldType = "token" | "text" | "number";

/** The fields that Stripe's documentation lists, apart from `metadata["…"]`, which every resource has. */
export const SEARCH_FIELDS: Readonly<
  Record<SearchedResource, Readonly<Record<string, FieldType>>>
> = {
  payment_intents: {
    amount: "number",
    created: "number",
    currency: "token",
    customer: "token",
    status: "token",
  },
  charges: {
    amount: "number",
    "billing_details.address.postal_code": "token",
    created: "number",
    currency: "token",
    customer: "token",
    disputed: "token",
    "payment_method_details.card.brand": "token",
    "payment_method_details.card.exp_month": "token",
    "payment_method_details.card.exp_year": "token",
    "payment_method_details.card.fingerprint": "token",
    "payment_method_details.card.last4": "token",
    refunded: "token",
    status: "token",
  },
  customers: { created: "number", email: "text", name: "text", phone: "text" },
};

/** An object as a search sees it. */
export interface SearchDocument {
  /** By name; null when the object has none. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export type Searchable = Stripe.PaymentIntent | Stripe.Charge | Stripe.Customer;

const RESOURCES: Readonly<Record<string, SearchedResource>> = {
  payment_intent: "payment_intents",
  charge: "charges",
  customer: "customers",
};

/** Whether it is an object that some search finds; a deleted customer is not. */
export function isSearchable(object: object): object is Searchable {
  return "object" in object && String(object.object) in RESOURCES && !("deleted" in object);
}

export function readDocument(object: Searchable): SearchDocument {
  const names = Object.keys(SEARCH_FIELDS[RESOURCES[object.object] ?? "payment_intents"]);
  return {
    fields: Object.fromEntries(names.map((name) => [name, valueAt(object, name.split("."))])),
    metadata: { ...object.metadata },
  };
}

function valueAt(object: unknown, path: readonly string[]): string | number | boolean | null {
  let value = object;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return null;
    value = Reflect.get(value, part);
  }
  const isPlain = ["string", "number", "boolean"].includes(typeof value);
  // The line above says which types these are.
  return isPlain ? (value as string | number | boolean) : null;
}
