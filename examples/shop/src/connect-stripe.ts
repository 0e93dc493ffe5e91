import { randomUUID } from "node:crypto";
import { createSimulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import type { StripeConfig } from "./config.ts";

/** Stripe, or what stands in for it. */
export interface StripeConnection {
  readonly stripe: Stripe;
  readonly webhookSecrets: readonly string[];
  /** Where payments made now live. Another run of the simulator is another world: it knows none of them. */
  readonly world: string;
  /** For the page. */
  readonly publishableKey: string | null;
  readonly mode: "simulator" | "stripe";
  readonly apiBase: string | null;
  close(): Promise<void>;
}

/**
 * Connects to Stripe, to the server at `apiBase`, or to a simulator in this process.
 *
 * @param shopUrl Asked whenever the simulator has an event to deliver, by when our port is known.
 */
export async function connectStripe(
  config: StripeConfig | null,
  shopUrl: () => string,
): Promise<StripeConnection> {
  if (config === null) return startSimulator(shopUrl);
  const { secretKey, publishableKey, webhookSecrets, apiBase } = config;
  return {
    stripe: stripeAt(secretKey, apiBase),
    webhookSecrets,
    world: apiBase?.origin ?? (secretKey.includes("_live_") ? "Stripe" : "Stripe's test mode"),
    publishableKey,
    mode: apiBase ? "simulator" : "stripe",
    apiBase: apiBase?.origin ?? null,
    close: async () => undefined,
  };
}

async function startSimulator(shopUrl: () => string): Promise<StripeConnection> {
  const simulator = createSimulator({
    webhookEndpoints: [{ url: "http://shop.invalid/payments/webhook" }],
    fetch: (_address, request) => fetch(`${shopUrl()}/payments/webhook`, request),
  });
  const { url, close } = await simulator.listen();
  const { secretKey, publishableKey } = simulator.keys;
  return {
    stripe: stripeAt(secretKey, new URL(url)),
    webhookSecrets: [simulator.webhooks.secret],
    world: `simulator ${randomUUID()}`,
    publishableKey,
    mode: "simulator",
    apiBase: url,
    close,
  };
}

function stripeAt(key: string, base: URL | null): Stripe {
  if (base === null) return new Stripe(key);
  const protocol = base.protocol === "http:" ? "http" : "https";
  const port = base.port || (protocol === "http" ? "80" : "443");
  return new Stripe(key, { host: base.hostname, port, protocol, telemetry: false });
}
