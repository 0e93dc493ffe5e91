import { createSimulator, type Simulator } from "@chargeonce/simulator";

/** A simulator that the test holds in its hands, apart from the shop's process. */
export interface StripeInTest {
  readonly simulator: Simulator;
  /** Settings that point a shop to it. */
  readonly env: Record<string, string>;
  /** Where webhooks go, once the shops have told their ports: each to the next of them. */
  deliverTo(...shopUrls: string[]): void;
  /** Keeps webhooks back until the returned function is called. */
  holdWebhooks(): () => void;
  close(): Promise<void>;
}

export async function startStripe(): Promise<StripeInTest> {
  let shopUrls: string[] = [];
  let deliveries = 0;
  let gate: Promise<void> = Promise.resolve();
  const simulator = createSimulator({
    webhookEndpoints: [{ url: "http://shop.invalid/payments/webhook" }],
    fetch: async (_address, request) => {
      await gate;
      const shopUrl = shopUrls[deliveries % shopUrls.length];
      deliveries += 1;
      return fetch(`${shopUrl}/payments/webhook`, request);
    },
  });
  const { url, close } = await simulator.listen();
  return {
    simulator,
    env: {
      STRIPE_SECRET_KEY: simulator.keys.secretKey,
      STRIPE_PUBLISHABLE_KEY: simulator.keys.publishableKey,
      STRIPE_WEBHOOK_SECRET: simulator.webhooks.secret,
      STRIPE_API_BASE: url,
    },
    deliverTo(...urls) {
      shopUrls = urls;
    },
    holdWebhooks() {
      let release = (): void => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    close,
  };
}
