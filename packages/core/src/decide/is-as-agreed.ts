import type { Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";

/** Whether the intent still asks for what the payment was made for: anybody with the Dashboard can change it. */
export function isAsAgreed(payment: Payment, intent: PaymentIntentSnapshot): boolean {
  return intent.amount === payment.amount && intent.currency === payment.currency;
}
