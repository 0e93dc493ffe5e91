import type { Payment, StepAttempt } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import type { PaymentIntentSnapshot } from "../../src/ports/stripe-gateway.ts";

export const NOON = new Date("2026-11-23T12:00:00Z");

/** An instant some seconds after noon, or before it. */
export function after(seconds: number): Date {
  return new Date(NOON.getTime() + seconds * 1_000);
}

/** An unconfirmed intent that carries nothing of anybody. */
export function unpaidIntent(changes: Partial<PaymentIntentSnapshot> = {}): PaymentIntentSnapshot {
  return {
    id: "pi_own",
    status: "requires_payment_method",
    amount: 1050,
    amountReceived: 0,
    amountCapturable: 0,
    currency: "usd",
    livemode: false,
    captureMethod: "automatic",
    customerId: null,
    description: null,
    receiptEmail: null,
    setupFutureUsage: null,
    clientSecret: null,
    paymentMethodId: null,
    lastPaymentError: null,
    lastErrorMethodId: null,
    actionExpiresAt: null,
    metadata: { payment_id: "pay_1", order_id: "order_1" },
    cancellationReason: null,
    createdAt: NOON,
    charge: null,
    ...changes,
  };
}

/** The payment that stores it. */
export function unpaidPayment(changes: Partial<Payment> = {}): Payment {
  return freshPayment({
    id: "pay_1",
    orderRef: "order_1",
    amount: 1050,
    currency: "usd",
    paymentIntentId: "pi_own",
    clientSecretHash: "secret",
    status: "requires_payment_method",
    lastActiveAt: NOON,
    createdAt: NOON,
    ...changes,
  });
}

export const DECLINE = {
  code: "card_declined",
  declineCode: "insufficient_funds",
  message: "Your card has insufficient funds.",
  chargeId: "ch_1",
};

/** A confirm with card A that key A began at noon, unanswered. */
export function confirmAttempt(changes: Partial<StepAttempt> = {}): StepAttempt {
  return {
    step: "confirm",
    n: 1,
    method: "pm_a",
    resolvedMethod: "pm_a",
    request: { parameters: {}, apiVersion: "2026-10-28.endive", account: "" },
    clientKeyHashes: ["key_a"],
    firstSentAt: NOON,
    lastSentAt: NOON,
    sends: 1,
    outcome: null,
    ...changes,
  };
}
