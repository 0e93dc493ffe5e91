import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createPayments, type Payments } from "@chargeonce/core";
import { answerNode } from "./answer-node.ts";
import { createShopFace } from "./answer-shop.ts";
import { closeOnSignal } from "./close-on-signal.ts";
import { type Config, readConfig } from "./config.ts";
import { connectStripe } from "./connect-stripe.ts";
import { listen } from "./listen.ts";
import { logRequests } from "./log-requests.ts";
import { createOrders } from "./orders.ts";
import { openPostgresShop } from "./postgres-shop.ts";
import type { ShopDatabase } from "./shop-database.ts";
import type { ShopRequest, ShopResponse } from "./shop-response.ts";
import { openSqliteShop } from "./sqlite-shop.ts";

/** A shop whose payments wait to be mounted at `/payments` in some framework. */
export interface OpenShop {
  readonly payments: Payments<undefined>;
  /** Answers everything that is not below `/payments`. Never rejects. */
  answer(request: ShopRequest): Promise<ShopResponse>;
  /** The same, where a framework has Node's own request and response. */
  answerNode(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Serves the application until SIGTERM. */
  serve(app: RequestListener): Promise<void>;
  /** For a server that somebody else starts: says where it is reached. @returns What ends the shop. */
  begin(url: string): () => Promise<void>;
  readonly config: Config;
}

/**
 * Opens the database and Stripe, or the simulator in its place.
 *
 * @throws Error with one sentence for each setting that is wrong, or for the database that cannot be used.
 */
export async function openShop(env: NodeJS.ProcessEnv): Promise<OpenShop> {
  const config = readConfig(env);
  const { database } = config;
  return database.engine === "postgres"
    ? open(config, await openPostgresShop(database.url))
    : open(config, await openSqliteShop(database.file));
}

/** @typeParam Tx What the database's handlers write with: a `PoolClient`, or SQLite's connection. */
async function open<Tx>(config: Config, database: ShopDatabase<Tx>): Promise<OpenShop> {
  let shopUrl = "";
  const connection = await connectStripe(config.stripe, () => shopUrl);
  const orders = createOrders(database.tables, connection.world);

  const payments = createPayments({
    stripe: connection.stripe,
    store: database.store,
    webhookSecrets: connection.webhookSecrets,
    confirmationMethod: config.confirmationMethod,
    amountUnit: config.amountUnit,
    ...(config.returnUrl !== null && { returnUrl: config.returnUrl }),
    // A purchase that names an order pays that order's price. One that names none is a donation.
    loadOrder: async ({ body }) => {
      if (!("order_id" in body)) return "client-amount";
      return typeof body.order_id === "string" ? orders.find(body.order_id) : null;
    },
    // The first clients send no key; then every donation is one of its own.
    requireIdempotencyKey: false,
    allowClientAmount: { currencies: ["usd", "eur"], min: 100, max: 50_000 },
    onPayment: {
      succeeded: ({ payment, tx, reason }) => orders.markPaid(tx, payment, reason === "resolved"),
      review: ({ payment, tx, reason }) => orders.markForReview(tx, payment, reason),
    },
    onEvent: {
      "payment_intent.succeeded": async ({ event, tx }) => {
        const paymentId = event.data.object.metadata.payment_id;
        if (paymentId !== undefined) await orders.noteWebhook(tx, paymentId);
      },
    },
  });

  const begin = (url: string) => {
    shopUrl = url;
    const worker = payments.worker();
    worker.start();
    console.log(`\n  Checkout page: ${url}  (${connection.world}; ${database.name})\n`);
    if (config.database.engine === "postgres" && config.stripe === null) {
      console.warn(
        "This server has a simulator to itself: to start several on this database, give them one with STRIPE_API_BASE.",
      );
    }
    return async () => {
      await worker.stop();
      await connection.close();
      await database.close();
    };
  };
  const serve = async (app: RequestListener) => {
    const { server, url } = await listen(app, config);
    logRequests(server, console.log);
    closeOnSignal(server, begin(url));
  };
  const answer = createShopFace(orders, connection, config);
  return {
    config,
    payments,
    answer,
    answerNode: (request, response) => answerNode(request, response, answer),
    begin,
    serve,
  };
}
