import { compareFacts } from "../decide/facts.ts";
import { nextStepOf } from "../decide/next-step.ts";
import { isMine } from "../decide/whose.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../payment.ts";
import { inProgress } from "../wire/in-progress.ts";
import { fetchIntent, type Known } from "./fetch-intent.ts";
import type { Round } from "./process-round.ts";
import { factsFor } from "./stripe-parameters.ts";

/** The order's money has moved, or a person must decide. The same client's key is told the truth. */
export async function tellSettled(engine: Engine, round: Round, payment: Payment): Promise<Known> {
  const { wish, purchase, claimant } = round;
  const details = {
    payment_id: payment.id,
    status: payment.status,
    next_step: nextStepOf(payment),
  };
  if (payment.status === "review") {
    throw new PaymentsError("payment_in_review", "The payment is being looked at by the shop.", {
      details,
    });
  }
  const moved = MONEY_HAS_MOVED.has(payment.status);
  const own = wish.claim?.known === true && wish.claim.record.paymentId === payment.id;
  // A status that Stripe may add one day can neither be canceled nor stand for an order that has changed.
  const outdated =
    !moved &&
    (purchase.refusal !== null ||
      compareFacts(payment.facts, factsFor(engine, purchase, payment), null).kind !== "none");
  const open = !moved && !outdated && isMine(payment, null, claimant);
  if (own || open) return fetchIntent(engine, payment, wish.deadlineAt);
  if (payment.status === "processing" || !moved) {
    throw inProgress("The order's payment is being processed.", { details });
  }
  throw new PaymentsError("order_already_paid", "The order has been paid.", { details });
}

/** Statuses in which money has moved, or is on its way. */
export const MONEY_HAS_MOVED: ReadonlySet<string> = new Set([
  "processing",
  "requires_capture",
  "succeeded",
]);
