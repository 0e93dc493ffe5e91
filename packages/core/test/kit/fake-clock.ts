import type { Clock } from "@chargeonce/core";

/**
 * A clock that stands still until it is moved; sleeping moves it. Who can be woken by a signal sleeps until then: a pause of
 * a worker, or the time that a handler may take.
 */
export interface FakeClock extends Clock {
  advance(by: { seconds?: number; minutes?: number; hours?: number }): void;
}

export function fakeClock(start = "2026-11-23T12:00:00Z"): FakeClock {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    sleep: async (ms, signal) => {
      if (signal !== undefined) return untilAborted(signal);
      nowMs += ms;
    },
    advance({ seconds = 0, minutes = 0, hours = 0 }) {
      nowMs += ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
