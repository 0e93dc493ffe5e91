import type { Effect, EffectKind, Payment } from "../records/payment.ts";

/** Whether this process has a handler for it. */
export type Hears = (kind: EffectKind) => boolean;

/** So long news waits for a process that has the handler: as long as Stripe delivers to an endpoint that is down. */
export const UNHEARD_FOR_MS = 3 * 24 * 3_600_000;

/** So many failed tries, half a minute at most, hold up a payment that went on meanwhile. */
const PATIENCE = 5;

/** They say where a payment stands, and are no news once it went on. What was paid, ended or went back always is. */
const PASSING: ReadonlySet<EffectKind> = new Set(["failed", "authorized"]);

/** Keys of the reviews that say so of a payment's own status. Any other is about money that nobody accounts for yet. */
export const MISMATCH = "review:mismatch";
export const HANDLER_ASKED = "review:handler";

/** What it goes on with. */
export const ONWARD: ReadonlySet<EffectKind> = new Set(["authorized", "succeeded", "canceled"]);

/**
 * What is told next of a payment: the first thing that this process can tell and nobody has told.
 *
 * In the order in which it happened: what fails is waited for, and so is a person who sees to what is dead. Nobody must hear
 * "ship it" after "the money went back". Only a passing word whose handler keeps failing is passed over, and a review
 * about other money, which is told afterwards.
 *
 * @returns Undefined when there is nothing, or a dead effect comes first.
 */
export function nextEffect(payment: Payment, hears: Hears): Effect | undefined {
  const { effects } = payment;
  const open = ({ state, kind }: Effect) => state === "dead" || (state === "due" && hears(kind));
  const first = effects.find(
    (effect, place) => open(effect) && !givesWay(effect, effects.slice(place + 1)),
  );
  return first?.state === "due" ? first : undefined;
}

/**
 * The payment with its effects sorted out, as the process that writes it must leave them: what it has no handler for is
 * unheard and not due, what another process left unheard is due where there is a handler, and what went out of date while
 * it waited for one, or while its handler failed, is passed over.
 *
 * @param process `wakes`: whether it tells what others left unheard; where nothing is told, nothing is woken.
 * @returns The same object when nothing changes.
 */
export function arrangeEffects(
  payment: Payment,
  { hears, wakes, now }: { hears: Hears; wakes: boolean; now: Date },
): Payment {
  const sinceMs = now.getTime() - UNHEARD_FOR_MS;
  const effects = payment.effects.map((effect, place): Effect => {
    const later = payment.effects.slice(place + 1);
    if (effect.state === "due" && !hears(effect.kind)) {
      // How long it is news counts from now on: a handler elsewhere may have failed at it, or been away, for days.
      return { ...effect, state: "unheard", dueAt: effect.dueAt < now ? now : effect.dueAt };
    }
    if (isPassedOver(effect, later)) return { ...effect, state: "passed_over" };
    const over = isOver(effect, later);
    if (effect.state === "due" && over) return { ...effect, state: "passed_over" };
    if (effect.state !== "unheard" || !wakes || !hears(effect.kind)) return effect;
    const isNews = effect.dueAt.getTime() >= sinceMs && !over;
    return { ...effect, state: isNews ? "due" : "passed_over" };
  });
  const same = effects.every((effect, place) => effect === payment.effects[place]);
  return same ? payment : { ...payment, effects };
}

/** Whether it kept failing, and the payment goes on with something that somebody waits for. */
function givesWay(effect: Effect, later: readonly Effect[]): boolean {
  const failing = effect.state === "dead" || (effect.state === "due" && effect.tries >= PATIENCE);
  if (!failing || (effect.kind !== "review" && !isPassing(effect))) return false;
  return later.some(({ kind, state }) => ONWARD.has(kind) && state === "due");
}

/** Whether it is no news any more, and is told to nobody. */
function isPassedOver(effect: Effect, later: readonly Effect[]): boolean {
  return isPassing(effect) && givesWay(effect, later);
}

function isPassing({ kind, key }: Effect): boolean {
  return PASSING.has(kind) || key === MISMATCH || key === HANDLER_ASKED;
}

/**
 * Whether what came of it was told already: by a process that could not tell this, or while this was being learned of.
 */
function isOver(effect: Effect, later: readonly Effect[]): boolean {
  return isPassing(effect) && later.some(isHeardEnd);
}

/** Whether the payment went on with it, and somebody has heard so, or may have acted on it before his handler failed. */
function isHeardEnd({ kind, state, tries }: Effect): boolean {
  return ONWARD.has(kind) && (state === "done" || state === "passed_over" || tries > 0);
}
