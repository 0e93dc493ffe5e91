import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, createPayments } from "@chargeonce/core";
import Stripe from "stripe";
import { sqliteStore } from "../../src/index.ts";
import { jsonLogger } from "./json-logger.ts";
import { readArguments } from "./life.ts";
import { mortalPorts } from "./mortal-ports.ts";
import { makeTables, markPaid, ORDERS } from "./orders.ts";

// A shop's server as a process of its own. It says where it listens, and at an end in peace how many port calls it made.
const { file, stripeUrl, kill, worker: runsWorker, aheadMs } = readArguments();
const { STRIPE_SECRET_KEY = "", STRIPE_WEBHOOK_SECRET = "" } = process.env;
const WORKER_INTERVAL_MS = 50;

const clock: Clock = {
  now: () => new Date(Date.now() + aheadMs),
  // An aborted wait is a wait that is over.
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }).catch(() => undefined),
};
const ports = mortalPorts(kill);
const store = sqliteStore({ file });
await store.transaction(async ({ tx }) => makeTables(tx));

const { hostname, port } = new URL(stripeUrl);
const payments = createPayments<undefined, DatabaseSync>({
  stripe: new Stripe(STRIPE_SECRET_KEY, {
    host: hostname,
    port,
    protocol: "http",
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input, init) => ports.call(() => fetch(input, init))),
  }),
  store: ports.store(store),
  webhookSecrets: [STRIPE_WEBHOOK_SECRET],
  // Whoever pays an order is the same customer, on another device.
  scope: () => ({ principal: "customer" }),
  loadOrder: async ({ body }) => ORDERS.find(({ id }) => id === body.order_id) ?? null,
  onPayment: {
    succeeded: ({ payment, tx }) => ports.call(async () => markPaid(tx, payment)),
  },
  clock,
  logger: jsonLogger,
});

const server = createServer((request, response) => {
  answer(request)
    .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
    .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
});
server.listen(0, "127.0.0.1", () => {
  // A server that listens on a port has an address of this kind.
  process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
  if (runsWorker) worker.start();
});
const worker = payments.worker({ intervalMs: WORKER_INTERVAL_MS });

// Stdin ends when the test's process does, however that ended: nobody is left to stop this one.
process.stdin.resume().once("end", () => process.exit(1));

process.once("SIGTERM", async () => {
  process.stdin.destroy();
  server.close();
  server.closeAllConnections();
  await worker.stop();
  await store.close();
  process.stdout.write(`ended after ${ports.calls()} calls\n`);
});

async function answer(request: IncomingMessage) {
  const { method = "GET", url: path = "/", headers } = request;
  const bytes = await buffer(request);
  return payments.http.handle({
    method,
    path,
    headers,
    body: { kind: "raw", bytes },
    context: () => undefined,
  });
}
