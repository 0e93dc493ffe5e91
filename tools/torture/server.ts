import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Clock,
  createPayments,
  isPaymentsError,
  type Logger,
  type PaymentsOptions,
} from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import express from "express";
import Stripe from "stripe";
import { flawedStore } from "./flawed-store.ts";
import { mortalPorts } from "./mortal-ports.ts";
import { findOrder } from "./orders.ts";
import type { ServerOrders } from "./plan.ts";
import type { ShopDatabase } from "./shop-database.ts";
import { shopHandlers } from "./shop-handlers.ts";
import { withShopDatabase } from "./with-shop-database.ts";

// A shop's server as a process of its own: an Express app as a team would write it. It says where it listens.
const [, , orders = ""] = process.argv;
// Written by `startServer` of this folder, which types it.
const { store, database, stripeUrl, aheadMs, role, fate } = JSON.parse(orders) as ServerOrders;
const { STRIPE_SECRET_KEY = "", STRIPE_WEBHOOK_SECRET = "" } = process.env;
const WORKER_INTERVAL_MS = 500;

// Stdin ends when the torturer does, however that ended: nobody is left to stop this one.
process.stdin.resume().once("end", () => process.exit(1));

/** Serves until SIGTERM. */
async function serve<Tx>(shop: ShopDatabase<Tx>): Promise<void> {
  const ports = mortalPorts(fate);
  const clock: Clock = {
    now: () => new Date(Date.now() + aheadMs),
    // An aborted wait is a wait that is over.
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }).catch(() => undefined),
  };
  const { hostname, port } = new URL(stripeUrl);
  const { webhookMode } = role;
  const handlers = shopHandlers(shop, { ports, webhookMode });
  const options: PaymentsOptions<unknown, Tx> = {
    stripe: new Stripe(STRIPE_SECRET_KEY, {
      host: hostname,
      port,
      protocol: "http",
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient((input, init) =>
        ports.call(`stripe ${init?.method ?? "GET"}`, () => fetch(input, init)),
      ),
    }),
    store: flawedStore(ports.store(shop.store), role.flaw),
    webhookSecrets: [STRIPE_WEBHOOK_SECRET],
    // Whoever pays an order is the same customer, on another device.
    scope: () => ({ principal: "customer" }),
    loadOrder: async ({ body }) => findOrder(String(body.order_id)),
    webhookMode,
    ...handlers,
    stripeDeadlineMs: 5_000,
    clock,
    logger: errorLogger,
  };
  const payments = createPayments(options);
  const app = express();
  app.use("/payments", expressPayments(payments));
  // For orders that are only authorised at first.
  const holding = createPayments({ ...options, captureMethod: "manual" });
  app.use("/holds", expressPayments(holding));
  app.post("/reconcile", async (request, response) => {
    response.json(await payments.reconcile({ dryRun: request.query.dry !== undefined }));
  });
  app.get("/spent", (_request, response) => {
    response.json(Object.fromEntries(ports.spent));
  });
  app.post("/cancel/:order", async (request, response) => {
    try {
      const payment = await payments.cancel(request.params.order);
      response.json({ status: payment?.status ?? "none" });
    } catch (error) {
      if (!isPaymentsError(error)) throw error;
      response.status(409).json({ error: { code: error.code, retryable: error.retryable } });
    }
  });
  const worker = role.worker && payments.worker({ intervalMs: WORKER_INTERVAL_MS, ...role.worker });
  const server = createServer(app);
  server.listen(0, "127.0.0.1", () => {
    // A server that listens on a port has an address of this kind.
    process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
    worker?.start();
  });
  await new Promise((resolve) => process.once("SIGTERM", resolve));
  process.stdin.destroy();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await worker?.stop();
  setTimeout(() => server.closeAllConnections(), 2_000).unref();
  await closed;
}

/** Only what a person would have to look at. */
const errorLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => {
    process.stderr.write(
      `${JSON.stringify({ message, ...fields, error: String(fields.error) })}\n`,
    );
  },
};

await withShopDatabase({ store, database }, serve);
