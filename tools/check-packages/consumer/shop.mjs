// The shop behind every framework that calls a handler of its own.
import { createPayments, memoryStore } from "@chargeonce/core";
import { fetchPayments } from "@chargeonce/fetch";
import Stripe from "stripe";

const { hostname, port } = new URL(process.env.STRIPE_API_BASE);
const heard = [];
const hush = () => undefined;
const payments = createPayments({
  stripe: new Stripe(process.env.STRIPE_SECRET_KEY, {
    host: hostname,
    port,
    protocol: "http",
    // Node's own client would ask once more by itself where the check lets an answer get lost.
    httpClient: Stripe.createFetchHttpClient(),
  }),
  store: memoryStore(),
  webhookSecrets: [process.env.STRIPE_WEBHOOK_SECRET],
  logger: { debug: hush, info: hush, warn: hush, error: hush },
  loadOrder: async ({ body }) => ({ id: body.order_id, amount: 1050, currency: "usd" }),
  onPayment: {
    succeeded: ({ payment }) => void heard.push(`succeeded ${payment.orderRef}`),
    refunded: ({ refund }) => void heard.push(`refunded ${refund.amount}`),
  },
  onEvent: { "payment_intent.succeeded": ({ event }) => void heard.push(event.type) },
});

export const handler = fetchPayments(payments, {
  basePath: "/payments",
  // What the check asks at the end.
  otherwise: async () => Response.json({ problems: (await payments.reconcile()).problems, heard }),
});
