import { RESEND_WITHIN_MS } from "../decide/attempts/step-attempts.ts";
import { mendActivity, wasMadeBehind } from "../decide/due.ts";
import { LONGEST_BACKOFF_MS } from "../decide/effects.ts";
import { hasCome } from "../decide/has-come.ts";
import { type Engine, stripeDeadline, trustedNow } from "../engine.ts";
import { cancelAtStripe, closeRow } from "../intents/cancel-intent.ts";
import { createIntent } from "../intents/create-intent.ts";
import { fetchIntent } from "../intents/fetch-intent.ts";
import { samenessOf } from "../intents/same-account.ts";
import { compareAndSet, readAgain } from "../outbox/compare-and-set.ts";
import { tellAfterwards } from "../outbox/tell-afterwards.ts";
import { nextToTell, tellInTurn } from "../outbox/tell-effects.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { FINAL, UNCONFIRMED } from "../records/statuses.ts";
import { watchReturned } from "./watch-returned.ts";

/**
 * Finishes what a request left open: tells what is due, learns Stripe's truth, cancels what was abandoned. Never starts
 * a charge.
 *
 * @param due As it was taken. Nothing is written before its first handler has returned: a write would end the taking, and
 * nobody would know that a handler ended the process.
 * @throws PaymentsError by what Stripe answered; the payment is then due again later.
 */
export async function lookAtPayment(engine: Engine, due: Payment): Promise<void> {
  const told = await tellDue(engine, due);
  // Rewriting it moves its next look, so that a payment that fails does not keep others waiting.
  const payment = await compareAndSet(engine, told, (each) =>
    mendActivity(each.version === due.version ? { ...each } : each, engine.clock.now()),
  );
  await tellAfterwards(engine, payment, (quiet) => finish(quiet, payment));
}

async function tellDue(engine: Engine, due: Payment): Promise<Payment> {
  const effect = nextToTell(engine, due);
  if (effect === undefined) return due;
  if (!hasCome(effect.dueAt, engine.clock.now(), LONGEST_BACKOFF_MS)) return due;
  // It may have waited here for its turn, and somebody else may have told it.
  return tellInTurn(engine, await readAgain(engine, due.id));
}

async function finish(engine: Engine, payment: Payment): Promise<Payment> {
  const deadlineAt = stripeDeadline(engine);
  const ageMs = trustedNow(engine).getTime() - payment.createdAt.getTime();
  if (payment.status === "creating") {
    // An intent that may lie at Stripe gets its id stored, so that it can be canceled when nobody comes for it.
    if (ageMs > RESEND_WITHIN_MS) return closeRow(engine, payment, "abandoned");
    // By a key of the account that the payment was reserved for, or by nobody: the order's next request goes on anew.
    if ((await samenessOf(engine, payment.reservedWith)) !== "same") return payment;
    return (await createIntent(engine, payment, deadlineAt)).payment;
  }
  if (FINAL.has(payment.status)) return watchReturned(engine, payment);
  const { payment: current, intent } = await fetchIntent(engine, payment, deadlineAt);
  if (!UNCONFIRMED.has(current.status)) return current;
  if (current.cancelReason !== null) {
    return cancelAtStripe(engine, current, current.cancelReason, deadlineAt);
  }
  return isAbandoned(engine, current, intent)
    ? cancelAtStripe(engine, current, "abandoned", deadlineAt)
    : current;
}

/** A clock that is ahead abandons nothing of today, and neither does one that was behind when the intent was made. */
function isAbandoned(
  engine: Engine,
  payment: Payment,
  { createdAt }: PaymentIntentSnapshot,
): boolean {
  const abandonMs = payment.abandonAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const trustedMs = trustedNow(engine).getTime();
  if (abandonMs > Math.min(trustedMs, engine.clock.now().getTime())) return false;
  return (
    !wasMadeBehind(payment, createdAt) ||
    createdAt.getTime() + engine.settings.abandonAfterMs <= trustedMs
  );
}
