import type { Effect, Payment, StepAttempt } from "../../records/payment.ts";

/** Of what was answered and told, a payment's record keeps this many of each kind. */
const MOST_KEPT = 30;

/** So many failed tries within an hour, and the payment takes no more until the first of them is an hour old. */
const MOST_FAILED_TRIES = 20;
const HOUR_MS = 3_600_000;

/** So many client keys may join one attempt. */
export const MOST_KEYS = 50;

/** The payment within its bounds: what falls out is counted, not kept. The same object when nothing does. */
export function withinBounds(payment: Payment): Payment {
  const told = surplus(payment.steps, ({ sends }) => sends === 0);
  const sent = surplus(payment.steps, (each) => each.sends > 0 && isAnswered(each, "confirm"));
  const confirms = new Set([...told, ...sent]);
  const creates = surplus(payment.steps, (each) => isAnswered(each, "create"));
  const failures = surplus(payment.effects, isToldFailure);
  const namings = payment.namings.slice(-MOST_KEPT);
  const nothing =
    confirms.size + creates.size + failures.size === 0 && namings.length === payment.namings.length;
  if (nothing) return payment;
  return {
    ...payment,
    steps: payment.steps.filter((each) => !confirms.has(each) && !creates.has(each)),
    droppedConfirms: payment.droppedConfirms + confirms.size,
    effects: payment.effects.filter((each) => !failures.has(each)),
    namings,
  };
}

/** Until when this payment takes no further try; null when it takes one now. */
export function triesExhaustedUntil(payment: Payment, now: Date): Date | null {
  const failedAt = payment.steps
    .filter(({ step, sends }) => step === "confirm" && sends > 0)
    .map(({ outcome }) => (outcome?.kind === "declined" ? outcome.at.getTime() : null))
    .filter((at) => at !== null)
    // A clock that was ahead is not waited for.
    .filter((at) => Math.abs(now.getTime() - at) < HOUR_MS);
  const first = failedAt.at(-MOST_FAILED_TRIES);
  return first === undefined ? null : new Date(first + HOUR_MS);
}

function isAnswered({ step, outcome }: StepAttempt, wanted: StepAttempt["step"]): boolean {
  return step === wanted && outcome !== null;
}

/** One that nobody waits for: told, passed over, or without a handler in the process that found it out. */
function isToldFailure({ kind, state }: Effect): boolean {
  return kind === "failed" && state !== "due" && state !== "dead";
}

/** Those that are too many, the oldest first. */
function surplus<Item>(items: readonly Item[], counts: (item: Item) => boolean): Set<Item> {
  const counted = items.filter(counts);
  return new Set(counted.slice(0, Math.max(0, counted.length - MOST_KEPT)));
}
