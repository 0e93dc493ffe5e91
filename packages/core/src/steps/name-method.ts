import { mergeIntent } from "../decide/merge-intent.ts";
import { isMethodOnIntent } from "../decide/same-method.ts";
import { mayBeUnderWay } from "../decide/step-attempts.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { closeAttempt, openAttempt, type Payment } from "../payment.ts";
import { declineOf, failureOf } from "../wire/stripe-failure.ts";
import { changePayment } from "./change-payment.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { fetchIntent, type Known } from "./fetch-intent.ts";

/** Statuses in which Stripe takes another method without a confirm. */
const TAKES_A_METHOD: ReadonlySet<string> = new Set([
  "requires_payment_method",
  "requires_confirmation",
]);

/**
 * Names the client's payment method on an unconfirmed intent: how a declined customer's next card comes.
 *
 * @param wish.method null leaves the intent as it is.
 * @param wish.naming SHA-256 of client key and method: a late duplicate names nothing, another card may have come since.
 * @throws PaymentsError `payment_in_progress` while a confirm with another method may be running.
 */
export async function nameMethod(
  engine: Engine,
  known: Known,
  wish: { method: string | null; naming: string | null; deadlineAt: Date },
): Promise<Known> {
  const { payment, intent } = known;
  const { method, naming, deadlineAt } = wish;
  if (method === null || !TAKES_A_METHOD.has(payment.status)) return known;
  if (naming !== null && payment.namings.includes(naming)) return known;
  if (isMethodOnIntent(payment, intent, method)) return known;
  const open = openAttempt(payment, "confirm");
  if (open?.method === method) return known;
  const ready = open === undefined ? payment : await supersede(engine, payment, open.n);
  const answer = await engine.gateway.updatePaymentMethod(intent.id, { method, deadlineAt });
  switch (answer.kind) {
    case "intent": {
      const updated = answer.intent;
      const at = engine.clock.now();
      const { payment: changed } = await changePayment(engine, ready, (each, fresh) =>
        fresh
          ? {
              ...mergeIntent(each, updated, at),
              method: { requested: method, resolved: updated.paymentMethodId },
              namings: naming === null ? each.namings : [...each.namings, naming],
            }
          : each,
      );
      return { payment: changed, intent: updated };
    }
    case "unexpected_state":
      return fetchIntent(engine, ready, deadlineAt);
    case "declined":
      throw declineOf(engine, ready, answer.failure, {
        requestId: answer.requestId,
        replayed: false,
      });
    default:
      throw failureOf(engine, ready, answer);
  }
}

async function supersede(engine: Engine, payment: Payment, n: number): Promise<Payment> {
  const now = engine.clock.now();
  return compareAndSet(engine, payment, (each) => {
    const open = openAttempt(each, "confirm");
    if (open === undefined || open.n !== n) return each;
    if (mayBeUnderWay(open, now, engine.settings.stripeDeadlineMs)) {
      throw new PaymentsError(
        "payment_in_progress",
        "The payment is being confirmed with another method; ask again shortly.",
        { details: { payment_id: payment.id } },
      );
    }
    return closeAttempt(each, open, { kind: "superseded", at: now });
  });
}
