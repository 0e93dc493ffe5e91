import type { Payment } from "../records/payment.ts";
import { CANCELABLE, FINAL } from "../records/statuses.ts";
import { nextEffect } from "./effect-order.ts";
import { LONGEST_BACKOFF_MS } from "./effects.ts";
import { believedUntil, comesAt } from "./has-come.ts";
import { nextWatchAt } from "./watch-closed.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after it was created a payment that is not final is looked at again; daily after that. */
const LOOKS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS];

/** No payment waits for longer until it is looked at. */
export const LONGEST_LOOK_MS = 24 * HOUR_MS;

/** Whose age nobody knows, because a clock that was ahead made it, is looked at so often. */
const AGELESS_LOOK_MS = 30 * MINUTE_MS;

/** However soon payments are abandoned: so long a challenge is left open, which the customer may be in. */
const CHALLENGE_MS = HOUR_MS;

/** A sign of life is noted once in so long, so that an app that polls does not write each time. */
const NOTED_EVERY_MS = MINUTE_MS;

/**
 * When the reconciler should look at a payment next.
 *
 * @returns null when there is nothing left to do, or only a person can.
 */
export function nextDueAt(payment: Payment, now: Date): Date | null {
  // What comes after it waits for it, whenever it is due itself.
  const effect = nextEffect(payment, () => true);
  const instants =
    effect === undefined ? [] : [comesAt(effect.dueAt, now, LONGEST_BACKOFF_MS).getTime()];
  if (!FINAL.has(payment.status)) {
    instants.push(nextLook(payment.createdAt, now));
    if (payment.abandonAt !== null && payment.abandonAt > now) {
      instants.push(payment.abandonAt.getTime());
    }
  }
  const watch = nextWatchAt(payment, now);
  if (watch !== null) instants.push(watch.getTime());
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}

/**
 * When a payment counts as abandoned: so long after the last sign of life, and never while a challenge or a voucher may
 * still be finished.
 *
 * @returns null for a payment that can no longer be canceled.
 */
export function abandonAtOf(payment: Payment, abandonAfterMs: number): Date | null {
  if (!CANCELABLE.has(payment.status)) return null;
  const { lastActiveAt, actionExpiresAt, status } = payment;
  const active = Math.max(lastActiveAt.getTime(), actionExpiresAt?.getTime() ?? 0);
  const patienceMs =
    status === "requires_action" ? Math.max(abandonAfterMs, CHALLENGE_MS) : abandonAfterMs;
  return new Date(active + patienceMs);
}

/**
 * The payment with a sign of life of its customer; the same object when one was noted a moment ago. On a shared intent
 * nobody knows whose it is: it must not keep the other one waiting.
 */
export function noteActivity(payment: Payment, now: Date): Payment {
  if (payment.shared) return payment;
  const passedMs = Math.abs(now.getTime() - payment.lastActiveAt.getTime());
  return passedMs < NOTED_EVERY_MS ? payment : { ...payment, lastActiveAt: now };
}

/** Whether the clock was behind Stripe's that the payment's instants came from when its intent was made. */
export function wasMadeBehind({ steps }: Payment, intentCreatedAt: Date): boolean {
  return steps.some(
    ({ step, outcome }) =>
      step === "create" &&
      outcome?.kind === "completed" &&
      intentCreatedAt > believedUntil(outcome.at),
  );
}

/** The payment without a sign of life in the future: another clock noted it, and nobody waits for that instant. */
export function mendActivity(payment: Payment, now: Date): Payment {
  return payment.lastActiveAt > now ? { ...payment, lastActiveAt: now } : payment;
}

function nextLook(createdAt: Date, now: Date): number {
  if (createdAt > believedUntil(now)) return now.getTime() + AGELESS_LOOK_MS;
  const createdAtMs = createdAt.getTime();
  const age = now.getTime() - createdAtMs;
  const next = LOOKS_MS.find((look) => look > age);
  if (next !== undefined) return createdAtMs + next;
  return createdAtMs + (Math.floor(age / LONGEST_LOOK_MS) + 1) * LONGEST_LOOK_MS;
}
