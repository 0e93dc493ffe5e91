import type Stripe from "stripe";
import type { ChargeFacts, PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { isJsonObject, type JsonObject, type PaymentFailure } from "../records/payment.ts";

/** The PaymentIntent as the core knows it. */
export function readIntent(intent: Stripe.PaymentIntent): PaymentIntentSnapshot {
  return {
    id: intent.id,
    status: intent.status,
    amount: intent.amount,
    amountReceived: intent.amount_received ?? 0,
    amountCapturable: intent.amount_capturable ?? 0,
    currency: intent.currency,
    livemode: intent.livemode,
    captureMethod: intent.capture_method,
    customerId: idOf(intent.customer),
    description: intent.description ?? null,
    receiptEmail: intent.receipt_email ?? null,
    setupFutureUsage: intent.setup_future_usage ?? null,
    clientSecret: intent.client_secret ?? null,
    paymentMethodId: idOf(intent.payment_method),
    lastPaymentError: readFailure(intent.last_payment_error),
    lastErrorMethodId: idOf(intent.last_payment_error?.payment_method),
    actionExpiresAt: readExpiry(intent.next_action),
    metadata: intent.metadata ?? {},
    cancellationReason: intent.cancellation_reason ?? null,
    createdAt: instantOf(intent.created),
    charge: readCharge(intent.latest_charge),
  };
}

/**
 * The PaymentIntent in a verified event's `data.object`; null when it is something else, or when it lacks what is needed to
 * believe it: events are written in the version of their endpoint, and not every version has every member.
 */
export function readIntentOfEvent(object: JsonObject): PaymentIntentSnapshot | null {
  if (object.object !== "payment_intent" || typeof object.id !== "string") return null;
  if (typeof object.status !== "string" || typeof object.amount !== "number") return null;
  if (typeof object.currency !== "string" || typeof object.created !== "number") return null;
  if (typeof object.livemode !== "boolean" || !isJsonObject(object.metadata)) return null;
  if (!(NEEDED[object.status] ?? []).every(([name, type]) => typeof object[name] === type))
    return null;
  // Stripe signed it as a PaymentIntent, and what is always read of one was checked above.
  return readIntent(object as unknown as Stripe.PaymentIntent);
}

/** Vouchers and codes say until when they can be paid, each kind in a member of its own. */
function readExpiry(action: Stripe.PaymentIntent["next_action"] | undefined): Date | null {
  for (const details of Object.values(action ?? {})) {
    if (typeof details !== "object" || details === null) continue;
    const [seconds] = ["expires_after", "expires_at"]
      .map((name) => (name in details ? Number(Reflect.get(details, name)) : Number.NaN))
      .filter((each) => Number.isFinite(each));
    if (seconds !== undefined) return instantOf(seconds);
  }
  return null;
}
/** What tells how much money there is; a missing figure is not zero. */
const FIGURES = [
  ["amount_received", "number"],
  ["amount_capturable", "number"],
  ["capture_method", "string"],
] as const;
const NEEDED: Readonly<Record<string, typeof FIGURES>> = {
  succeeded: FIGURES,
  requires_capture: FIGURES,
  canceled: FIGURES,
};

function readFailure(
  error: Stripe.PaymentIntent["last_payment_error"] | undefined,
): PaymentFailure | null {
  if (!error) return null;
  return {
    code: error.code ?? error.type,
    declineCode: error.decline_code || null,
    message: error.message ?? "The payment failed.",
    chargeId: typeof error.charge === "string" ? error.charge : null,
  };
}

function readCharge(charge: Stripe.PaymentIntent["latest_charge"] | undefined): ChargeFacts | null {
  if (typeof charge !== "object" || charge === null) return null;
  // What was released of a hold, at its capture or its end, counts as refunded at Stripe, but was never received.
  const released = charge.amount - charge.amount_captured;
  const amountRefunded = charge.captured ? Math.max(0, charge.amount_refunded - released) : 0;
  return { amountRefunded, disputed: charge.disputed };
}

function idOf(reference: string | { id?: string } | null | undefined): string | null {
  if (!reference) return null;
  return typeof reference === "string" ? reference : (reference.id ?? null);
}

/** Stripe counts seconds. */
export function instantOf(seconds: number): Date {
  return new Date(seconds * 1_000);
}
