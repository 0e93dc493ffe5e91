import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import { closeAttempt, type Payment } from "../../records/payment.ts";
import { ABSORBING, CLOSES_ATTEMPTS, FINAL, MONEY_TAKEN } from "../../records/statuses.ts";
import { MISMATCH } from "../effect-order.ts";
import { addEffect } from "../effects.ts";
import { contradict, endContradictions, noticeMoney } from "./contradict.ts";

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
  if (FINAL.has(payment.status)) {
    // A status that can still change says nothing about money that has come to rest.
    const says = payment.status === "canceled" ? MONEY_TAKEN : ABSORBING;
    return says.has(intent.status)
      ? mergeSettled(withAmounts(payment, intent), intent, at)
      : payment;
  }
  const seen = withAmounts(closeAttempts(payment, intent, at), intent);
  if (MONEY_TAKEN.has(intent.status)) return mergeMoney(seen, intent, at);
  if (intent.status === "canceled") return mergeCanceled(seen, intent, at);
  return mergeUnpaid(seen, intent, at);
}

function mergeSettled(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  if (payment.status !== "succeeded" || intent.status !== "succeeded")
    return noticeMoney(payment, at);
  return endContradictions(payment, "agreed", at, ({ kind }) => kind === "not_paid_at_stripe");
}

/** Stripe's figures, whatever was agreed. */
function withAmounts(payment: Payment, intent: PaymentIntentSnapshot): Payment {
  const { amountReceived, amountCapturable } = intent;
  const same =
    payment.amountReceived === amountReceived && payment.amountCapturable === amountCapturable;
  return same ? payment : { ...payment, amountReceived, amountCapturable };
}

/**
 * Why the money is not what was agreed; null when it is. That the intent is the payment's own its stored id says: metadata
 * can be changed by anybody with the Dashboard.
 */
function findMismatch(payment: Payment, intent: PaymentIntentSnapshot): string | null {
  if (intent.livemode !== payment.livemode) return "the mode differs";
  if (intent.currency !== payment.currency) return "the currency differs";
  if (!isAmountAgreed(payment, intent)) {
    return intent.status === "requires_capture"
      ? "more is authorised than agreed"
      : "the amount received differs";
  }
  // What is captured may be less than what was agreed to; what was agreed to may not.
  return intent.amount === payment.amount ? null : "the amount of the PaymentIntent differs";
}

/** Whether the money at Stripe is what was agreed, or, with manual capture, not more than that. */
function isAmountAgreed({ amount }: Payment, intent: PaymentIntentSnapshot): boolean {
  const { amountReceived, amountCapturable, captureMethod, status } = intent;
  if (status === "requires_capture") return amountReceived + amountCapturable <= amount;
  if (captureMethod === "manual") return amountReceived > 0 && amountReceived <= amount;
  return amountReceived === amount;
}

function mergeOther(payment: Payment, intent: PaymentIntentSnapshot, at: Date): Payment {
  const namesUs = intent.metadata.payment_id === payment.id;
  // A row that is still being created says nothing yet: the request in flight or the reconciler will.
  if (!namesUs || payment.status === "creating" || !MONEY_TAKEN.has(intent.status)) return payment;
  return contradict(payment, "other_intent_took_money", intent.id, at);
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
      { kind: "review", key: MISMATCH, at, reason: mismatch },
    );
  }
  if (intent.status === payment.status) return payment;
  const kind = intent.status === "succeeded" ? "succeeded" : "authorized";
  // What was money of an intent that nobody stored is this payment's now.
  const accounted = endContradictions(
    payment,
    "agreed",
    at,
    (each) => each.paymentIntentId === intent.id,
  );
  // A cancel of ours that this overtook is void: whoever cancels it later has a reason of their own.
  return addEffect(
    { ...accounted, status: intent.status, lastError: null, cancelReason: null },
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
