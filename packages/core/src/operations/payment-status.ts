import { noteActivity } from "../decide/due.ts";
import { type Caller, type Engine, stripeDeadline } from "../engine.ts";
import { fetchIntent } from "../intents/fetch-intent.ts";
import { findBySecret } from "../orders/find-by-secret.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { Payment } from "../records/payment.ts";
import { FINAL, UNCONFIRMED } from "../records/statuses.ts";
import { parseStatusRequest } from "../wire/contract.ts";
import { type StatusResponse, statusView } from "../wire/payment-view.ts";
import { requestOrThrow } from "../wire/refuse-request.ts";

/**
 * The current truth, for an app that still holds the client secret. What can still change is asked of Stripe. The figures of
 * a final payment are told as they are stored: webhooks and reconcile bring refunds, and an app that keeps asking about a paid
 * order must not cost a request to Stripe each time.
 *
 * @param input The request's JSON, nothing in it trusted.
 * @throws PaymentsError `payment_not_found`, and what Stripe's answer means.
 */
export async function paymentStatus(
  engine: Engine,
  caller: Caller,
  input: unknown,
): Promise<StatusResponse> {
  const request = requestOrThrow(parseStatusRequest(input));
  const found = await findBySecret(engine, caller, request);
  const payment = FINAL.has(found.status)
    ? found
    : await noted(engine, (await fetchIntent(engine, found, stripeDeadline(engine))).payment);
  return {
    ...statusView(payment, "status"),
    amount: payment.amount,
    currency: payment.currency,
    amount_received: payment.amountReceived,
    amount_refunded: payment.amountRefunded,
  };
}

/** An app that asks is a sign of life. */
function noted(engine: Engine, payment: Payment): Promise<Payment> {
  return compareAndSet(engine, payment, (each) =>
    UNCONFIRMED.has(each.status) ? noteActivity(each, engine.clock.now()) : each,
  );
}
