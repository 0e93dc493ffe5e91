import type { Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";

/** Whether a method is the one on the intent, by its id or by the name under which we gave it to Stripe. */
export function isMethodOnIntent(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string,
): boolean {
  if (intent.paymentMethodId === null) return false;
  if (intent.paymentMethodId === method) return true;
  return payment.method?.requested === method && payment.method.resolved === intent.paymentMethodId;
}
