import { type FakeClock, fakeClock } from "./fake-clock.ts";

/**
 * A clock on which pauses last until the test ends them. A worker pauses at each of its places, and at its upkeep. The time
 * that a handler may take is longer, and is over when it has passed.
 */
export interface SteppedClock extends FakeClock {
  /** Resolves when at least so many pause. */
  asleep(count: number): Promise<void>;
  /** Moves the clock and ends every pause; resolves when so many pause again. */
  round(seconds: number, count: number): Promise<void>;
}

const LONGEST_PAUSE_MS = 1_000;

export function steppedClock(): SteppedClock {
  const clock = fakeClock();
  const sleepers = new Set<() => void>();
  const limits = new Map<() => void, number>();
  const waiting: { count: number; go: () => void }[] = [];
  const tell = () => {
    const ready = waiting.filter(({ count }) => sleepers.size >= count);
    for (const each of ready) {
      waiting.splice(waiting.indexOf(each), 1);
      each.go();
    }
  };
  const asleep = (count: number) =>
    new Promise<void>((go) => {
      waiting.push({ count, go });
      tell();
    });
  return {
    ...clock,
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve();
        if (ms > LONGEST_PAUSE_MS) limits.set(resolve, clock.now().getTime() + ms);
        else sleepers.add(resolve);
        const end = () => {
          sleepers.delete(resolve);
          limits.delete(resolve);
          resolve();
        };
        signal?.addEventListener("abort", end, { once: true });
        tell();
      }),
    asleep,
    async round(seconds, count) {
      clock.advance({ seconds });
      const over = [...limits].filter(([, atMs]) => atMs <= clock.now().getTime());
      for (const [resolve] of over) limits.delete(resolve);
      const woken = [...over.map(([resolve]) => resolve), ...sleepers];
      sleepers.clear();
      for (const wake of woken) wake();
      await asleep(count);
    },
  };
}
