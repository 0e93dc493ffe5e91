// Pays an order through every adapter, with the packages as their users get them. Plain JavaScript, for old Nodes.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createPayments, memoryStore } from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import { fetchPayments } from "@chargeonce/fetch";
import { koaPayments } from "@chargeonce/koa";
import { createSimulator } from "@chargeonce/simulator";
import express from "express";
import Koa from "koa";
import Stripe from "stripe";

const require = createRequire(import.meta.url);
// A decline and a lost answer are logged by default; here they are meant.
const hush = () => undefined;
const logger = { debug: hush, info: hush, warn: hush, error: hush };

function openShop() {
  const simulator = createSimulator({ webhookEndpoints: [{ url: "http://shop.invalid/webhook" }] });
  const heard = [];
  const payments = createPayments({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
      telemetry: false,
    }),
    store: memoryStore(),
    webhookSecrets: [simulator.webhooks.secret],
    logger,
    loadOrder: async ({ body }) => ({ id: body.order_id, amount: 1050, currency: "usd" }),
    onPayment: {
      succeeded: ({ payment }) => void heard.push(`succeeded ${payment.orderRef}`),
      refunded: ({ refund }) => void heard.push(`refunded ${refund.amount}`),
    },
    onEvent: { "payment_intent.succeeded": ({ event }) => void heard.push(event.type) },
  });
  return { simulator, payments, heard };
}

/** Declined, challenged, lost on the way, paid, told by Stripe, refunded. */
async function payAnOrder({ simulator, payments, heard }, post) {
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };
  const declined = { ...order, payment_method_id: "pm_card_visa_chargeDeclined" };
  const { client_secret: secret } = await post("/process", declined, 200);
  const confirm = (body, status) =>
    post("/confirm", { payment_intent_client_secret: secret, ...body }, status);
  assert.equal((await confirm({}, 402)).error.code, "card_declined");

  const challenged = await confirm({ payment_method_id: "pm_card_threeDSecure2Required" }, 200);
  assert.equal(challenged.next_step, "handle_next_action");
  simulator.authenticate(secret.replace(/_secret_.*/, ""), "fail");
  assert.equal((await confirm({}, 402)).error.code, "authentication_failed");

  simulator.faults.next("lose_response", { route: "confirm" });
  const lost = await confirm({ payment_method_id: "pm_card_visa" }, 503);
  assert.equal(lost.error.code, "payment_outcome_unknown");
  assert.equal((await confirm({ payment_method_id: "pm_card_visa" }, 200)).status, "succeeded");

  const [intent] = simulator.ledger.paymentIntents();
  const paid = simulator.events.list().find(({ type }) => type === "payment_intent.succeeded");
  const signed = simulator.webhooks.signed(paid);
  assert.deepEqual(await post("/webhook", signed.body, 200, signed.headers), { received: true });
  await simulator.fetch("https://api.stripe.com/v1/refunds", {
    method: "POST",
    headers: {
      authorization: `Bearer ${simulator.keys.secretKey}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: `payment_intent=${intent.id}&amount=50`,
  });
  const report = await payments.reconcile();
  assert.deepEqual(report.problems, []);
  assert.deepEqual(heard.sort(), ["payment_intent.succeeded", "refunded 50", "succeeded order_1"]);
  assert.equal(simulator.ledger.succeededCharges().length, 1);
}

/** A poster of JSON that expects a status. */
const posterOf = (send) => async (path, body, status, headers) => {
  const response = await send(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, status, `${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
};

async function throughServer(shop, app) {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}/payments`;
  try {
    await payAnOrder(
      shop,
      posterOf((path, init) => fetch(origin + path, init)),
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const shops = {
  fetch: async (shop) => {
    const handler = fetchPayments(shop.payments, { basePath: "/payments" });
    const send = (path, init) => handler(new Request(`http://shop.test/payments${path}`, init));
    await payAnOrder(shop, posterOf(send));
  },
  express: (shop) =>
    throughServer(shop, express().use("/payments", expressPayments(shop.payments))),
  koa: (shop) =>
    throughServer(shop, new Koa().use(koaPayments(shop.payments, { basePath: "/payments" }))),
};
for (const pay of Object.values(shops)) await pay(openShop());
const versions = ["stripe", "express", "koa"].map(
  (name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`,
);
console.log(`  node ${process.versions.node}: ${versions.join(", ")}`);
