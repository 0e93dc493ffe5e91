import type { Clock } from "@chargeonce/core";

/** Time that passes only when it is told to. Who sleeps is woken when it has come, or when nobody else has anything to do. */
export interface VirtualClock extends Clock {
  readonly ms: number;
  pass(ms: number): void;
  /** Moves on to the next instant that somebody sleeps until. @returns False when nobody sleeps. */
  wakeNext(): boolean;
}

export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const sleepers: { at: number; wake: () => void }[] = [];

  function wakeDue(): void {
    for (;;) {
      const index = sleepers.findIndex(({ at }) => at <= nowMs);
      if (index < 0) return;
      sleepers.splice(index, 1)[0]?.wake();
    }
  }

  return {
    get ms() {
      return nowMs;
    },
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: nowMs + Math.max(0, ms), wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener(
          "abort",
          () => {
            const index = sleepers.indexOf(sleeper);
            if (index >= 0) sleepers.splice(index, 1);
            resolve();
          },
          { once: true },
        );
      }),
    pass(ms) {
      nowMs += ms;
      wakeDue();
    },
    wakeNext() {
      const [first] = sleepers.toSorted((left, right) => left.at - right.at);
      if (first === undefined) return false;
      nowMs = Math.max(nowMs, first.at);
      wakeDue();
      return true;
    },
  };
}
