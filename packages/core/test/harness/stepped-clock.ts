import { createGate, type Gate } from "@chargeonce/testing";
import { type FakeClock, fakeClock } from "./fake-clock.ts";

/** A clock on which a worker's pause lasts until the test ends it. */
export interface SteppedClock extends FakeClock {
  /** Resolves when somebody sleeps, at once if somebody does. */
  asleep(): Promise<void>;
  /** Moves the clock and ends every pause; resolves when somebody sleeps again. */
  round(seconds?: number): Promise<void>;
}

export function steppedClock(): SteppedClock {
  const clock = fakeClock();
  let sleepers: (() => void)[] = [];
  let lain: Gate = createGate();
  return {
    ...clock,
    sleep: (_ms, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve();
        sleepers.push(resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
        lain.open();
      }),
    asleep: () => lain.passed,
    async round(seconds = 1) {
      await lain.passed;
      clock.advance({ seconds });
      lain = createGate();
      const woken = sleepers;
      sleepers = [];
      for (const wake of woken) wake();
      await lain.passed;
    },
  };
}
