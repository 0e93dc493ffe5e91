import Stripe from "stripe";
import type { Shop } from "./shop.ts";

/** A way to Stripe on which its list of events cannot be read, so that only the payments themselves are asked for. */
export function withoutEvents({ simulator }: Shop): Stripe {
  const fetch: typeof globalThis.fetch = async (input, init) =>
    String(input).includes("/v1/events")
      ? Response.json({ error: { type: "api_error" } }, { status: 500 })
      : simulator.fetch(input, init);
  return new Stripe(simulator.keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient(fetch),
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
