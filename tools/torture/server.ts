import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, createPayments, isPaymentsError, type Logger } from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import express from "express";
import Stripe from "stripe";
import { mortalPorts } from "./mortal-ports.ts";
import { findOrder } from "./orders.ts";
import type { ServerOrders } from "./plan.ts";
import { type ShopDatabase, withShopDatabase } from "./shop-database.ts";

// A shop's server as a process of its own: an Express app as a team would write it. It says where it listens.
const [, , orders = ""] = process.argv;
// Written by `startServer` of this folder, which types it.
const { store, database, stripeUrl, aheadMs, fate } = JSON.parse(orders) as ServerOrders;
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
  const write =
    (kind: string) =>
    ({ payment, tx }: { payment: Parameters<typeof shop.writeEffect>[2]; tx: Tx }) =>
      ports.call("handler", () => shop.writeEffect(tx, kind, payment));
  const payments = createPayments<unknown, Tx>({
    stripe: new Stripe(STRIPE_SECRET_KEY, {
      host: hostname,
      port,
      protocol: "http",
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient((input, init) =>
        ports.call(`stripe ${init?.method ?? "GET"}`, () => fetch(input, init)),
      ),
    }),
    store: ports.store(shop.store),
    webhookSecrets: [STRIPE_WEBHOOK_SECRET],
    loadOrder: async ({ body }) => findOrder(String(body.order_id)),
    onPayment: {
      succeeded: write("succeeded"),
      canceled: write("canceled"),
      failed: write("failed"),
      review: write("review"),
    },
    stripeDeadlineMs: 5_000,
    clock,
    logger: errorLogger,
  });
  const app = express();
  app.use("/payments", expressPayments(payments));
  app.post("/reconcile", async (_request, response) => {
    response.json(await payments.reconcile());
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
  const worker = payments.worker({ intervalMs: WORKER_INTERVAL_MS });
  const server = createServer(app);
  server.listen(0, "127.0.0.1", () => {
    // A server that listens on a port has an address of this kind.
    process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
    worker.start();
  });
  await new Promise((resolve) => process.once("SIGTERM", resolve));
  process.stdin.destroy();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await worker.stop();
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
