import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import { openAttempt, type Payment, type StepAttempt } from "../../records/payment.ts";
import { MOST_KEYS, triesExhaustedUntil } from "./bounds.ts";
import type { ConfirmAsked, ConfirmStep } from "./confirm-step.ts";
import { isMethodOnIntent, isTestAlias, realIdOf } from "./same-method.ts";
import {
  attemptsOf,
  isSameAttempt,
  isTooOldToResend,
  lastConfirm,
  mayBeUnderWay,
} from "./step-attempts.ts";
import { heldUntil } from "./whose.ts";

/**
 * Decides the next step of a confirm. Pure: no store, no Stripe.
 *
 * At most one attempt is open at a time. An open one may execute at any moment, so it is repeated, waited for, or fenced
 * by a cancel; nothing is concluded from what the intent shows, which may be another's doing.
 *
 * @param intent As fetched and merged just now.
 * @see docs/decisions/0016-declined-is-final.md
 */
export function decideConfirm(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  asked: ConfirmAsked,
): ConfirmStep {
  // A key whose attempt is no longer kept may have been told "no": it hears the truth, and joins and starts nothing.
  if (isForgotten(payment, asked)) return { do: "answer" };
  switch (intent.status) {
    case "requires_payment_method":
    case "requires_confirmation":
      return payment.shared
        ? decideShared(payment, intent, asked)
        : (decideOpen(payment, asked) ??
            decideAnswered(payment, intent, asked) ??
            decideNew(payment, intent, asked));
    case "requires_action":
      return payment.shared
        ? decideShared(payment, intent, asked)
        : decideChallenged(payment, intent, asked);
    default:
      return { do: "answer" };
  }
}

/** Two callers hold this intent's secret: no method of either is named on it. */
function decideShared(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  asked: ConfirmAsked,
): ConfirmStep {
  if (asked.method === null) {
    return intent.status === "requires_payment_method"
      ? tellWhatIsMissing(intent)
      : { do: "answer" };
  }
  const until = heldUntil({ ...payment, tookOverAt: null }, asked.now, asked.stripeDeadlineMs);
  return until === null ? { do: "fence" } : { do: "wait", until };
}

/** An attempt is open: its own card repeats it, another waits for it, and then fences it. Null when there is none. */
function decideOpen(payment: Payment, asked: ConfirmAsked): ConfirmStep | null {
  const open = openAttempt(payment, "confirm");
  if (open === undefined) return null;
  if (isTooOldToResend(open, asked.now)) return { do: "fence" };
  if (!isCardOf(open, asked.method)) return waitOrFence(open.lastSentAt, asked);
  if (open.request.parameters.payment_method === undefined) {
    const doubt = waitForOthers(payment, open.resolvedMethod, asked);
    if (doubt !== null) return doubt;
  }
  const isFull = open.clientKeyHashes.length >= MOST_KEYS && !isKeyOf(open, asked);
  return isFull ? { do: "wait", until: null } : { do: "resend", attempt: open };
}

/** A challenge is open: who began it, or asks for the same, hears the truth; another card ends it. */
function decideChallenged(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  asked: ConfirmAsked,
): ConfirmStep {
  const { method } = asked;
  const open = openAttempt(payment, "confirm");
  const own = ownAttempts(payment, asked);
  // A challenge that was there before the request's own card was sent is not this card's: it must not be finished for it.
  if (
    open !== undefined &&
    own.some((each) => isSameAttempt(each, open)) &&
    isOlder(payment, intent, open)
  ) {
    return waitOrFence(open.lastSentAt, asked);
  }
  if (method === null || own.length > 0 || isMethodOnIntent(payment, intent, method)) {
    return { do: "answer" };
  }
  if (open !== undefined) {
    // What id a test alias was given is not known before its answer: the challenge may be its own.
    const maybeOwn = isCardOf(open, method) && isTestAlias(method);
    return maybeOwn ? { do: "answer" } : waitOrFence(open.lastSentAt, asked);
  }
  const last = lastConfirm(payment);
  const isLasts = last?.method === method && last.resolvedMethod === intent.paymentMethodId;
  return isLasts ? { do: "answer" } : start(payment, intent, asked);
}

/** Whether the challenge is that of a card which was confirmed before this attempt was. */
function isOlder(payment: Payment, intent: PaymentIntentSnapshot, open: StepAttempt): boolean {
  return payment.steps.some(
    ({ step, n, resolvedMethod, outcome }) =>
      step === "confirm" &&
      n < open.n &&
      LED_SOMEWHERE.has(outcome?.kind) &&
      resolvedMethod === intent.paymentMethodId &&
      resolvedMethod !== open.resolvedMethod,
  );
}

/** The key began or joined attempts, and Stripe has answered them all. Null when it may start one. */
function decideAnswered(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  asked: ConfirmAsked,
): ConfirmStep | null {
  const last = ownAttempts(payment, asked).at(-1);
  if (last === undefined || !LED_SOMEWHERE.has(last.outcome?.kind)) return null;
  const ownMethod = last.resolvedMethod;
  if (intent.status === "requires_confirmation") {
    // The second half of manual confirmation.
    const isSecondHalf =
      payment.confirmationMethod === "manual" && intent.paymentMethodId === ownMethod;
    return isSecondHalf ? null : { do: "answer" };
  }
  // An error of another method is not this key's: it hears the current truth.
  const failed = intent.lastPaymentError !== null && intent.lastErrorMethodId === ownMethod;
  return failed && intent.lastPaymentError !== null
    ? { do: "tell_failure", failure: intent.lastPaymentError, attempt: last }
    : { do: "answer" };
}

/** Outcomes after which the key has had its try: a challenge, or whatever a repeated answer had been. */
const LED_SOMEWHERE: ReadonlySet<string | undefined> = new Set(["completed", "replayed"]);

function decideNew(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  asked: ConfirmAsked,
): ConfirmStep {
  const hasMethod = asked.method !== null || intent.paymentMethodId !== null;
  return hasMethod ? start(payment, intent, asked) : tellWhatIsMissing(intent);
}

function tellWhatIsMissing({ lastPaymentError }: PaymentIntentSnapshot): ConfirmStep {
  return lastPaymentError === null
    ? { do: "ask_for_method" }
    : { do: "tell_failure", failure: lastPaymentError, attempt: null };
}

function start(payment: Payment, intent: PaymentIntentSnapshot, asked: ConfirmAsked): ConfirmStep {
  const { method, now } = asked;
  const until = triesExhaustedUntil(payment, now);
  if (until !== null) return { do: "refuse_tries", until };
  const wanted = method ?? intent.paymentMethodId;
  if (wanted === null) return { do: "ask_for_method" };
  const resolved = realIdOf(payment, intent, wanted);
  const named = isAuthenticated(payment, intent, resolved) ? null : resolved;
  // Under manual confirmation a challenge ends in a confirm that names no method: who is in doubt must not begin one.
  const isPartOfTwo = payment.confirmationMethod === "manual";
  const doubt = isPartOfTwo ? waitForOthers(payment, resolved, asked) : null;
  return doubt ?? { do: "start", method, named, resolved };
}

/** Manual confirmation: the customer has authenticated this method, and the intent waits for the server. */
function isAuthenticated(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  resolved: string,
): boolean {
  if (payment.confirmationMethod !== "manual" || intent.status !== "requires_confirmation")
    return false;
  const last = lastConfirm(payment);
  return (
    intent.paymentMethodId === resolved &&
    last?.resolvedMethod === resolved &&
    LED_SOMEWHERE.has(last.outcome?.kind)
  );
}

function waitOrFence(sentAt: Date, { now, stripeDeadlineMs }: ConfirmAsked): ConfirmStep {
  return mayBeUnderWay(sentAt, now, stripeDeadlineMs)
    ? { do: "wait", until: null }
    : { do: "fence" };
}

/** A confirm that names no method takes the one that is there: not while another may still be named. Null when none can. */
function waitForOthers(
  { factUpdate }: Payment,
  method: string | null,
  asked: ConfirmAsked,
): ConfirmStep | null {
  const { methods, lastSentAt } = factUpdate;
  const mayBeNamed = methods.some((each) => each !== method);
  return mayBeNamed && lastSentAt !== null ? waitOrFence(lastSentAt, asked) : null;
}

function isCardOf({ method, resolvedMethod }: StepAttempt, asked: string | null): boolean {
  return asked === null || asked === method || asked === resolvedMethod;
}

function isKeyOf({ clientKeyHashes }: StepAttempt, { clientKeyHash }: ConfirmAsked): boolean {
  return clientKeyHash === null || clientKeyHashes.includes(clientKeyHash);
}

/** What the key began or joined, and what a request without one has sent itself. */
function ownAttempts(payment: Payment, { clientKeyHash, sent }: ConfirmAsked): StepAttempt[] {
  if (clientKeyHash !== null || sent === null) return attemptsOf(payment, clientKeyHash);
  return payment.steps.filter((attempt) => isSameAttempt(attempt, sent));
}

function isForgotten(payment: Payment, { keyIsKnown, clientKeyHash }: ConfirmAsked): boolean {
  return (
    keyIsKnown && payment.droppedConfirms > 0 && attemptsOf(payment, clientKeyHash).length === 0
  );
}
