import { createPayments } from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import express from "express";
import { closeOnSignal } from "./close-on-signal.ts";
import { type Config, readConfig } from "./config.ts";
import { connectStripe } from "./connect-stripe.ts";
import { listen } from "./listen.ts";
import { logRequests } from "./log-requests.ts";
import { createOrders } from "./orders.ts";
import { openPostgresShop } from "./postgres-shop.ts";
import type { ShopDatabase } from "./shop-database.ts";
import { shopRoutes } from "./shop-routes.ts";
import { openSqliteShop } from "./sqlite-shop.ts";

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const { database } = config;
  if (database.engine === "postgres") await serve(config, await openPostgresShop(database.url));
  else await serve(config, await openSqliteShop(database.file));
}

/** @typeParam Tx What the database's handlers write with: a `PoolClient`, or SQLite's connection. */
async function serve<Tx>(config: Config, database: ShopDatabase<Tx>): Promise<void> {
  let shopUrl = "";
  const connection = await connectStripe(config.stripe, () => shopUrl);
  const orders = createOrders(database.tables, connection.world);

  const payments = createPayments({
    stripe: connection.stripe,
    store: database.store,
    webhookSecrets: connection.webhookSecrets,
    confirmationMethod: config.confirmationMethod,
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

  const app = express().disable("x-powered-by").use(logRequests(console.log));
  app.use("/payments", expressPayments(payments));
  app.use(shopRoutes(orders, connection, config));

  const { server, url } = await listen(app, config);
  shopUrl = url;
  const worker = payments.worker();
  worker.start();
  closeOnSignal(server, async () => {
    await worker.stop();
    await connection.close();
    await database.close();
  });
  console.log(`\n  Checkout page: ${url}  (${connection.world}; ${database.name})\n`);
  if (config.database.engine === "postgres" && config.stripe === null) {
    console.warn(
      "This server has a simulator to itself: to start several on this database, give them one with STRIPE_API_BASE.",
    );
  }
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
