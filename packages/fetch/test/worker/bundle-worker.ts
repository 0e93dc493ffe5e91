import { build } from "esbuild";

const SOURCE = `
import { createPayments, memoryStore } from "@chargeonce/core";
import { fetchPayments } from "@chargeonce/fetch";
import Stripe from "stripe";

const heard = [];
let handler;
export default {
  fetch(request, env) {
    if (new URL(request.url).pathname === "/heard") return Response.json(heard);
    handler ??= fetchPayments(
      createPayments({
        stripe: new Stripe(env.STRIPE_SECRET_KEY, { maxNetworkRetries: 0, telemetry: false }),
        store: memoryStore(),
        webhookSecrets: [env.STRIPE_WEBHOOK_SECRET],
        loadOrder: async ({ body }) => ({ id: body.order_id, amount: 1050, currency: "usd" }),
        onPayment: { succeeded: ({ payment }) => void heard.push("succeeded " + payment.orderRef) },
        onEvent: { "payment_intent.succeeded": ({ event }) => void heard.push(event.type) },
      }),
      { basePath: "/payments", otherwise: () => new Response("the worker's own", { status: 418 }) },
    );
    return handler(request);
  },
};
`;

/**
 * A worker with core, fetch and Stripe's SDK in one module.
 *
 * For a platform without Node's modules: esbuild finds none, and what cannot be found ends the build.
 *
 * @param before Code in front of it.
 */
export async function bundleWorker(before = ""): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: before + SOURCE, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    mainFields: ["module"],
    conditions: ["chargeonce-source", "workerd", "worker"],
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text).join("");
}
