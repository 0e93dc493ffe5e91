import type { Engine } from "../engine.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import type { StrayCharge } from "../records/stray-charge.ts";

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
   * Paid there and not here: why it is a {@link StrayCharge} or a contradiction, or `not_merged`. Paid here and not there:
   * Stripe's status of the intent, or `missing`.
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

/** The same of one that was found before. */
export function paidThereBefore(stray: StrayCharge): Difference {
  const { id, paymentId, orderRef, amount, currency, because } = stray;
  return { paymentIntentId: id, paymentId: paymentId ?? "", orderRef, amount, currency, because };
}

/** Money that a payment says it has and Stripe does not. */
export function paidHere(payment: Payment, paymentIntentId: string, because: string): Difference {
  const { id, orderRef, amount, currency } = payment;
  return { paymentIntentId, paymentId: id, orderRef, amount, currency, because };
}

const SAYS = {
  paid_there_not_here: "Stripe has money that no payment here stands for.",
  paid_here_not_there: "A payment is paid here and Stripe has no such money.",
} as const;

/** Tells the operator in the log. */
export function reportDifference(
  { logger }: Engine,
  event: keyof typeof SAYS,
  { paymentIntentId, paymentId, orderRef, because }: Difference,
): void {
  logger.error(
    {
      event,
      payment_intent_id: paymentIntentId,
      payment_id: paymentId,
      order_ref: orderRef,
      reason: because,
    },
    `${SAYS[event]} A person must look.`,
  );
}
