import { findCardData } from "../card-data/find-card-data.ts";
import type { Order } from "../order.ts";
import { checkJson } from "../values/check-json.ts";

/** Stripe's limits, in characters. */
const MOST_METADATA = 50;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;
const LONGEST_DESCRIPTION = 1_000;
/** What is sent in every PaymentIntent's metadata beside the order's own. */
const OURS = ["order_id", "payment_id"];

/**
 * Refuses an order that Stripe or the database would refuse later, when its payment is reserved and waits for an answer.
 *
 * @throws Error One sentence for the developer of `loadOrder`; it repeats no value.
 * @see https://docs.stripe.com/metadata
 */
export function checkOrder(order: Order): void {
  const problem = problemOf(order);
  if (problem === null) return;
  throw new Error(`loadOrder returned an order that Stripe would not take: ${problem}`);
}

function problemOf(order: Order): string | null {
  const { id, customerId, description, receiptEmail, metadata = {} } = order;
  const texts = { id, customerId, description, receiptEmail, metadata };
  const sent = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  const broken = checkJson(sent);
  if (broken !== null) return `${broken.path}: ${broken.message}`;
  const card = findCardData({ description, metadata });
  if (card !== null) return `${card.path} holds a card's ${card.what}; leave it out.`;
  return (
    problemOfText("description", description, LONGEST_DESCRIPTION) ??
    problemOfEmail(receiptEmail) ??
    problemOfMetadata(metadata)
  );
}

function problemOfText(name: string, text: string | undefined, longest: number): string | null {
  if (text === undefined) return null;
  if (text === "") return `${name} is empty; leave it out.`;
  return isLonger(text, longest)
    ? `${name} is longer than ${longest} characters; shorten it.`
    : null;
}

function problemOfEmail(email: string | undefined): string | null {
  if (email === undefined || /^[^\s@]+@[^\s@]+$/.test(email)) return null;
  return "receiptEmail is no e-mail address; leave it out, or correct it.";
}

function problemOfMetadata(metadata: Readonly<Record<string, string>>): string | null {
  const names = Object.keys(metadata);
  if (new Set([...names, ...OURS]).size > MOST_METADATA) {
    return `metadata has more than ${MOST_METADATA} keys, ${OURS.join(" and ")} among them; send fewer.`;
  }
  for (const name of names) {
    if (name === "" || isLonger(name, LONGEST_KEY) || /[[\]]/.test(name)) {
      return `metadata has a key that is not 1 to ${LONGEST_KEY} characters without square brackets; rename it.`;
    }
    if (isLonger(metadata[name] ?? "", LONGEST_VALUE)) {
      return `metadata.${name} is longer than ${LONGEST_VALUE} characters; shorten it.`;
    }
  }
  return null;
}

/** Counted as people do: an emoji is one character, and two units of JavaScript's. */
function isLonger(text: string, longest: number): boolean {
  if (text.length <= longest) return false;
  return text.length > 2 * longest || Array.from(text).length > longest;
}
