import { addEffect } from "../decide/effects.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import type { Engine } from "../engine.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { CancelReason, Payment } from "../records/payment.ts";
import { UNCONFIRMED } from "../records/statuses.ts";
import { failureOf } from "../wire/stripe-failure.ts";
import { fetchIntent } from "./fetch-intent.ts";

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
    UNCONFIRMED.has(each.status) && each.cancelReason === null && !cameBack(engine, each, reason)
      ? { ...each, cancelReason: reason }
      : each,
  );
  const { paymentIntentId, cancelReason } = begun;
  if (paymentIntentId === null || cancelReason === null || !UNCONFIRMED.has(begun.status)) {
    return begun;
  }
  const answer = await engine.gateway.cancelPaymentIntent(paymentIntentId, {
    reason: cancelReason,
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

/** Its customer gave a sign of life while it was about to be canceled as abandoned. */
function cameBack({ clock }: Engine, { abandonAt }: Payment, reason: CancelReason): boolean {
  return reason === "abandoned" && abandonAt !== null && abandonAt > clock.now();
}

/**
 * Cancels an intent that can never be stored, as well as it can be done now; the comparison with Stripe finds what is left.
 *
 * @returns Whether it is canceled.
 */
export async function cancelOrphan(
  engine: Engine,
  paymentIntentId: string,
  deadlineAt: Date,
): Promise<boolean> {
  const answer = await engine.gateway.cancelPaymentIntent(paymentIntentId, {
    reason: "replaced",
    deadlineAt,
  });
  const canceled = answer.kind === "intent";
  engine.logger.warn(
    { event: "orphan_intent", payment_intent_id: paymentIntentId, canceled },
    "A PaymentIntent was created for a payment that no longer takes it.",
  );
  return canceled;
}
