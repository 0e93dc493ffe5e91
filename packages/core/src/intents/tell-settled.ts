import { isMine } from "../decide/attempts/whose.ts";
import { compareFacts } from "../decide/facts.ts";
import { nextStepOf } from "../decide/next-step.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";
import { MONEY_MOVED } from "../records/statuses.ts";
import { inProgress } from "../wire/in-progress.ts";
import { fetchIntent, type Known } from "./fetch-intent.ts";
import type { Round } from "./process-round.ts";
import { factsFor } from "./stripe-parameters.ts";

/** The order's money has moved, or a person must decide. The same client's key is told the truth. */
export async function tellSettled(engine: Engine, round: Round, payment: Payment): Promise<Known> {
  const { wish, purchase, claimant } = round;
  if (payment.status === "review") {
    throw new PaymentsError("payment_in_review", "The payment is being looked at by the shop.", {
      details: detailsOf(payment),
    });
  }
  const moved = MONEY_MOVED.has(payment.status);
  const own = wish.claim?.known === true && wish.claim.record.paymentId === payment.id;
  // A status that Stripe may add one day can neither be canceled nor stand for an order that has changed.
  const outdated =
    !moved &&
    (purchase.refusal !== null ||
      compareFacts(payment.facts, factsFor(engine, purchase, payment), null).kind !== "none");
  const open = !moved && !outdated && isMine(payment, null, claimant);
  if (own || open) return fetchIntent(engine, payment, wish.deadlineAt);
  throw settledError(payment);
}

/** What somebody is told whose order cannot be paid again, or not now. */
export function settledError(payment: Payment): PaymentsError {
  const details = detailsOf(payment);
  return payment.status === "processing" || !MONEY_MOVED.has(payment.status)
    ? inProgress("The order's payment is being processed.", { details })
    : new PaymentsError("order_already_paid", "The order has been paid.", { details });
}

function detailsOf(payment: Payment) {
  const { id, status } = payment;
  return { payment_id: id, status, next_step: nextStepOf(payment) };
}
