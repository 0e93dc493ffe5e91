import { addEffect } from "../decide/effects.ts";
import { ownerOf } from "../decide/is-ours.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { cancelAtStripe, closeRow } from "../intents/cancel-intent.ts";
import { fetchIfThere } from "../intents/fetch-intent.ts";
import { cancelElsewhere } from "../intents/refuse-elsewhere.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { Payment } from "../records/payment.ts";
import { FINAL, UNCONFIRMED } from "../records/statuses.ts";

/**
 * Cancels the order's live payment, if no money has moved. One whose intent has vanished at Stripe is closed: only a person
 * does that, because another account's key would not find the intent either.
 *
 * @param by Who decides; null where nobody is named.
 * @returns The canceled payment; null when the order has no live one.
 * @throws PaymentsError `order_already_paid`, `payment_in_progress`, `payment_in_review`, and what Stripe's answer means.
 */
export async function cancelPayment(
  engine: Engine,
  order: { tenant: string; orderRef: string },
  by: string | null,
): Promise<Payment | null> {
  const asked = { ...order, ...ownerOf(engine.gateway) };
  let payment = await engine.store.payments.findLive(asked);
  if (payment === null) return cancelElsewhere(engine, asked);
  if (payment?.status === "creating") {
    payment = await closeRow(engine, await decided(engine, payment, by), "requested");
  }
  if (payment.status === "canceled") return payment;
  const deadlineAt = stripeDeadline(engine);
  if (!FINAL.has(payment.status)) {
    // The app may have confirmed meanwhile, and Stripe would cancel an authorization or a payment in processing too.
    payment = await fetchIfThere(engine, payment, {
      deadlineAt,
      vanished: (each, at) => closeVanished(each, by, at),
    });
    noteVanished(engine, payment);
  }
  if (UNCONFIRMED.has(payment.status)) {
    const ready = await decided(engine, payment, by);
    payment = await cancelAtStripe(engine, ready, "requested", deadlineAt);
  }
  if (payment.status === "canceled") return payment;
  throw notCancelable(payment);
}

/** Who decided is recorded first, whoever finishes it. */
function decided(engine: Engine, payment: Payment, by: string | null): Promise<Payment> {
  const at = engine.clock.now();
  return compareAndSet(engine, payment, (each) => {
    const known = each.decisions.at(-1);
    if (FINAL.has(each.status) || (known?.as === "cancel" && known.by === by)) return each;
    return { ...each, decisions: [...each.decisions, { as: "cancel", at, by }] };
  });
}

function closeVanished(payment: Payment, by: string | null, at: Date): Payment {
  if (FINAL.has(payment.status)) return payment;
  const decisions = [...payment.decisions, { as: "cancel" as const, at, by }];
  return addEffect(
    { ...payment, status: "canceled", cancelReason: "vanished", decisions },
    { kind: "canceled", key: "canceled", at, reason: "vanished" },
  );
}

function noteVanished(engine: Engine, payment: Payment): void {
  if (payment.cancelReason !== "vanished") return;
  engine.logger.warn(
    {
      event: "intent_vanished",
      payment_id: payment.id,
      order_ref: payment.orderRef,
      payment_intent_id: payment.paymentIntentId,
    },
    "Stripe knows no such PaymentIntent, so its payment was closed and the order can be paid anew. If the key is of another account than the one that made it, the old PaymentIntent may still be paid there.",
  );
}

function notCancelable(payment: Payment): PaymentsError {
  const details = { payment_id: payment.id, status: payment.status };
  if (payment.status === "review") {
    return new PaymentsError("payment_in_review", "The payment is in review; resolve it first.", {
      details,
    });
  }
  if (payment.status === "succeeded") {
    return new PaymentsError(
      "order_already_paid",
      "The payment has gone through; refund it instead.",
      {
        details,
      },
    );
  }
  if (payment.status === "requires_capture") {
    return new PaymentsError(
      "order_already_paid",
      "The payment is authorised and its money held; cancel or capture the authorization at Stripe.",
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
