import type { Engine } from "../engine.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
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
  asked: Asked,
): Promise<PaymentIntentSnapshot> {
  const answer = await ask(engine, asked);
  if (answer.kind === "intent") return answer.intent;
  throw failureOf(engine, payment, answer);
}

/**
 * The same for an operator's decision, which may be about an intent that has vanished: its data were deleted, or the key is
 * of another account.
 *
 * @returns null when Stripe knows no such PaymentIntent.
 */
export async function retrieveIfThere(
  engine: Engine,
  payment: Payment | null,
  asked: Asked,
): Promise<PaymentIntentSnapshot | null> {
  const answer = await ask(engine, asked);
  if (answer.kind === "intent") return answer.intent;
  if (answer.kind === "refused" && answer.code === "resource_missing") return null;
  throw failureOf(engine, payment, answer);
}

interface Asked {
  readonly paymentIntentId: string;
  readonly deadlineAt: Date;
  readonly withCharge?: boolean;
}

async function ask(engine: Engine, { paymentIntentId, ...options }: Asked) {
  const answer = await engine.gateway.retrievePaymentIntent(paymentIntentId, options);
  if (answer.kind === "declined") throw new Error("Stripe declined a fetch.");
  return answer;
}
