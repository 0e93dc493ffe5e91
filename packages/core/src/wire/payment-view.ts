import { type NextStep, nextStepOf } from "../decide/next-step.ts";
import { PaymentsError } from "../errors.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";

/** An answer and whether the client's key had been used before. */
export interface Answer<Body> {
  readonly body: Body;
  readonly replayed: boolean;
}

/** Answer of process, as on the wire. */
export interface ProcessResponse {
  readonly client_secret: string;
  readonly status: string;
  readonly requires_action?: true;
  readonly payment_id: string;
  readonly next_step: NextStep;
}

/** Answer of confirm, as on the wire. */
export interface ConfirmResponse {
  readonly status: string;
  readonly requires_action?: true;
  /** Only when the client must act. */
  readonly client_secret?: string;
  readonly payment_id: string;
  readonly next_step: NextStep;
}

/** Answer of status, as on the wire. */
export interface StatusResponse {
  readonly status: string;
  readonly requires_action?: true;
  readonly payment_id: string;
  readonly next_step: NextStep;
  /** What was agreed, in minor units; so are the other amounts, which are Stripe's. */
  readonly amount: number;
  readonly currency: string;
  readonly amount_received: number;
  readonly amount_refunded: number;
}

/** What process tells: the secret leaves only with an intent that is stored. */
export function processView(payment: Payment, intent: PaymentIntentSnapshot): ProcessResponse {
  return { client_secret: secretOf(payment, intent), ...statusView(payment, "process") };
}

/** What confirm tells. */
export function confirmView(
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
): ConfirmResponse {
  const view = statusView(payment, "confirm");
  if (view.requires_action !== true || intent === null) return view;
  return { ...view, client_secret: secretOf(payment, intent) };
}

/** Status, id and next step: what every answer has. */
export function statusView(payment: Payment, operation: "process" | "confirm" | "status") {
  return {
    status: payment.status,
    ...(payment.status === "requires_action" ? { requires_action: true as const } : {}),
    payment_id: payment.id,
    next_step: nextStepOf(payment, operation),
  };
}

function secretOf(payment: Payment, intent: PaymentIntentSnapshot): string {
  if (intent.id === payment.paymentIntentId && intent.clientSecret !== null) {
    return intent.clientSecret;
  }
  throw new PaymentsError("internal_error", "Stripe's answer had no client secret.", {
    details: { payment_id: payment.id },
  });
}
