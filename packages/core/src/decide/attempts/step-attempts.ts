import type {
  Payment,
  PaymentFailure,
  PinnedRequest,
  StepAttempt,
  StepOutcome,
} from "../../records/payment.ts";
import { sha256 } from "../../values/sha256.ts";

/** Stripe keeps a key's answer for at least 24 hours; an older step is not resent. */
export const RESEND_WITHIN_MS = 23 * 3_600_000;

/** What the next attempt of a step is made of. */
interface Start {
  readonly step: StepAttempt["step"];
  readonly method: string | null;
  readonly resolvedMethod: string | null;
  readonly request: PinnedRequest;
  readonly clientKeyHash: string | null;
  readonly at: Date;
}

/** The payment with the next attempt of a step written ahead, counted as sent. */
export function startAttempt(payment: Payment, start: Start): Payment {
  return { ...payment, steps: [...payment.steps, nextAttempt(payment, start)] };
}

/** The payment with an open attempt counted as sent once more, by a client's key that joins it; the same object when it is closed. */
export function resendAttempt(
  payment: Payment,
  attempt: StepAttempt,
  sent: { clientKeyHash: string | null; at: Date },
): Payment {
  return replaceAttempt(payment, attempt, (each) =>
    each.outcome === null
      ? {
          ...each,
          clientKeyHashes: joined(each.clientKeyHashes, sent.clientKeyHash),
          lastSentAt: sent.at,
          sends: each.sends + 1,
        }
      : each,
  );
}

/** The payment with Stripe's own answer to an attempt. It outranks what was concluded without one. */
export function answerAttempt(
  payment: Payment,
  attempt: StepAttempt,
  outcome: StepOutcome,
): Payment {
  return replaceAttempt(payment, attempt, (each) =>
    hasOwnAnswer(each) ? each : { ...each, outcome },
  );
}

/**
 * The payment with what a 4xx means for its attempt: an answer of its own only if the request was sent once. Of several
 * another copy may still execute, so that the attempt stays open.
 */
export function refuseAttempt(
  payment: Payment,
  attempt: StepAttempt,
  outcome: Extract<StepOutcome, { kind: "refused" }>,
): Payment {
  return replaceAttempt(payment, attempt, (each) =>
    each.sends === 1 && !hasOwnAnswer(each) ? { ...each, outcome } : each,
  );
}

/**
 * The payment with what a 500 means for its attempt: saved under its key, unless another copy may still execute and nobody
 * knows whether it was saved. Then the attempt stays open, and repeating it tells.
 */
export function spoilAttempt(
  payment: Payment,
  attempt: StepAttempt,
  { isSaved, at }: { isSaved: boolean; at: Date },
): Payment {
  return replaceAttempt(payment, attempt, (each) =>
    (isSaved || each.sends === 1) && !hasOwnAnswer(each)
      ? { ...each, outcome: { kind: "spoiled", at } }
      : each,
  );
}

/** The payment with the failure of what an attempt had led to: from now on its keys hear that and start nothing. */
export function failAttempt(
  payment: Payment,
  attempt: StepAttempt,
  outcome: Extract<StepOutcome, { kind: "declined" }>,
): Payment {
  return replaceAttempt(payment, attempt, (each) =>
    each.outcome?.kind === "declined" ? each : { ...each, outcome },
  );
}

/** The confirm that was sent last. */
export function lastConfirm({ steps }: Payment): StepAttempt | undefined {
  return steps.findLast(({ step, sends }) => step === "confirm" && sends > 0);
}

/**
 * The payment with a failure that a client's key is told though no attempt of its own led to it, as when the app's own
 * confirm failed. It is kept as an attempt that is never sent, so that the key starts nothing after it was told "no".
 */
export function noteTold(
  payment: Payment,
  told: {
    clientKeyHash: string;
    failure: PaymentFailure;
    methodId: string | null;
    request: PinnedRequest;
    at: Date;
  },
): Payment {
  const { clientKeyHash, failure, methodId: resolvedMethod, request, at } = told;
  const next = {
    step: "confirm",
    method: null,
    resolvedMethod,
    request,
    clientKeyHash,
    at,
  } as const;
  const kept: StepAttempt = {
    ...nextAttempt(payment, next),
    sends: 0,
    outcome: { kind: "declined", failure, at },
  };
  return { ...payment, steps: [...payment.steps, kept] };
}

/** Whether Stripe answered this very attempt, so that nothing sent for it can still execute. */
export function hasOwnAnswer({ outcome }: StepAttempt): boolean {
  return outcome !== null && outcome.kind !== "closed";
}

/** The confirms that a client's key began or joined. */
export function attemptsOf(payment: Payment, clientKeyHash: string | null): StepAttempt[] {
  if (clientKeyHash === null) return [];
  return payment.steps.filter(
    ({ step, clientKeyHashes }) => step === "confirm" && clientKeyHashes.includes(clientKeyHash),
  );
}

/** Whether two records are the same attempt, at whatever time they were read. */
export function isSameAttempt(left: StepAttempt, right: StepAttempt): boolean {
  return left.step === right.step && left.n === right.n;
}

/** Whether an attempt is too old for Stripe to remember its key for certain. */
export function isTooOldToResend(attempt: StepAttempt, now: Date): boolean {
  return now.getTime() - attempt.firstSentAt.getTime() > RESEND_WITHIN_MS;
}

/**
 * Whether the answer to what was sent may still be on its way. What was sent further in the future than that was sent by
 * another clock, or before this one jumped back: nothing can be waited for.
 */
export function mayBeUnderWay(sentAt: Date, now: Date, stripeDeadlineMs: number): boolean {
  return Math.abs(now.getTime() - sentAt.getTime()) <= stripeDeadlineMs;
}

/** The key to Stripe: shared by everyone who reads the row, and by nobody else. */
export function stripeKey(payment: Payment, attempt: StepAttempt): Promise<string> {
  return sha256(`${payment.id}:${attempt.step}:${attempt.n}`);
}

function joined(hashes: readonly string[], hash: string | null): readonly string[] {
  return hash === null || hashes.includes(hash) ? hashes : [...hashes, hash];
}

function replaceAttempt(
  payment: Payment,
  attempt: StepAttempt,
  change: (each: StepAttempt) => StepAttempt,
): Payment {
  let changed = false;
  const steps = payment.steps.map((each) => {
    if (!isSameAttempt(each, attempt)) return each;
    const next = change(each);
    changed ||= next !== each;
    return next;
  });
  return changed ? { ...payment, steps } : payment;
}

function nextAttempt(payment: Payment, { clientKeyHash, at, ...start }: Start): StepAttempt {
  const last = payment.steps.findLast((attempt) => attempt.step === start.step);
  return {
    ...start,
    n: (last?.n ?? 0) + 1,
    clientKeyHashes: clientKeyHash === null ? [] : [clientKeyHash],
    firstSentAt: at,
    lastSentAt: at,
    sends: 1,
    outcome: null,
  };
}
