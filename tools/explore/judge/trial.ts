import type { Wallet } from "../cards.ts";
import type { Ending } from "../settle.ts";
import type { World } from "../world.ts";

/** A world that has ended, to be judged. */
export interface Trial {
  readonly world: World;
  readonly wallet: Wallet;
  readonly endings: readonly Ending[];
}

/** What one invariant found; nothing when it holds. */
export type Judge = (trial: Trial) => Iterable<string>;

/** Whether a person who looks where persons look sees this id. */
export function isSeen({ endings }: Trial, id: string): boolean {
  return endings.some(({ forPersons }) => forPersons.includes(id));
}

/** Answers that say for good that this try has failed. */
export const DEFINITE_NO: ReadonlySet<string> = new Set([
  "card_declined",
  "authentication_failed",
  "payment_method_invalid",
]);
