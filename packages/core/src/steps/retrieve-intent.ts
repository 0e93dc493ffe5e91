import type { Engine } from "../engine.ts";
import type { Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { failureOf } from "../wire/stripe-failure.ts";

/**
 * Asks Stripe how a PaymentIntent stands now; merges and stores nothing.
 *
 * @param payment Whom an error is about; null when about none of ours.
 * @throws PaymentsError by what Stripe answered instead.
 */
export async function retrieveIntent(
  engine: Engine,
  payment: Payment | null,
  asked: { paymentIntentId: string; deadlineAt: Date; withCharge?: boolean },
): Promise<PaymentIntentSnapshot> {
  const { paymentIntentId, ...options } = asked;
  const answer = await engine.gateway.retrievePaymentIntent(paymentIntentId, options);
  if (answer.kind === "intent") return answer.intent;
  if (answer.kind === "declined") throw new Error("Stripe declined a fetch.");
  throw failureOf(engine, payment, answer);
}
