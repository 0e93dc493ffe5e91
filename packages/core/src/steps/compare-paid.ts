import { type Engine, stripeDeadline } from "../engine.ts";
import type { Payment } from "../payment.ts";
import { failureOf } from "../wire/stripe-failure.ts";
import type { CompareOptions } from "./compare-with-stripe.ts";
import { type Difference, paidHere } from "./difference.ts";
import { listPayments } from "./list-payments.ts";

/**
 * Finds payments that say they are paid, and Stripe has no such money.
 *
 * @param paidAtStripe Ids of PaymentIntents that are known to have succeeded; every other is asked for.
 */
export async function comparePaid(
  engine: Engine,
  paidAtStripe: ReadonlySet<string>,
  { from, signal }: CompareOptions,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for await (const payment of listPayments(engine, { status: "succeeded", createdFrom: from })) {
    if (signal?.aborted) break;
    const { paymentIntentId } = payment;
    if (paymentIntentId === null || paidAtStripe.has(paymentIntentId)) continue;
    const status = await statusAtStripe(engine, payment, paymentIntentId);
    if (status !== "succeeded") differences.push(paidHere(payment, paymentIntentId, status));
  }
  return differences;
}

async function statusAtStripe(
  engine: Engine,
  payment: Payment,
  paymentIntentId: string,
): Promise<string> {
  const deadlineAt = stripeDeadline(engine);
  const answer = await engine.gateway.retrievePaymentIntent(paymentIntentId, { deadlineAt });
  if (answer.kind === "intent") return answer.intent.status;
  if (answer.kind === "refused" && answer.reason === "missing") return "missing";
  if (answer.kind === "declined") throw new Error("Stripe declined a fetch.");
  throw failureOf(engine, payment, answer);
}
