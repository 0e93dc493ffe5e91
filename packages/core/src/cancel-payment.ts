import { changePayment } from "./change-payment.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { addEffect } from "./effects.ts";
import { type Engine, stripeDeadline } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import { fetchIntent } from "./fetch-intent.ts";
import { mergeIntent } from "./merge-intent.ts";
import { type CancelReason, type Payment, UNCONFIRMED } from "./payment.ts";
import { failureOf } from "./stripe-failure.ts";

/**
 * Cancels the order's live payment, if no money has moved.
 *
 * @returns The canceled payment; null when the order has no live one.
 * @throws PaymentsError `order_already_paid`, `payment_in_progress`, `payment_in_review`, and what Stripe's answer means.
 */
export async function cancelPayment(
  engine: Engine,
  order: { tenant: string; orderRef: string },
): Promise<Payment | null> {
  const { account, livemode } = engine.gateway;
  let payment = await engine.store.payments.findLive({ ...order, account, livemode });
  if (payment?.status === "creating") payment = await closeRow(engine, payment, "requested");
  if (payment === null || payment.status === "canceled") return payment;
  const deadlineAt = stripeDeadline(engine);
  if (UNCONFIRMED.has(payment.status)) {
    // The app may have confirmed meanwhile, and Stripe would cancel an authorization or a payment in processing too.
    payment = (await fetchIntent(engine, payment, deadlineAt)).payment;
  }
  if (UNCONFIRMED.has(payment.status)) {
    payment = await cancelAtStripe(engine, payment, "requested", deadlineAt);
  }
  if (payment.status === "canceled") return payment;
  throw notCancelable(payment);
}

/**
 * Closes a row that stores no intent, by compare-and-set alone: whatever was or will be created for it can never be
 * stored, so never confirmed.
 *
 * @returns The payment as it is then; somebody may have stored an intent first.
 */
export async function closeRow(
  engine: Engine,
  payment: Payment,
  reason: CancelReason,
): Promise<Payment> {
  const at = engine.clock.now();
  const { payment: closed } = await changePayment(engine, payment, (each) => {
    if (each.status !== "creating" || each.paymentIntentId !== null) return each;
    const canceled: Payment = { ...each, status: "canceled", cancelReason: reason };
    return SILENT.has(reason)
      ? canceled
      : addEffect(canceled, { kind: "canceled", key: "canceled", at, reason });
  });
  return closed;
}

/** Reasons after which the order goes on, so that its application hears of no cancel. */
const SILENT: ReadonlySet<CancelReason> = new Set(["replaced", "refused"]);

/**
 * Cancels the stored intent at Stripe. The reason is stored first, so that whoever comes next finishes it.
 * Cancel is the fence: a late confirm can then only be refused.
 *
 * @returns The payment with Stripe's truth: `canceled`, or what overtook the cancel.
 * @throws PaymentsError when Stripe did not acknowledge.
 */
export async function cancelAtStripe(
  engine: Engine,
  payment: Payment,
  reason: CancelReason,
  deadlineAt: Date,
): Promise<Payment> {
  const begun = await compareAndSet(engine, payment, (each) =>
    UNCONFIRMED.has(each.status) && each.cancelReason === null
      ? { ...each, cancelReason: reason }
      : each,
  );
  if (begun.paymentIntentId === null || !UNCONFIRMED.has(begun.status)) return begun;
  const answer = await engine.gateway.cancelPaymentIntent(begun.paymentIntentId, {
    reason: begun.cancelReason ?? reason,
    deadlineAt,
  });
  if (answer.kind === "intent") {
    const { intent } = answer;
    const at = engine.clock.now();
    return (await changePayment(engine, begun, (each) => mergeIntent(each, intent, at))).payment;
  }
  if (answer.kind === "unexpected_state") {
    return (await fetchIntent(engine, begun, deadlineAt)).payment;
  }
  if (answer.kind === "declined") throw new Error("Stripe declined a cancel.");
  throw failureOf(engine, begun, answer);
}

/** Cancels an intent that can never be stored, as well as it can be done now; the reconciler finds what is left. */
export async function cancelOrphan(
  engine: Engine,
  paymentIntentId: string,
  deadlineAt: Date,
): Promise<void> {
  const answer = await engine.gateway.cancelPaymentIntent(paymentIntentId, {
    reason: "replaced",
    deadlineAt,
  });
  engine.logger.warn(
    {
      event: "orphan_intent",
      payment_intent_id: paymentIntentId,
      canceled: answer.kind === "intent",
    },
    "A PaymentIntent was created for a payment that no longer takes it.",
  );
}

function notCancelable(payment: Payment): PaymentsError {
  const details = { payment_id: payment.id, status: payment.status };
  if (payment.status === "review") {
    return new PaymentsError("payment_in_review", "The payment is in review; resolve it first.", {
      details,
    });
  }
  if (payment.status === "succeeded" || payment.status === "requires_capture") {
    return new PaymentsError(
      "order_already_paid",
      "The payment has gone through; refund it instead.",
      {
        details,
      },
    );
  }
  return new PaymentsError(
    "payment_in_progress",
    "The payment is processing and cannot be canceled now.",
    {
      details,
    },
  );
}
