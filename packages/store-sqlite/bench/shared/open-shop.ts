import { createPayments, type Logger, type Store } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import Stripe from "stripe";

/** A backend on a store, with the simulator in the same process in Stripe's place. */
export interface Shop {
  /** Processes an order, as an app does that sends a key. @returns The client secret. */
  begin(order: string): Promise<string>;
  /** Processes and confirms an order and receives its webhooks. @returns The order's status, and how many webhooks were taken. */
  pay(order: string): Promise<readonly [status: string, taken: number]>;
  /** Cancels an order that was begun, and receives its webhooks. */
  cancel(order: string): Promise<void>;
}

const SECRET = "whsec_bench";
const call = (idempotencyKey: string) => ({ context: undefined, idempotencyKey });

/** @param seed Of the simulator: two shops on one store need two. */
export function openShop<Tx>(store: Store<Tx>, seed: number): Shop {
  let taken = 0;
  const simulator = createSimulator({
    seed,
    webhookEndpoints: [{ url: "https://shop.test/webhook", secret: SECRET }],
    fetch: async (_url, init) => {
      const { status } = await payments.http.handle({
        method: "POST",
        path: "/webhook",
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: { kind: "raw", bytes: new TextEncoder().encode(String(init?.body)) },
        context: () => undefined,
      });
      if (status === 200) taken += 1;
      return new Response("", { status });
    },
  });
  const payments = createPayments<undefined, Tx>({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
      telemetry: false,
    }),
    store,
    webhookSecrets: [SECRET],
    loadOrder: async ({ body }) => ({ id: String(body.order_id), amount: 1050, currency: "usd" }),
    onPayment: { succeeded: () => undefined },
    logger: silent,
  });

  const begin = async (order: string) => {
    const request = { order_id: order, amount: 1050, currency: "usd" };
    const named = { ...request, payment_method_id: "pm_card_visa" };
    return String((await payments.process(named, call(`process-${order}`))).client_secret);
  };
  return {
    begin,
    async pay(order) {
      const before = taken;
      const secret = { payment_intent_client_secret: await begin(order) };
      const { status } = await payments.confirm(secret, call(`confirm-${order}`));
      await simulator.webhooks.deliverDue();
      return [status, taken - before];
    },
    async cancel(order) {
      await payments.cancel(order);
      await simulator.webhooks.deliverDue();
    },
  };
}

const quiet = () => undefined;
const silent: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
