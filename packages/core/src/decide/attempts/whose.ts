import type { PaymentIntentSnapshot } from "../../ports/stripe-gateway.ts";
import type { Payment } from "../../records/payment.ts";
import { isTestAlias } from "./same-method.ts";
import { mayBeUnderWay } from "./step-attempts.ts";

/** Who asks for an order's payment, by what he shows. */
export interface Claimant {
  readonly principal: string | null;
  /** SHA-256 of his client key, within its scope; null without one. */
  readonly keyHash: string | null;
  /** SHA-256 of the client secret that he showed; null without one. */
  readonly shownSecretHash: string | null;
  /** The payment method that he named; null without one. */
  readonly method: string | null;
  /** Payments that this very request reserved. */
  readonly reserved: ReadonlySet<string>;
}

/** How long a challenge is left to its owner after his last sign of life. */
const CHALLENGE_MS = 10 * 60_000;

/** How long the next caller waits after one has replaced another. */
const TAKEOVER_MS = 60_000;

/**
 * Whether the payment is this caller's. It is fixed when it is reserved: the principal's, or where there is none, his who
 * has the key that reserved it, or shows what only he was given.
 *
 * @param intent As fetched just now; null while there is none.
 */
export function isMine(
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
  claimant: Claimant,
): boolean {
  if (payment.principal !== null || claimant.principal !== null) {
    return payment.principal === claimant.principal;
  }
  if (claimant.reserved.has(payment.id)) return true;
  // Two callers hold this secret, and either may have left his method there: nothing proves anything.
  if (payment.shared) return false;
  if (payment.ownerKeyHash !== null && payment.ownerKeyHash === claimant.keyHash) return true;
  if (claimant.shownSecretHash !== null && claimant.shownSecretHash === payment.clientSecretHash) {
    return true;
  }
  return knowsItsMethod(payment, intent, claimant.method);
}

/** Only who made a method knows its id. An alias is everybody's, and a saved method is known to more than its payer. */
function knowsItsMethod(
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
  method: string | null,
): boolean {
  if (method === null || isTestAlias(method)) return false;
  if (payment.customerId !== null || (intent !== null && intent.customerId !== null)) return false;
  const onIntent =
    intent === null ? [firstMethodOf(payment)] : [intent.paymentMethodId, intent.lastErrorMethodId];
  return onIntent.includes(method) || isUnanswered(payment, method);
}

/** What lies on the intent of a row that is being created. */
function firstMethodOf({ steps }: Payment): string | null {
  return steps.find(({ step }) => step === "create")?.method ?? null;
}

/** The attempt with this method may be on its way, so that it lies on no intent yet. */
function isUnanswered(payment: Payment, method: string): boolean {
  return payment.steps.some((attempt) => attempt.outcome === null && attempt.method === method);
}

/**
 * Whether an intent carries nothing of anybody, so that a caller without principal and key who names no method may have
 * it too: a page that asks twice, or a second tab, keeps one intent.
 */
export function isNobodysYet(
  payment: Payment,
  intent: PaymentIntentSnapshot | null,
  claimant: Claimant,
): boolean {
  const anonymous =
    claimant.principal === null && claimant.keyHash === null && claimant.method === null;
  if (!anonymous || payment.principal !== null || payment.ownerKeyHash !== null) return false;
  if (payment.customerId !== null || payment.method !== null || payment.lastError !== null)
    return false;
  if (payment.droppedConfirms > 0) return false;
  if (payment.steps.some(({ step, method }) => step === "confirm" || method !== null)) return false;
  if (intent === null) return true;
  return (
    intent.status === "requires_payment_method" &&
    intent.paymentMethodId === null &&
    intent.lastPaymentError === null &&
    intent.customerId === null
  );
}

/**
 * Until when another caller has to wait before he may replace the payment; null when he need not. These waits are comfort:
 * no money rests on them, and none is longer than ten minutes, whatever the clocks say.
 */
export function heldUntil(payment: Payment, now: Date, stripeDeadlineMs: number): Date | null {
  const until: number[] = [];
  const waitFrom = (from: Date, forMs: number) => {
    const passedMs = now.getTime() - from.getTime();
    if (Math.abs(passedMs) < forMs) until.push(from.getTime() + forMs);
  };
  for (const attempt of payment.steps) {
    if (
      attempt.step === "confirm" &&
      attempt.outcome === null &&
      mayBeUnderWay(attempt.lastSentAt, now, stripeDeadlineMs)
    ) {
      until.push(attempt.lastSentAt.getTime() + stripeDeadlineMs);
    }
  }
  if (payment.status === "requires_action") waitFrom(payment.lastActiveAt, CHALLENGE_MS);
  if (payment.tookOverAt !== null) waitFrom(payment.tookOverAt, TAKEOVER_MS);
  return until.length === 0 ? null : new Date(Math.max(...until));
}
