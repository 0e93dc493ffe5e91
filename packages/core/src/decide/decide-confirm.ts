import { openAttempt, type Payment, type StepAttempt } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { isMethodOnIntent } from "./same-method.ts";
import { isTooOldToResend, mayBeUnderWay } from "./step-attempts.ts";

/** What confirm should do next, once Stripe's truth is merged. */
export type ConfirmStep =
  /** Tell the status. */
  | { readonly do: "answer" }
  /** Tell why the last try failed. */
  | { readonly do: "tell_failure" }
  /** There is nothing to confirm with. */
  | { readonly do: "ask_for_method" }
  /** Somebody is confirming with another method right now. */
  | { readonly do: "wait" }
  /** Repeat an open attempt under its own key. */
  | { readonly do: "help"; readonly attempt: StepAttempt }
  /** Write the next attempt ahead, closing an open one first. */
  | {
      readonly do: "start";
      readonly method: string | null;
      /** Whether Stripe must be told the method; naming it again may reset a finished authentication. */
      readonly name: boolean;
      readonly close: { attempt: StepAttempt; kind: "superseded" | "expired" } | null;
    };

/**
 * Decides the next step of a confirm. Pure: no store, no Stripe.
 *
 * @param intent As fetched and merged just now.
 * @param method What the client sent, null for "the one on the intent".
 * @see docs/decisions/0006-client-keys-join-attempts.md
 */
export function decideConfirm(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string | null,
  asked: { now: Date; stripeDeadlineMs: number; clientKeyHash: string | null },
): ConfirmStep {
  switch (intent.status) {
    case "requires_payment_method":
    case "requires_confirmation":
      return (
        decideOpen(payment, intent, method, asked) ??
        // The tap that led to a challenge is answered with how the challenge ended, not with another one.
        (hasFailed(intent) && wasAnswered(payment, asked.clientKeyHash)
          ? { do: "tell_failure" }
          : decideFirst(payment, intent, method))
      );
    case "requires_action":
      return (
        decideOpen(payment, intent, method, asked) ??
        (isSameRequest(payment, intent, method) || wasAnswered(payment, asked.clientKeyHash)
          ? { do: "answer" }
          : start(payment, intent, method, null))
      );
    default:
      return { do: "answer" };
  }
}

/** An attempt is open: help it, take over, or wait. Null when there is none. */
function decideOpen(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string | null,
  time: { now: Date; stripeDeadlineMs: number },
): ConfirmStep | null {
  const open = openAttempt(payment, "confirm");
  if (open === undefined) return null;
  const same =
    method === null ||
    open.method === method ||
    (open.method === null && isMethodOnIntent(payment, intent, method));
  if (isTooOldToResend(open, time.now)) {
    return start(payment, intent, method ?? open.method, { attempt: open, kind: "expired" });
  }
  if (same) return { do: "help", attempt: open };
  if (mayBeUnderWay(open, time.now, time.stripeDeadlineMs)) return { do: "wait" };
  return start(payment, intent, method, { attempt: open, kind: "superseded" });
}

function decideFirst(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string | null,
): ConfirmStep {
  if (method !== null || intent.status === "requires_confirmation") {
    return start(payment, intent, method, null);
  }
  if (hasFailed(intent)) return { do: "tell_failure" };
  if (intent.paymentMethodId !== null) return start(payment, intent, null, null);
  return { do: "ask_for_method" };
}

function start(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string | null,
  close: Extract<ConfirmStep, { do: "start" }>["close"],
): ConfirmStep {
  const name = method !== null && !isMethodOnIntent(payment, intent, method);
  return { do: "start", method, name, close };
}

function hasFailed(intent: PaymentIntentSnapshot): boolean {
  return intent.status === "requires_payment_method" && intent.lastPaymentError !== null;
}

/** Whether the customer is authenticating what this request asks for. */
function isSameRequest(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  method: string | null,
): boolean {
  if (method === null || isMethodOnIntent(payment, intent, method)) return true;
  // An answer was lost, so the intent's own id for the method was never heard: the last attempt's name tells.
  const last = payment.steps.findLast((attempt) => attempt.step === "confirm");
  return last?.method === method && last.outcome?.kind !== "declined";
}

/** Whether this client's key has had its answer: repeating it tells the truth and starts nothing. */
function wasAnswered(payment: Payment, clientKeyHash: string | null): boolean {
  return payment.steps.some(
    ({ step, clientKeyHashes, outcome }) =>
      step === "confirm" &&
      clientKeyHash !== null &&
      clientKeyHashes.includes(clientKeyHash) &&
      ANSWERED.has(outcome?.kind),
  );
}

const ANSWERED: ReadonlySet<string | undefined> = new Set(["completed", "observed", "replayed"]);
