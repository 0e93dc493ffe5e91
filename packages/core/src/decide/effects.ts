import type { Effect, EffectKind, Payment, PaymentFailure } from "../records/payment.ts";
import { FINAL } from "../records/statuses.ts";
import { HANDLER_ASKED, ONWARD } from "./effect-order.ts";
import { hasCome } from "./has-come.ts";

/** No effect and no event waits for longer until it is tried again. */
export const LONGEST_BACKOFF_MS = 3_600_000;

/** After this many failed tries an effect is dead: visible, not tried again by itself. */
export const MAX_TRIES = 20;

/** Why `succeeded` is told once more: a person has decided, so the handler's `"review"` is not heeded. */
export const RESOLVED = "resolved";

/** Why a review's `canceled` is told: the money went back. */
export const CLOSED = "closed after review";

/**
 * The payment with one more thing to tell the application; unchanged when its key is known. It comes last, except that a
 * failed try which is learned of late comes before what the payment went on with.
 */
export function addEffect(
  payment: Payment,
  effect: {
    kind: EffectKind;
    key: string;
    at: Date;
    failure?: PaymentFailure;
    reason?: string;
    about?: string;
  },
): Payment {
  const { effects } = payment;
  if (effects.some((each) => each.key === effect.key)) return payment;
  const added: Effect = {
    key: effect.key,
    kind: effect.kind,
    state: "due",
    failure: effect.failure ?? null,
    reason: effect.reason ?? null,
    about: effect.about ?? null,
    tries: 0,
    dueAt: effect.at,
    lastError: null,
  };
  // Where money was taken, or the payment has ended, the try has failed before that.
  const { status } = payment;
  const late = effect.kind === "failed" && (status === "requires_capture" || FINAL.has(status));
  const end = late ? effects.findIndex(({ kind }) => ONWARD.has(kind)) : -1;
  const place = end === -1 ? effects.length : end;
  return { ...payment, effects: [...effects.slice(0, place), added, ...effects.slice(place)] };
}

/** The payment after the application heard an effect. A `"review"` quarantines it, answered to `succeeded` alone. */
export function effectTold(
  payment: Payment,
  effect: Effect,
  told: { answer: "review" | undefined; at: Date },
): Payment {
  const done = replaceEffect(payment, { ...effect, state: "done" });
  const heeded = effect.kind === "succeeded" && effect.reason !== RESOLVED;
  if (told.answer !== "review" || !heeded || payment.status !== "succeeded") return done;
  return addEffect(
    { ...done, status: "review" },
    { kind: "review", key: HANDLER_ASKED, at: told.at, reason: "the handler asked for it" },
  );
}

/**
 * The payment after telling an effect failed: due again later, or dead. A try before it was due again is not counted:
 * an app that keeps asking must not use up an effect within seconds.
 */
export function effectFailed(
  payment: Payment,
  effect: Effect,
  failed: { error: string; at: Date; fraction: number },
): Payment {
  if (!hasCome(effect.dueAt, failed.at, LONGEST_BACKOFF_MS)) {
    return replaceEffect(payment, { ...effect, lastError: failed.error });
  }
  const tries = effect.tries + 1;
  return replaceEffect(payment, {
    ...effect,
    state: tries >= MAX_TRIES ? "dead" : "due",
    tries,
    dueAt: new Date(failed.at.getTime() + backoffMs(tries, failed.fraction)),
    lastError: failed.error,
  });
}

/** The payment with every dead effect due again, as if it had never been tried. */
export function reviveEffects(payment: Payment, at: Date): Payment {
  if (!payment.effects.some(({ state }) => state === "dead")) return payment;
  return {
    ...payment,
    effects: payment.effects.map((effect) =>
      effect.state === "dead" ? { ...effect, state: "due", tries: 0, dueAt: at } : effect,
    ),
  };
}

/** Exponential backoff with full jitter: up to 1 s after the first failure, up to 1 h at last. */
export function backoffMs(tries: number, fraction: number): number {
  const ceilingMs = Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** (tries - 1));
  return Math.ceil(ceilingMs * fraction);
}

function replaceEffect(payment: Payment, effect: Effect): Payment {
  return {
    ...payment,
    effects: payment.effects.map((each) => (each.key === effect.key ? effect : each)),
  };
}
