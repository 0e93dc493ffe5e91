import { mergeIntent } from "../decide/money/merge-intent.ts";
import type { Engine } from "../engine.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { ABSORBING } from "../records/statuses.ts";
import { mergeFetched } from "./merge-fetched.ts";
import { retrieveIfThere, retrieveIntent } from "./retrieve-intent.ts";

/** A payment together with what Stripe said of it last. */
export interface Known {
  readonly payment: Payment;
  readonly intent: PaymentIntentSnapshot;
}

/**
 * Fetches the stored PaymentIntent and merges it.
 *
 * @param payment Stores a `paymentIntentId`.
 * @throws PaymentsError by what Stripe answered; `payment_in_progress` when others keep changing the payment.
 */
export async function fetchIntent(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Known> {
  const paymentIntentId = intentIdOf(payment);
  const known = await mergeFetched(engine, payment, {
    ask: (current) => retrieveIntent(engine, current, { paymentIntentId, deadlineAt }),
    merge: mergeIntent,
    holds: ({ status }) => ABSORBING.has(status),
  });
  return { payment: known.payment, intent: known.fetched };
}

/**
 * The same for an operator's decision: an intent may have vanished at Stripe.
 *
 * @param vanished What the payment becomes when Stripe knows no such PaymentIntent.
 */
export async function fetchIfThere(
  engine: Engine,
  payment: Payment,
  { deadlineAt, vanished }: { deadlineAt: Date; vanished: (payment: Payment, at: Date) => Payment },
): Promise<Payment> {
  const paymentIntentId = intentIdOf(payment);
  const known = await mergeFetched(engine, payment, {
    ask: (current) => retrieveIfThere(engine, current, { paymentIntentId, deadlineAt }),
    merge: (each, intent, at) =>
      intent === null ? vanished(each, at) : mergeIntent(each, intent, at),
    holds: (intent) => intent !== null && ABSORBING.has(intent.status),
  });
  return known.payment;
}

function intentIdOf({ paymentIntentId }: Payment): string {
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  return paymentIntentId;
}
