import { contradict } from "../decide/money/contradict.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { retrieveIfThere } from "../intents/retrieve-intent.ts";
import { type Difference, paidHere } from "../money/difference.ts";
import { changePayment } from "../outbox/change-payment.ts";
import type { Payment } from "../records/payment.ts";
import type { CompareOptions } from "./comparison-report.ts";
import { listPayments } from "./list-payments.ts";

/**
 * Finds payments that say they are paid, and Stripe has no such money. A person is told of each.
 *
 * @param paidAtStripe Ids of PaymentIntents that are known to have succeeded; every other is asked for.
 */
export async function comparePaid(
  engine: Engine,
  paidAtStripe: ReadonlySet<string>,
  { from, dryRun, signal }: CompareOptions,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for await (const payment of listPayments(engine, { status: "succeeded", createdFrom: from })) {
    if (signal?.aborted) break;
    const { paymentIntentId } = payment;
    if (paymentIntentId === null || paidAtStripe.has(paymentIntentId)) continue;
    const status = await statusAtStripe(engine, payment, paymentIntentId);
    if (status === "succeeded") continue;
    differences.push(paidHere(payment, paymentIntentId, status));
    if (!dryRun) await tellUnpaid(engine, payment, paymentIntentId);
  }
  return differences;
}

async function statusAtStripe(
  engine: Engine,
  payment: Payment,
  paymentIntentId: string,
): Promise<string> {
  const deadlineAt = stripeDeadline(engine);
  const intent = await retrieveIfThere(engine, payment, { paymentIntentId, deadlineAt });
  return intent?.status ?? "missing";
}

async function tellUnpaid(engine: Engine, payment: Payment, id: string): Promise<void> {
  const at = engine.clock.now();
  await changePayment(engine, payment, (each) =>
    each.status === "succeeded" ? contradict(each, "not_paid_at_stripe", id, at) : each,
  );
}
