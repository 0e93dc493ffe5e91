import { type Contradiction, closeAttempt, type Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { addEffect, CLOSED } from "./effects.ts";

/** Statuses in which Stripe holds or has taken the payer's money. */
const MONEY_TAKEN: ReadonlySet<string> = new Set(["succeeded", "requires_capture"]);

/**
 * Statuses from which nothing that was sent before can move money any more. `processing` is none: it can fall back. Nor is
 * a challenge or an error, which may be somebody else's.
 */
const CLOSES_ATTEMPTS: ReadonlySet<string> = new Set(["requires_capture", "succeeded", "canceled"]);

/**
 * The one way in for what Stripe says of a PaymentIntent, whoever heard it.
 *
 * `succeeded` and `canceled` absorb; `review` waits for a person. Money is compared before anything is called paid.
 * What cannot be true (money on a canceled payment, or on an intent we do not store) is kept as a contradiction.
 *
 * @returns The same object when nothing changes.
 * @see docs/architecture.md, "What must always hold": I3, I11
 */
export function mergeIntent(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  if (payment.paymentIntentId !== intent.id) return mergeOther(payment, intent, at);
  if (payment.status === "canceled") {
    // What a person closed had its money taken and given back: old news of that is none.
    const closed = payment.effects.some(({ reason }) => reason === CLOSED);
    return MONEY_TAKEN.has(intent.status) && !closed
      ? contradict(payment, "succeeded_after_canceled", intent, at)
      : payment;
  }
  if (payment.status === "succeeded" || payment.status === "review") return payment;
  const seen = closeAttempts(payment, intent, at);
  if (MONEY_TAKEN.has(intent.status)) return mergeMoney(seen, intent, at);
  if (intent.status === "canceled") return mergeCanceled(seen, intent, at);
  return mergeUnpaid(seen, intent, at);
}

/** Why the money does not belong to this payment as it was agreed; null when it does. */
function findMismatch(payment: Payment, intent: PaymentIntentSnapshot): string | null {
  if (intent.metadata.payment_id !== payment.id) return "the metadata names another payment";
  if (intent.livemode !== payment.livemode) return "the mode differs";
  if (intent.currency !== payment.currency) return "the currency differs";
  if (intent.status === "requires_capture") {
    return intent.amountCapturable <= payment.amount ? null : "more is authorised than agreed";
  }
  if (intent.captureMethod === "manual") {
    const received = intent.amountReceived;
    return received > 0 && received <= payment.amount ? null : "the amount received differs";
  }
  return intent.amountReceived === payment.amount ? null : "the amount received differs";
}

function mergeOther(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  const namesUs = intent.metadata.payment_id === payment.id;
  // A row that is still being created says nothing yet: the request in flight or the reconciler will.
  if (!namesUs || payment.status === "creating" || !MONEY_TAKEN.has(intent.status)) return payment;
  return contradict(payment, "other_intent_took_money", intent, at);
}

function contradict(
  payment: Payment,
  kind: Contradiction["kind"],
  intent: PaymentIntentSnapshot,
  at: Date,
): Payment {
  if (payment.contradictions.some((each) => each.paymentIntentId === intent.id)) return payment;
  const contradiction = { kind, paymentIntentId: intent.id, seenAt: at, resolvedAt: null };
  return addEffect(
    { ...payment, contradictions: [...payment.contradictions, contradiction] },
    { kind: "review", key: `review:${intent.id}`, at, reason: kind },
  );
}

/** Closed, not answered: none of its keys is told a decline for that. */
function closeAttempts(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  if (!CLOSES_ATTEMPTS.has(intent.status)) return payment;
  return payment.steps
    .filter((attempt) => attempt.step === "confirm" && attempt.outcome === null)
    .reduce((each, attempt) => closeAttempt(each, attempt, { kind: "closed", at }), payment);
}

function mergeMoney(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  const mismatch = findMismatch(payment, intent);
  if (mismatch !== null) {
    return addEffect(
      { ...payment, status: "review", lastError: null },
      { kind: "review", key: "review:mismatch", at, reason: mismatch },
    );
  }
  if (intent.status === payment.status) return payment;
  const kind = intent.status === "succeeded" ? "succeeded" : "authorized";
  // A cancel of ours that this overtook is void: whoever cancels it later has a reason of their own.
  return addEffect(
    { ...payment, status: intent.status, lastError: null, cancelReason: null },
    { kind, key: kind, at },
  );
}

function mergeCanceled(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  const canceled: Payment = { ...payment, status: "canceled" };
  if (payment.cancelReason === "replaced") return canceled;
  const reason = payment.cancelReason ?? intent.cancellationReason ?? "canceled at Stripe";
  return addEffect(canceled, { kind: "canceled", key: "canceled", at, reason });
}

function mergeUnpaid(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  const failure = intent.lastPaymentError;
  const sameError =
    failure?.code === payment.lastError?.code && failure?.chargeId === payment.lastError?.chargeId;
  const { actionExpiresAt } = intent;
  const same =
    intent.status === payment.status &&
    sameError &&
    actionExpiresAt?.getTime() === payment.actionExpiresAt?.getTime();
  const moved = same
    ? payment
    : {
        ...payment,
        status: intent.status,
        lastError: sameError ? payment.lastError : failure,
        actionExpiresAt,
        // A create may be repeated by whoever finishes it: that is nobody's sign of life.
        ...(payment.status === "creating" ? {} : { lastActiveAt: at }),
      };
  // Without a charge a failure has no name of its own here; its event gives it one.
  if (intent.status !== "requires_payment_method" || !failure?.chargeId) return moved;
  return addEffect(moved, { kind: "failed", key: `failed:${failure.chargeId}`, at, failure });
}
