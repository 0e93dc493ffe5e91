import { addEffect, CLOSED, RESOLVED } from "./decide/effects.ts";
import { type Engine, stripeDeadline } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import type { Payment } from "./payment.ts";
import { changePayment } from "./steps/change-payment.ts";
import { requireOwnPayment } from "./steps/find-own-payment.ts";
import { retrieveIntent } from "./steps/retrieve-intent.ts";

/**
 * Ends a review by a person's decision, once Stripe bears it out.
 *
 * `"paid"`: the money stays and the order counts as paid; `onPayment.succeeded` hears of it, and its `"review"` is no
 * longer heeded. `"closed"`: the money went back, the order may be paid anew. On a final payment with contradictions,
 * `"closed"` marks them as seen to.
 *
 * @throws PaymentsError `payment_not_found`; `invalid_request` when there is nothing to resolve or Stripe says otherwise.
 */
export async function resolveReview(
  engine: Engine,
  paymentId: string,
  as: "paid" | "closed",
): Promise<Payment> {
  const payment = await requireOwnPayment(engine, paymentId);
  const open = payment.contradictions.some((each) => each.resolvedAt === null);
  if (payment.status !== "review") {
    if (open && as === "closed") return markSeen(engine, payment);
    throw refuse("The payment is not in review.");
  }
  const { paymentIntentId } = payment;
  if (paymentIntentId === null) throw refuse("The payment has no PaymentIntent.");
  const deadlineAt = stripeDeadline(engine);
  const asked = { paymentIntentId, deadlineAt, withCharge: true };
  const intent = await retrieveIntent(engine, payment, asked);
  const paid = intent.status === "succeeded";
  if (as === "paid") {
    if (!paid)
      throw refuse(`Stripe says that the PaymentIntent is ${intent.status}, not succeeded.`);
    return settle(engine, payment, (each, at) =>
      addEffect(
        { ...each, status: "succeeded" },
        { kind: "succeeded", key: "succeeded:resolved", at, reason: RESOLVED },
      ),
    );
  }
  const returned =
    intent.status === "canceled" ||
    (paid && intent.charge?.amountRefunded === intent.amountReceived);
  if (!returned) throw refuse("The money has not gone back: refund or cancel it at Stripe first.");
  return settle(engine, payment, (each, at) =>
    addEffect(
      { ...each, status: "canceled", cancelReason: "requested" },
      { kind: "canceled", key: "canceled", at, reason: CLOSED },
    ),
  );
}

async function settle(
  engine: Engine,
  payment: Payment,
  decide: (payment: Payment, at: Date) => Payment,
): Promise<Payment> {
  const at = engine.clock.now();
  const change = await changePayment(engine, payment, (each) =>
    each.status === "review" ? seen(decide(each, at), at) : each,
  );
  return change.payment;
}

async function markSeen(engine: Engine, payment: Payment): Promise<Payment> {
  const at = engine.clock.now();
  return (await changePayment(engine, payment, (each) => seen(each, at))).payment;
}

function seen(payment: Payment, at: Date): Payment {
  return {
    ...payment,
    contradictions: payment.contradictions.map((each) => ({
      ...each,
      resolvedAt: each.resolvedAt ?? at,
    })),
  };
}

function refuse(message: string): PaymentsError {
  return new PaymentsError("invalid_request", message);
}
