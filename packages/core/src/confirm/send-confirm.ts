import type { ConfirmStep } from "../decide/attempts/confirm-step.ts";
import {
  answerAttempt,
  isSameAttempt,
  refuseAttempt,
  resendAttempt,
  spoilAttempt,
  startAttempt,
  stripeKey,
} from "../decide/attempts/step-attempts.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import type { Engine } from "../engine.ts";
import type { PaymentsError } from "../errors.ts";
import { cancelAtStripe } from "../intents/cancel-intent.ts";
import { fetchIntent, type Known } from "../intents/fetch-intent.ts";
import { confirmRequest } from "../intents/stripe-parameters.ts";
import type { Order } from "../order.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { PaymentIntentSnapshot, StripeAnswer } from "../ports/stripe-gateway.ts";
import {
  openAttempt,
  type Payment,
  type PaymentFailure,
  type StepAttempt,
} from "../records/payment.ts";
import { ABSORBING } from "../records/statuses.ts";
import { type ConfirmResponse, confirmView } from "../wire/payment-view.ts";
import { declineOf, failureOf } from "../wire/stripe-failure.ts";

/** One confirm request, once it is known who asks. */
export interface ConfirmWish {
  /** As the application said when the request came; null when there is none any more. */
  readonly order: Order | "client-amount" | null;
  /** The same, asked of the application once more. */
  askAgain(payment: Payment): Promise<Order | "client-amount" | null>;
  readonly method: string | null;
  readonly clientKeyHash: string | null;
  readonly keyIsKnown: boolean;
  readonly deadlineAt: Date;
}

/** What came of one confirm: an answer for the client, or another look at the payment. */
export interface Sent {
  readonly answer: ConfirmResponse | null;
  readonly payment: Payment;
  /** What was sent; null when others were faster. */
  readonly attempt: StepAttempt | null;
  /** Set when Stripe saved a 500: nothing may be sent again for this request, only looked at. */
  readonly spoiled: PaymentsError | null;
}

type Sending = Extract<ConfirmStep, { do: "resend" | "start" }>;

/**
 * Writes a confirm ahead, sends it, and records Stripe's answer before telling it.
 *
 * @throws PaymentsError `card_declined`, `authentication_failed` and what else Stripe's answer means.
 */
export async function sendConfirm(
  engine: Engine,
  wish: ConfirmWish,
  known: Known,
  step: Sending,
): Promise<Sent> {
  const { payment, attempt } = await writeAhead(engine, wish, known, step);
  if (attempt === null) return look(payment, null);
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
    case "unexpected_state":
      return recordRefusal(engine, wish, { payment, attempt, answer });
    case "spoiled": {
      const at = engine.clock.now();
      const closed = await compareAndSet(engine, payment, (each) =>
        spoilAttempt(each, attempt, { isSaved: answer.replayed, at }),
      );
      return { ...look(closed, attempt), spoiled: failureOf(engine, closed, answer) };
    }
    default:
      throw failureOf(engine, payment, answer);
  }
}

/** Commits what is about to be sent, and that it is. @returns `attempt` null when others were faster: look again. */
async function writeAhead(
  engine: Engine,
  { clientKeyHash }: ConfirmWish,
  { payment: read, intent }: Known,
  step: Sending,
): Promise<{ payment: Payment; attempt: StepAttempt | null }> {
  const at = engine.clock.now();
  if (step.do === "resend") {
    const payment = await compareAndSet(engine, read, (each) =>
      resendAttempt(each, step.attempt, { clientKeyHash, at }),
    );
    const open = openAttempt(payment, "confirm");
    const same = open !== undefined && isSameAttempt(open, step.attempt);
    return { payment, attempt: same ? open : null };
  }
  const { method, named, resolved: resolvedMethod } = step;
  const request = confirmRequest(engine, named);
  let started = false;
  const payment = await compareAndSet(engine, read, (each, fresh) => {
    started = fresh;
    const start = { step: "confirm", method, resolvedMethod, request, clientKeyHash, at } as const;
    return fresh ? startAttempt(withMethodBefore(each, intent), start) : each;
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
  if (replayed) return look(await closeReplayed(engine, sent.payment, attempt, intent), attempt);
  const outcome = { kind: "completed", status: intent.status, at } as const;
  let merged = false;
  const { payment } = await changePayment(engine, sent.payment, (each, fresh) => {
    const answered = withMethod(answerAttempt(each, attempt, outcome), attempt, intent);
    merged = fresh || ABSORBING.has(intent.status);
    return merged ? mergeIntent(answered, intent, at) : answered;
  });
  // Who lost the race has told its attempt's outcome; the status is looked up. So is a status that needs an explanation.
  const tellable = merged && payment.status === intent.status;
  const answer = tellable ? confirmView(payment, intent) : null;
  return { ...look(payment, attempt), answer };
}

/**
 * A 4xx is this attempt's own answer if its request was sent once. Of several copies another may still execute: then the
 * intent is canceled, which fences them all, before the client is told "no".
 */
async function recordRefusal(
  engine: Engine,
  wish: ConfirmWish,
  sent: {
    payment: Payment;
    attempt: StepAttempt;
    answer: Extract<StripeAnswer, { kind: "refused" | "unexpected_state" }>;
  },
): Promise<Sent> {
  const { attempt, answer } = sent;
  const isRefused = answer.kind === "refused";
  const reason = isRefused ? answer.reason : answer.kind;
  const code = isRefused ? answer.code : answer.kind;
  const at = engine.clock.now();
  const payment = await compareAndSet(engine, sent.payment, (each) =>
    refuseAttempt(each, attempt, { kind: "refused", reason, code, at }),
  );
  if (!isRefused) return look(payment, attempt);
  const open = openAttempt(payment, "confirm");
  if (open === undefined || !isSameAttempt(open, attempt)) throw failureOf(engine, payment, answer);
  const fenced = await cancelAtStripe(engine, payment, "replaced", wish.deadlineAt);
  if (fenced.status === "canceled") throw failureOf(engine, fenced, answer);
  return look(fenced, attempt);
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
  return declineOf(payment, failure, { requestId: answer.requestId, replayed: false });
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
  { paymentMethodId }: PaymentIntentSnapshot,
): Payment {
  if (paymentMethodId === null) return payment;
  const steps = payment.steps.map((each) =>
    isSameAttempt(each, attempt) ? { ...each, resolvedMethod: paymentMethodId } : each,
  );
  const named = { ...payment, steps };
  if (attempt.method === null) return named;
  return { ...named, method: { requested: attempt.method, resolved: paymentMethodId } };
}

/** What a repeated answer says of the status is old. Which method the attempt had, it says for good. */
function closeReplayed(
  engine: Engine,
  payment: Payment,
  attempt: StepAttempt,
  intent: PaymentIntentSnapshot,
): Promise<Payment> {
  const at = engine.clock.now();
  return compareAndSet(engine, payment, (each) => {
    const answered = answerAttempt(each, attempt, { kind: "replayed", at });
    return answered === each ? each : withMethod(answered, attempt, intent);
  });
}

function look(payment: Payment, attempt: StepAttempt | null): Sent {
  return { answer: null, payment, attempt, spoiled: null };
}
