import { heldUntil, isMine, isNobodysYet } from "../decide/attempts/whose.ts";
import { compareFacts } from "../decide/facts.ts";
import type { Engine } from "../engine.ts";
import type { Purchase } from "../orders/load-purchase.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { canonicalJson } from "../values/canonical-json.ts";
import { inProgress } from "../wire/in-progress.ts";
import type { GivesWay, Round } from "./process-round.ts";
import { factsFor } from "./stripe-parameters.ts";

/**
 * Why the payment must give way to the order's next one; null when it need not.
 *
 * @throws PaymentsError `payment_in_progress` while it is held for another caller.
 */
export function givesWay(
  engine: Engine,
  { purchase, claimant }: Round,
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
): GivesWay | null {
  if (purchase.refusal !== null) return { reason: "not_payable", tookOver: false };
  // A cancel that somebody began is finished: nothing of it may be confirmed any more.
  if (payment.cancelReason !== null) return { reason: payment.cancelReason, tookOver: false };
  const isTheirs = !isMine(payment, intent, claimant) && !isNobodysYet(payment, intent, claimant);
  // Facts that follow the caller, such as his customer, differ for every other caller: that ends nobody's challenge.
  if (isTheirs && costsTheSame(purchase, payment, intent)) {
    refuseWhileHeld(engine, payment);
    return { reason: "replaced", tookOver: true };
  }
  const difference = compareFacts(payment.facts, factsFor(engine, purchase, payment), intent);
  return difference.kind === "replace" || isTheirs
    ? { reason: "replaced", tookOver: isTheirs }
    : null;
}

function costsTheSame(
  { amount, currency }: Purchase,
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
): boolean {
  const costs = (each: { amount: number; currency: string }) =>
    each.amount === amount && each.currency === currency;
  return costs(payment) && (intent === null || costs(intent));
}

function refuseWhileHeld({ clock, settings }: Engine, payment: Payment): void {
  const until = heldUntil(payment, clock.now(), settings.stripeDeadlineMs);
  if (until === null) return;
  throw inProgress("The order is being paid by another customer; ask again later.", {
    until,
    now: clock.now(),
  });
}

/**
 * Asks the application for the order once more before anything is canceled for it.
 *
 * @returns Whether it still says what this round was decided by.
 * @throws PaymentsError when the order contradicts by now what this request asserted.
 */
export async function isStillSo(engine: Engine, { wish, purchase }: Round, payment: Payment) {
  const now = await wish.askAgain();
  const isRefused = now.refusal?.code === purchase.refusal?.code;
  const said = (each: Purchase) => canonicalJson(factsFor(engine, each, payment));
  return isRefused && now.orderRef === purchase.orderRef && said(now) === said(purchase);
}
