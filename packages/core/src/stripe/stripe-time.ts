import type { Clock } from "../ports/clock.ts";
import { dateOf } from "./read-answer.ts";

/** What time it is at Stripe, by the `Date` of what it answered last. */
export interface StripeTime {
  /** @param sent What the SDK returned: its objects carry the response that they came in. */
  hear(sent: unknown): void;
  /** @returns null before an answer said. */
  now(): Date | null;
}

export function createStripeTime(clock: Clock): StripeTime {
  let aheadMs: number | null = null;
  return {
    hear(sent) {
      const date = dateOf(Reflect.get(Object(sent), "lastResponse"));
      if (date !== null) aheadMs = date.getTime() - clock.now().getTime();
    },
    now: () => (aheadMs === null ? null : new Date(clock.now().getTime() + aheadMs)),
  };
}
