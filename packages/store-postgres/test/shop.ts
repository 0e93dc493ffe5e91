import { createPayments, type Logger, type Payments } from "@chargeonce/core";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import type { Pool, PoolClient } from "pg";
import Stripe from "stripe";
import { postgresStore } from "../src/index.ts";

/** What the customer's app sends to process. */
export const ORDER = { order_id: "1001", amount: 1050, currency: "usd" };

const WEBHOOK_SECRET = "whsec_postgres_shop";

/** A backend around the library on Postgres: one order of 10.50 USD, and a table of paid orders beside the payments. */
export interface Shop {
  readonly simulator: Simulator;
  readonly payments: Payments<undefined>;
  /** The customer's app: processes the order and confirms its payment, as it does without the server. */
  payInTheApp(idempotencyKey?: string): Promise<void>;
  /** Delivers every due webhook. @returns How many. */
  deliver(): Promise<number>;
  /** The last webhook's status, as Stripe saw it. */
  lastAnswer(): number | null;
}

/**
 * @param options.schema Where the payments lie, and `paid (order_ref text)`.
 * @param options.pay What the `succeeded` handler does; without it nobody hears anything.
 */
export function openShop(options: {
  pool: Pool;
  schema: string;
  pay?: (tx: PoolClient, orderRef: string) => Promise<void>;
}): Shop {
  const { pool, schema, pay } = options;
  let lastAnswer: number | null = null;
  const simulator = createSimulator({
    seed: 1,
    webhookEndpoints: [{ url: "https://shop.test/webhook", secret: WEBHOOK_SECRET }],
    fetch: async (_url, init) => {
      const { status } = await payments.http.handle({
        method: "POST",
        path: "/webhook",
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: { kind: "raw", bytes: new TextEncoder().encode(String(init?.body)) },
        context: () => undefined,
      });
      lastAnswer = status;
      return new Response("", { status });
    },
  });
  const payments = createPayments<undefined, PoolClient>({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
      telemetry: false,
    }),
    store: postgresStore(pool, { schema }),
    webhookSecrets: [WEBHOOK_SECRET],
    loadOrder: async ({ body }) => ({ id: String(body.order_id), amount: 1050, currency: "usd" }),
    onPayment: { succeeded: ({ payment, tx }) => pay?.(tx, payment.orderRef) },
    logger: silent,
  });
  return {
    simulator,
    payments,
    async payInTheApp(idempotencyKey) {
      const { client_secret } = await payments.process(ORDER, {
        context: undefined,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      simulator.confirmOnClient(String(client_secret), { paymentMethod: "pm_card_visa" });
    },
    deliver: () => simulator.webhooks.deliverDue(),
    lastAnswer: () => lastAnswer,
  };
}

const quiet = () => undefined;
const silent: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
