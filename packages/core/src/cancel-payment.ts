import { ownerOf } from "./decide/is-ours.ts";
import { type Engine, stripeDeadline } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import { type Payment, UNCONFIRMED } from "./payment.ts";
import { cancelAtStripe, closeRow } from "./steps/cancel-intent.ts";
import { fetchIntent } from "./steps/fetch-intent.ts";

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
  let payment = await engine.store.payments.findLive({ ...order, ...ownerOf(engine.gateway) });
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
