import type { CarriedFacts } from "../history.ts";
import type { OrderFacts } from "../order-facts.ts";
import type { Judge } from "./trial.ts";

/**
 * I13: what an intent carries when a server confirms it is what `loadOrder` said when that confirm was sent. What is late, or
 * waited in a challenge, may meet what the order said since.
 */
export const presentFacts: Judge = function* ({ world }) {
  const { charges, touched, beside, loaded } = world.history;
  for (const { cause, carried, intentId, at } of charges) {
    if (cause.by !== "server" || cause.sent.route !== "confirm" || beside.has(intentId)) continue;
    const { facts, unasked, call } = cause.sent;
    const whose = call?.tap.key ?? `${call?.tap.caller} without a key`;
    if (facts === null) {
      yield `${whose} charged ${intentId} and had not asked for the order`;
      continue;
    }
    if (facts.gone || !facts.payable || facts.amount === 0) {
      yield `${whose} charged ${intentId} of an order that cannot be paid (version ${facts.version})`;
      continue;
    }
    if (unasked !== null && unasked.version !== facts.version) {
      yield `in time: ${whose} charged ${intentId} by version ${facts.version}, and had waited for Stripe since; it was version ${unasked.version}`;
    }
    const since = loaded.filter(
      (each) => each.shop === call?.tap.shop && each.at >= cause.sent.at && each.at <= at,
    );
    const changedSince = (said: OrderFacts) =>
      differing(carried, said).filter((field) => touched.get(intentId)?.has(field) !== true);
    const changed = changedSince(facts);
    if (since.some((each) => changedSince(each.facts).length === 0)) continue;
    for (const field of changed) {
      yield `${field}: ${whose} charged ${intentId} with ${show(carried, field)}; loadOrder said ${show(wanted(facts), field)} (version ${facts.version})`;
    }
  }
};

function wanted({
  amount,
  customer,
  receiptEmail,
  description,
  metadata,
  shippingTo,
  saveCard,
}: OrderFacts): CarriedFacts {
  return { amount, customer, receiptEmail, description, metadata, shippingTo, saveCard };
}

function differing(carried: CarriedFacts, facts: OrderFacts): (keyof CarriedFacts)[] {
  const asked = wanted(facts);
  // The record's own keys.
  const fields = Object.keys(asked) as (keyof CarriedFacts)[];
  return fields.filter((field) => show(carried, field) !== show(asked, field));
}

function show(facts: CarriedFacts, field: keyof CarriedFacts): string {
  const value = facts[field];
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(
    Object.entries(value).toSorted(([left], [right]) => left.localeCompare(right)),
  );
}
