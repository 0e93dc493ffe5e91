import type Stripe from "stripe";
import * as z from "zod";
import { invalidRequest } from "./stripe-failure.ts";

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** The empty string unsets everything, an empty value unsets its key. */
export const metadata = z.union([z.literal(""), z.record(z.string(), z.string())]);

/**
 * Applies sent metadata to what is stored.
 *
 * @throws StripeFailure When a key, a value or their number exceeds Stripe's limits.
 */
export function mergeMetadata(
  stored: Stripe.Metadata,
  sent: z.output<typeof metadata> | undefined,
): Stripe.Metadata {
  if (sent === undefined) return stored;
  if (sent === "") return {};
  const merged = new Map(Object.entries(stored));
  for (const [key, value] of Object.entries(sent)) {
    checkEntry(key, value);
    if (value === "") merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > MAX_KEYS) {
    throw invalidRequest(`Metadata can have up to ${MAX_KEYS} keys, but you passed in more.`, {
      param: "metadata",
    });
  }
  return Object.fromEntries(merged);
}

function checkEntry(key: string, value: string): void {
  const [keyLength, valueLength] = [lengthOf(key), lengthOf(value)];
  if (keyLength > MAX_KEY_LENGTH) {
    throw invalidRequest(
      `Metadata keys can have up to ${MAX_KEY_LENGTH} characters, but you passed in a key that is ${keyLength} characters. Invalid key: ${key}`,
      { param: "metadata" },
    );
  }
  if (/[[\]]/.test(key)) {
    throw invalidRequest(`Metadata keys cannot contain square brackets. Invalid key: ${key}`, {
      param: "metadata",
    });
  }
  if (valueLength > MAX_VALUE_LENGTH) {
    throw invalidRequest(
      `Metadata values can have up to ${MAX_VALUE_LENGTH} characters, but you passed in a value that is ${valueLength} characters. Invalid value: ${value}`,
      { param: "metadata" },
    );
  }
}

/** In characters as people count them: an emoji is one. */
function lengthOf(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text).length : text.length;
}
