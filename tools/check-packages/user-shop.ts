/** What a user writes, in TypeScript: every adapter, with whatever versions of its peers are installed. */
export const USER_SHOP = `
import { createPayments, isPaymentsError, memoryStore, type PaymentHandlers } from "@chargeonce/core";
import { expressPayments } from "@chargeonce/express";
import { fetchPayments } from "@chargeonce/fetch";
import { koaPayments } from "@chargeonce/koa";
import { createSimulator } from "@chargeonce/simulator";
import { postgresStore } from "@chargeonce/store-postgres";
import express from "express";
import Koa from "koa";
import { Pool, type PoolClient } from "pg";
import Stripe from "stripe";

interface Visitor {
  readonly userId: string;
}
const simulator = createSimulator();
export const payments = createPayments({
  stripe: new Stripe("sk_test_1", { httpClient: Stripe.createFetchHttpClient(simulator.fetch) }),
  store: postgresStore(new Pool()),
  webhookSecrets: ["whsec_1"],
  scope: ({ userId }: Visitor) => ({ principal: userId }),
  loadOrder: async ({ context }) => ({ id: context.userId, amount: 1050, currency: "usd" }),
  paymentIntentParams: () => ({ setup_future_usage: "off_session" }),
  onPayment: {
    succeeded: async ({ payment, tx }) => {
      const client: PoolClient = tx;
      await client.query("select 1");
      return payment.amount === 1050 ? undefined : "review";
    },
  },
  onEvent: {
    "charge.dispute.created": ({ event }) => {
      const dispute: Stripe.Dispute = event.data.object;
      console.log(dispute.reason);
    },
    // @ts-expect-error Stripe has no such event
    "charge.dispute.creatd": async () => undefined,
  },
});
// What succeeded may answer needs no annotation.
declare function take(handlers: PaymentHandlers<PoolClient>): void;
take({ succeeded: () => "review" });
take({ succeeded: async () => "review" });
take({ succeeded: async ({ payment }) => { if (payment.amount === 1) return "review"; } });
take({ succeeded: () => {} });
take({ succeeded: async () => {} });
// @ts-expect-error misspelt
take({ succeeded: () => "rewiew" });
// @ts-expect-error misspelt, as a promise
take({ succeeded: async () => "rewiew" });
const context = async () => ({ userId: "user_1" });
export const app: express.Express = express().use("/payments", expressPayments(payments, { context }));
export const koa = new Koa().use(koaPayments(payments, { context, basePath: "/payments" }));
export const handler: (request: Request) => Promise<Response> = fetchPayments(payments, { context });
// @ts-expect-error who asks?
expressPayments(payments);
export const codeOf = (error: unknown) => (isPaymentsError(error) ? error.code : null);
`;
