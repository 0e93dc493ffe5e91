import { CANCELABLE, FINAL, type Payment } from "../payment.ts";
import { nextEffect } from "./effect-order.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after it was created a payment that is not final is looked at again; daily after that. */
const LOOKS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS];

/**
 * When the reconciler should look at a payment next.
 *
 * @param abandonAfterMs Age at which an unconfirmed payment is canceled.
 * @returns null when there is nothing left to do, or only a person can.
 */
export function nextDueAt(payment: Payment, now: Date, abandonAfterMs: number): Date | null {
  // What comes after it waits for it, whenever it is due itself.
  const effect = nextEffect(payment, () => true);
  const instants = effect === undefined ? [] : [effect.dueAt.getTime()];
  if (!FINAL.has(payment.status)) {
    const look = nextLook(payment.createdAt.getTime(), now.getTime());
    instants.push(look);
    if (CANCELABLE.has(payment.status)) {
      const abandon = payment.createdAt.getTime() + abandonAfterMs;
      if (abandon > now.getTime()) instants.push(abandon);
    }
  }
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}

function nextLook(createdAtMs: number, nowMs: number): number {
  const age = nowMs - createdAtMs;
  const next = LOOKS_MS.find((look) => look > age);
  if (next !== undefined) return createdAtMs + next;
  const day = 24 * HOUR_MS;
  return createdAtMs + (Math.floor(age / day) + 1) * day;
}
