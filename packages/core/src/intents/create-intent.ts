import {
  answerAttempt,
  isTooOldToResend,
  startAttempt,
  stripeKey,
} from "../decide/attempts/step-attempts.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { compareAndSet, readAgain } from "../outbox/compare-and-set.ts";
import type { StripeAnswer } from "../ports/stripe-gateway.ts";
import { openAttempt, type Payment, type StepAttempt } from "../records/payment.ts";
import { sha256 } from "../values/sha256.ts";
import { declineOf, failureOf } from "../wire/stripe-failure.ts";
import { cancelOrphan, closeRow } from "./cancel-intent.ts";
import type { Known } from "./fetch-intent.ts";
import { refuseElsewhere } from "./refuse-elsewhere.ts";
import { retrieveIntent } from "./retrieve-intent.ts";

/** Stripe saves a 500 under its key; this many keys are tried before the client is asked to come again. */
const MOST_ATTEMPTS = 3;

/**
 * Gets the PaymentIntent of a reserved payment created, unconfirmed, and stores its id: once and for ever.
 * Anyone may call it for any `creating` payment; all ask Stripe the same question under the same key.
 *
 * @returns The payment and the intent it stores; `intent` null when others overtook (closed, or stored another one).
 * @throws PaymentsError by what Stripe answered, or as `refuseElsewhere` does. A definite refusal has closed the row first.
 */
export async function createIntent(
  engine: Engine,
  reserved: Payment,
  deadlineAt: Date,
): Promise<Known | { payment: Payment; intent: null }> {
  let payment = reserved;
  await refuseElsewhere(engine, payment);
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    payment = await writeAhead(engine, payment);
    const attempt = openAttempt(payment, "create");
    if (payment.status !== "creating" || attempt === undefined) return { payment, intent: null };
    if (isTooOldToResend(attempt, engine.clock.now())) {
      return { payment: await closeRow(engine, payment, "abandoned"), intent: null };
    }
    const answer = await engine.gateway.createPaymentIntent({
      idempotencyKey: await stripeKey(payment, attempt),
      request: attempt.request,
      deadlineAt,
    });
    if (answer.kind === "intent") return storeIntent(engine, payment, attempt, answer, deadlineAt);
    if (answer.kind !== "spoiled") throw await closeRefused(engine, payment, attempt, answer);
    // Stripe repeats this 500 for a day. A second unconfirmed intent may lie there: only the stored one counts.
    const at = engine.clock.now();
    payment = await compareAndSet(engine, payment, (each) =>
      answerAttempt(each, attempt, { kind: "spoiled", at }),
    );
  }
  throw new PaymentsError(
    "payment_outcome_unknown",
    "Stripe could not create the payment; repeat the same request.",
    { details: { payment_id: payment.id } },
  );
}

/** Commits the attempt that is about to be sent: the open one, or the next with the same parameters. */
function writeAhead(engine: Engine, payment: Payment): Promise<Payment> {
  const at = engine.clock.now();
  return compareAndSet(engine, payment, (each) => {
    const last = each.steps.findLast((attempt) => attempt.step === "create");
    if (each.status !== "creating" || last === undefined || last.outcome === null) return each;
    return startAttempt(each, { ...last, clientKeyHash: null, at });
  });
}

async function storeIntent(
  engine: Engine,
  payment: Payment,
  attempt: StepAttempt,
  answer: Extract<StripeAnswer, { kind: "intent" }>,
  deadlineAt: Date,
): Promise<Known | { payment: Payment; intent: null }> {
  // A repeated answer shows the intent as it was; its id is what counts, the status is fetched.
  const intent = answer.replayed
    ? await retrieveIntent(engine, payment, { paymentIntentId: answer.intent.id, deadlineAt })
    : answer.intent;
  const clientSecretHash = await sha256(intent.clientSecret ?? "");
  const at = engine.clock.now();
  const { payment: stored } = await changePayment(engine, payment, (each) => {
    if (each.status !== "creating" || each.paymentIntentId !== null) return each;
    const closed = answerAttempt(
      each,
      attempt,
      answer.replayed ? { kind: "replayed", at } : { kind: "completed", status: intent.status, at },
    );
    const method =
      attempt.method === null
        ? null
        : { requested: attempt.method, resolved: intent.paymentMethodId };
    return mergeIntent(
      { ...closed, paymentIntentId: intent.id, clientSecretHash, method },
      intent,
      at,
    );
  });
  if (stored.paymentIntentId === intent.id) return { payment: stored, intent };
  await cancelOrphan(engine, intent.id, deadlineAt);
  return { payment: await readAgain(engine, stored.id), intent: null };
}

/** A create that cannot succeed closes the row; the next process reserves the next payment with fresh parameters. */
async function closeRefused(
  engine: Engine,
  payment: Payment,
  attempt: StepAttempt,
  answer: Exclude<StripeAnswer, { kind: "intent" }>,
): Promise<PaymentsError> {
  if (answer.kind === "refused" || answer.kind === "declined") {
    const code = answer.kind === "refused" ? answer.code : answer.failure.code;
    const at = engine.clock.now();
    const answered = await compareAndSet(engine, payment, (each) =>
      answerAttempt(each, attempt, { kind: "refused", reason: "other", code, at }),
    );
    await closeRow(engine, answered, "refused");
  }
  return answer.kind === "declined"
    ? declineOf(payment, answer.failure, { requestId: answer.requestId, replayed: false })
    : failureOf(engine, payment, answer);
}
