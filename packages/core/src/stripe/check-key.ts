import type Stripe from "stripe";
import { keyOf } from "./read-client.ts";

/**
 * Whether Stripe would take requests with this object's key, as far as its text tells, for start-up.
 *
 * @returns null, also where an authenticator of the application's hides the key; or one sentence that says what to change.
 * It repeats no key.
 */
export function checkStripeKey(stripe: Stripe): string | null {
  const key = keyOf(stripe);
  return key === null ? null : problemOf(key);
}

function problemOf(key: string): string | null {
  if (key !== key.trim()) {
    return "The Stripe object's key has a space or a line's end around it: trim it where it is set.";
  }
  if (/^["'`]|["'`]$/.test(key)) {
    return "The Stripe object's key has quotes around it: remove them where it is set.";
  }
  if (key === "" || /^(?:undefined|null)$/.test(key)) {
    return "The Stripe object has no key: check that the environment variable is set.";
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return "The Stripe object's key has signs that no key has: copy it anew from Stripe's Dashboard.";
  }
  const kind = /^(pk|ek|whsec|we|acct)_/.exec(key)?.[1];
  if (kind === undefined) return null;
  return `The Stripe object has ${MISTAKEN[kind]}: give it the secret key (sk_…) or a restricted one (rk_…).`;
}

const MISTAKEN: Readonly<Record<string, string>> = {
  pk: "a publishable key, with which nothing can be charged",
  ek: "an ephemeral key, which is an app's",
  whsec: "a webhook secret for its key",
  we: "a webhook endpoint's id for its key",
  acct: "an account's id for its key",
};
