import type { ConfirmStep } from "../decide/decide-confirm.ts";
import { mergeIntent } from "../decide/merge-intent.ts";
import {
  answerAttempt,
  isSameAttempt,
  joinAttempt,
  startAttempt,
  stripeKey,
} from "../decide/step-attempts.ts";
import type { Engine } from "../engine.ts";
import type { PaymentsError } from "../errors.ts";
import type { Order } from "../order.ts";
import {
  closeAttempt,
  openAttempt,
  type Payment,
  type PaymentFailure,
  type StepAttempt,
  type StepOutcome,
} from "../payment.ts";
import type { PaymentIntentSnapshot, StripeAnswer } from "../ports/stripe-gateway.ts";
import { type ConfirmResponse, confirmView } from "../wire/payment-view.ts";
import { declineOf, failureOf } from "../wire/stripe-failure.ts";
import { changePayment } from "./change-payment.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { ABSORBING, fetchIntent, type Known } from "./fetch-intent.ts";
import { confirmRequest } from "./stripe-parameters.ts";

/** One confirm request, once it is known who asks. */
export interface ConfirmWish {
  readonly order: Order | "client-amount";
  readonly method: string | null;
  readonly clientKeyHash: string | null;
  readonly keyIsKnown: boolean;
  readonly deadlineAt: Date;
}

/** What came of one confirm: an answer for the client, or another look at the payment. */
export interface Sent {
  readonly answer: ConfirmResponse | null;
  readonly payment: Payment;
  /** Set when Stripe saved a 500: nothing may be sent again for this request, only looked at. */
  readonly spoiled: PaymentsError | null;
}

/**
 * Writes a confirm ahead, sends it, and records Stripe's answer before telling it.
 *
 * @throws PaymentsError `card_declined`, `authentication_failed` and what else Stripe's answer means.
 */
export async function sendConfirm(
  engine: Engine,
  wish: ConfirmWish,
  known: Known,
  step: Extract<ConfirmStep, { do: "help" | "start" }>,
): Promise<Sent> {
  const written = await writeAhead(engine, wish, known, step);
  const { payment, attempt } = written;
  if (attempt === null) return look(payment);
  const answer = await engine.gateway.confirmPaymentIntent(known.intent.id, {
    idempotencyKey: await stripeKey(payment, attempt),
    request: attempt.request,
    deadlineAt: wish.deadlineAt,
  });
  switch (answer.kind) {
    case "intent":
      return recordIntent(engine, wish, { payment, attempt, answer });
    case "declined":
      throw await recordDecline(engine, wish, { payment, attempt, answer });
    case "refused":
    case "unexpected_state": {
      const code = answer.kind === "refused" ? answer.code : answer.kind;
      const at = engine.clock.now();
      const closed = await close(engine, payment, attempt, { kind: "refused", code, at });
      if (answer.kind === "unexpected_state") return look(closed);
      throw failureOf(engine, closed, answer);
    }
    case "spoiled": {
      const at = engine.clock.now();
      const closed = await close(engine, payment, attempt, { kind: "spoiled", at });
      return { ...look(closed), spoiled: failureOf(engine, closed, answer) };
    }
    default:
      throw failureOf(engine, payment, answer);
  }
}

/** Commits the attempt to send. @returns `attempt` null when others were faster: look again. */
async function writeAhead(
  engine: Engine,
  wish: ConfirmWish,
  known: Known,
  step: Extract<ConfirmStep, { do: "help" | "start" }>,
): Promise<{ payment: Payment; attempt: StepAttempt | null }> {
  const at = engine.clock.now();
  if (step.do === "help") {
    const payment = await compareAndSet(engine, known.payment, (each) =>
      joinAttempt(each, step.attempt, wish.clientKeyHash),
    );
    const open = openAttempt(payment, "confirm");
    const same = open !== undefined && isSameAttempt(open, step.attempt);
    return { payment, attempt: same ? open : null };
  }
  const request = confirmRequest(engine, step.name ? step.method : null);
  let started = false;
  const payment = await compareAndSet(engine, known.payment, (each, fresh) => {
    started = fresh;
    if (!fresh) return each;
    const ready =
      step.close === null
        ? each
        : closeAttempt(each, step.close.attempt, { kind: step.close.kind, at });
    const { method } = step;
    const { clientKeyHash } = wish;
    return startAttempt(withMethodBefore(ready, known.intent), {
      step: "confirm",
      method,
      request,
      clientKeyHash,
      at,
    });
  });
  return { payment, attempt: started ? (openAttempt(payment, "confirm") ?? null) : null };
}

async function recordIntent(
  engine: Engine,
  wish: ConfirmWish,
  sent: {
    payment: Payment;
    attempt: StepAttempt;
    answer: Extract<StripeAnswer, { kind: "intent" }>;
  },
): Promise<Sent> {
  const { attempt } = sent;
  const { intent, replayed } = sent.answer;
  const at = engine.clock.now();
  const declined = intent.status === "requires_payment_method" ? intent.lastPaymentError : null;
  if (declined !== null) {
    const decline = { failure: declined, intent, replayed, requestId: null };
    throw await recordDecline(engine, wish, { ...sent, answer: decline });
  }
  if (replayed) return look(await close(engine, sent.payment, attempt, { kind: "replayed", at }));
  const outcome = { kind: "completed", status: intent.status, at } as const;
  let merged = false;
  const { payment } = await changePayment(engine, sent.payment, (each, fresh) => {
    const answered = withMethod(answerAttempt(each, attempt, outcome), attempt, intent);
    merged = fresh || ABSORBING.has(intent.status);
    return merged ? mergeIntent(answered, intent, at) : answered;
  });
  // Who lost the race has told its attempt's outcome; the status is looked up. So is a status that needs an explanation.
  const tellable = merged && payment.status === intent.status;
  const answer = tellable ? confirmView(engine, payment, intent) : null;
  return { ...look(payment), answer };
}

/** A decline is durable before it is told; the status beside it is the current one. */
async function recordDecline(
  engine: Engine,
  wish: ConfirmWish,
  sent: {
    payment: Payment;
    attempt: StepAttempt;
    answer: {
      failure: PaymentFailure;
      intent: PaymentIntentSnapshot | null;
      replayed: boolean;
      requestId: string | null;
    };
  },
): Promise<PaymentsError> {
  const { attempt, answer } = sent;
  const { failure, intent } = answer;
  const at = engine.clock.now();
  let merged = false;
  let { payment } = await changePayment(engine, sent.payment, (each, fresh) => {
    const answered = answerAttempt(each, attempt, { kind: "declined", failure, at });
    merged = intent !== null && fresh && !answer.replayed;
    return intent !== null && merged ? mergeIntent(answered, intent, at) : answered;
  });
  if (!merged) payment = (await fetchIntent(engine, payment, wish.deadlineAt)).payment;
  return declineOf(engine, payment, failure, { requestId: answer.requestId, replayed: false });
}

/** Remembers which method was on the intent before an attempt that may name another. */
function withMethodBefore(payment: Payment, intent: PaymentIntentSnapshot): Payment {
  const before = intent.paymentMethodId;
  if (before === null || payment.method?.resolved === before) return payment;
  return { ...payment, method: { requested: before, resolved: before } };
}

/** Remembers which id Stripe gave the method that this attempt named. */
function withMethod(
  payment: Payment,
  attempt: StepAttempt,
  intent: PaymentIntentSnapshot,
): Payment {
  const named = attempt.request.parameters.payment_method;
  if (attempt.method === null || named === undefined) return payment;
  return { ...payment, method: { requested: attempt.method, resolved: intent.paymentMethodId } };
}

function close(
  engine: Engine,
  payment: Payment,
  attempt: StepAttempt,
  outcome: StepOutcome,
): Promise<Payment> {
  return compareAndSet(engine, payment, (each) => answerAttempt(each, attempt, outcome));
}

function look(payment: Payment): Sent {
  return { answer: null, payment, spoiled: null };
}
