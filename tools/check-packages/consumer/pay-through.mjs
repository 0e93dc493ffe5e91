// Pays an order through every adapter, with the packages as their users get them: `import` (default) or `require`.
// Plain JavaScript, for old Nodes, Bun and Deno.
import { once } from "node:events";
import { createRequire } from "node:module";
import { payAnOrder, posterOf } from "./pay-an-order.mjs";

const [, , how = "import"] = process.argv;
const require = createRequire(import.meta.url);
const load = async (name) => (how === "require" ? require(name) : import(name));
const { createPayments, memoryStore } = await load("@chargeonce/core");
const { expressPayments } = await load("@chargeonce/express");
const { fetchPayments } = await load("@chargeonce/fetch");
const { koaPayments } = await load("@chargeonce/koa");
const { createSimulator } = await load("@chargeonce/simulator");
const ofDefault = (module) => module.default ?? module;
const express = ofDefault(await load("express"));
const Koa = ofDefault(await load("koa"));
const Stripe = ofDefault(await load("stripe"));

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
  const settle = async () => ({ problems: (await payments.reconcile()).problems, heard });
  return { simulator, payments, settle };
}

const payAt = (shop, origin) =>
  payAnOrder(
    shop,
    posterOf((path, init) => fetch(`${origin}/payments${path}`, init)),
  );

async function throughServer(shop, app) {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await payAt(shop, `http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const handlerOf = ({ payments }) => fetchPayments(payments, { basePath: "/payments" });
const shops = {
  fetch: async (shop) => {
    const handler = handlerOf(shop);
    const send = (path, init) => handler(new Request(`http://shop.test/payments${path}`, init));
    await payAnOrder(shop, posterOf(send));
  },
  express: (shop) =>
    throughServer(shop, express().use("/payments", expressPayments(shop.payments))),
  koa: (shop) =>
    throughServer(shop, new Koa().use(koaPayments(shop.payments, { basePath: "/payments" }))),
};
const { Bun, Deno } = globalThis;
if (Bun !== undefined) {
  shops["Bun.serve"] = async (shop) => {
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: handlerOf(shop) });
    await payAt(shop, `http://127.0.0.1:${server.port}`);
    await server.stop(true);
  };
}
if (Deno !== undefined) {
  shops["Deno.serve"] = async (shop) => {
    const where = { port: 0, hostname: "127.0.0.1", onListen: hush };
    const server = Deno.serve(where, handlerOf(shop));
    await payAt(shop, `http://127.0.0.1:${server.addr.port}`);
    await server.shutdown();
  };
}
for (const pay of Object.values(shops)) await pay(openShop());
const runtime = Bun ? `bun ${Bun.version}` : Deno ? `deno ${Deno.version.deno}` : process.version;
const versions = ["stripe", "express", "koa"].map(
  (name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`,
);
console.log(`  ${runtime}, ${how}: ${Object.keys(shops).join(", ")}; ${versions.join(", ")}`);
