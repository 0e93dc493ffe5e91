import type { Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";

/** Money on one side that the other side does not know. */
export interface Difference {
  readonly paymentIntentId: string;
  readonly paymentId: string;
  /** The order's id, as far as it is known. */
  readonly orderRef: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /**
   * Paid there and not here: `no_such_payment` or `intent_never_stored` (this database has lost rows, as by restoring a
   * backup), or `not_merged`. Paid here and not there: Stripe's status of the intent, or `missing`.
   */
  readonly because: string;
}

/** Money of an intent that no payment here stands for. */
export function paidThere(intent: PaymentIntentSnapshot, because: string): Difference {
  return {
    paymentIntentId: intent.id,
    paymentId: intent.metadata.payment_id ?? "",
    orderRef: intent.metadata.order_id ?? null,
    amount: intent.status === "succeeded" ? intent.amountReceived : intent.amountCapturable,
    currency: intent.currency,
    because,
  };
}

/** Money that a payment says it has and Stripe does not. */
export function paidHere(payment: Payment, paymentIntentId: string, because: string): Difference {
  const { id, orderRef, amount, currency } = payment;
  return { paymentIntentId, paymentId: id, orderRef, amount, currency, because };
}
