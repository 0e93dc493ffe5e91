import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import type { Payment } from "../../records/payment.ts";

/** Test methods that Stripe knows by name (`pm_card_visa`): each use makes a method with an id of its own. */
export function isTestAlias(method: string): boolean {
  return /^pm_(card|usBankAccount)_/.test(method);
}

/** The method's own id, where the intent shows it. */
export function realIdOf(payment: Payment, intent: PaymentIntentSnapshot, method: string): string {
  const shown = intent.paymentMethodId;
  return shown !== null && isMethodOnIntent(payment, intent, method) ? shown : method;
}

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
