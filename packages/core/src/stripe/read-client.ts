import type Stripe from "stripe";
import { type AccountFacts, keyMarkOf, readAccount } from "./read-account.ts";

/** What the gateway must know of the Stripe object that the application made. */
export interface StripeClientFacts extends AccountFacts {
  readonly livemode: boolean | null;
  readonly apiVersion: string;
  readonly host: string;
  readonly port: number;
  /** Tells keys of several accounts apart, see {@link keyMarkOf}. */
  readonly keyMark: Promise<string>;
}

/**
 * Reads mode, API version and account out of a configured Stripe object.
 *
 * Stripe's SDK has no public way to ask for them before the first request. `getApiField` is in its types and so
 * is the authenticator, whose one job is to set a request's Authorization header: it is asked to do that.
 *
 * @param account What the application calls the key's own account.
 * @returns `livemode` null when the key does not tell (a custom authenticator).
 */
export function readStripeClient(stripe: Stripe, account?: string): StripeClientFacts {
  const accountFacts = readAccount(stripe, account);
  return {
    livemode: modeOfKey(stripe),
    apiVersion: String(stripe.getApiField("version")),
    ...accountFacts,
    keyMark: keyMarkOf(keyOf(stripe), accountFacts),
    host: String(stripe.getApiField("host")),
    port: Number(stripe.getApiField("port")),
  };
}

function modeOfKey(stripe: Stripe): boolean | null {
  const mode = /^[a-z]+_(?:org_)?(live|test)_/.exec(keyOf(stripe) ?? "")?.[1];
  return mode === undefined ? null : mode === "live";
}

/** The key as the application gave it; null where an authenticator of its own hides it. */
export function keyOf(stripe: Stripe): string | null {
  const headers: Record<string, string> = {};
  // The SDK's own key authenticator only writes this one header, synchronously; another one may fail, which tells nothing.
  type Authenticator = NonNullable<Stripe["_authenticator"]>;
  const request = { headers } as Parameters<Authenticator>[0];
  stripe._authenticator?.(request).catch(() => undefined);
  return /^Bearer (.*)$/s.exec(headers.Authorization ?? "")?.[1] ?? null;
}
