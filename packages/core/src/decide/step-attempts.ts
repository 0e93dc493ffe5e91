import type { Payment, PinnedRequest, StepAttempt, StepOutcome } from "../payment.ts";
import { sha256 } from "../sha256.ts";

/** Stripe keeps a key's answer for at least 24 hours; an older step is not resent. */
export const RESEND_WITHIN_MS = 23 * 3_600_000;

/** The payment with the next attempt of a step written ahead. */
export function startAttempt(
  payment: Payment,
  start: {
    step: StepAttempt["step"];
    method: string | null;
    request: PinnedRequest;
    clientKeyHash: string | null;
    at: Date;
  },
): Payment {
  const n = payment.steps.filter((attempt) => attempt.step === start.step).length + 1;
  const attempt: StepAttempt = {
    step: start.step,
    n,
    method: start.method,
    request: start.request,
    clientKeyHashes: start.clientKeyHash === null ? [] : [start.clientKeyHash],
    firstSentAt: start.at,
    outcome: null,
  };
  return { ...payment, steps: [...payment.steps, attempt] };
}

/** The payment with a client's key joined to an attempt that it helps along; the same object when it is there already. */
export function joinAttempt(
  payment: Payment,
  attempt: StepAttempt,
  clientKeyHash: string | null,
): Payment {
  if (clientKeyHash === null) return payment;
  const joins = (each: StepAttempt) =>
    isSameAttempt(each, attempt) && !each.clientKeyHashes.includes(clientKeyHash);
  if (!payment.steps.some(joins)) return payment;
  return {
    ...payment,
    steps: payment.steps.map((each) =>
      joins(each) ? { ...each, clientKeyHashes: [...each.clientKeyHashes, clientKeyHash] } : each,
    ),
  };
}

/** The payment with Stripe's own answer to an attempt. It outranks what was concluded without one. */
export function answerAttempt(
  payment: Payment,
  attempt: StepAttempt,
  outcome: StepOutcome,
): Payment {
  const open = (each: StepAttempt) =>
    isSameAttempt(each, attempt) &&
    (each.outcome === null || CONCLUDED_WITHOUT_ANSWER.has(each.outcome.kind));
  if (!payment.steps.some(open)) return payment;
  return {
    ...payment,
    steps: payment.steps.map((each) => (open(each) ? { ...each, outcome } : each)),
  };
}

const CONCLUDED_WITHOUT_ANSWER: ReadonlySet<StepOutcome["kind"]> = new Set([
  "observed",
  "superseded",
  "expired",
]);

/** Whether two records are the same attempt, at whatever time they were read. */
export function isSameAttempt(left: StepAttempt, right: StepAttempt): boolean {
  return left.step === right.step && left.n === right.n;
}

/** Whether an attempt is too old for Stripe to remember its key for certain. */
export function isTooOldToResend(attempt: StepAttempt, now: Date): boolean {
  return now.getTime() - attempt.firstSentAt.getTime() > RESEND_WITHIN_MS;
}

/**
 * Whether an attempt's answer may still be on its way. One sent further in the future than that was sent by another
 * clock, or before this one jumped back: nothing can be waited for.
 */
export function mayBeUnderWay(attempt: StepAttempt, now: Date, stripeDeadlineMs: number): boolean {
  return Math.abs(now.getTime() - attempt.firstSentAt.getTime()) <= stripeDeadlineMs;
}

/** The key to Stripe: shared by everyone who reads the row, and by nobody else. */
export function stripeKey(payment: Payment, attempt: StepAttempt): Promise<string> {
  return sha256(`${payment.id}:${attempt.step}:${attempt.n}`);
}
