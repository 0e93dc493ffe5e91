import type { Clock } from "@chargeonce/core";

/** A length of time; what is named adds up. */
export interface Duration {
  readonly ms?: number;
  readonly seconds?: number;
  readonly minutes?: number;
  readonly hours?: number;
}

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /**
   * Moves time, and wakes the sleepers whose instants it passes: the earliest first, at its own instant, and those of one
   * instant in the order in which they lay down. A sleeper that lies down again within the span is woken again.
   *
   * @returns Resolves when everybody who was woken has gone on as far as it can without time or I/O.
   */
  advance(by: Duration): Promise<void>;
  /** Sets the clock as a wrong time server does, also backwards. Wakes nobody: sleep is counted from where it began. */
  jumpTo(instant: Date): void;
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  /** Elapsed time at which it wakes, in milliseconds. */
  readonly wakesAtMs: number;
  wake(): void;
}

const DEFAULT_START = new Date("2026-01-15T09:00:00.000Z");

/**
 * A clock for tests, to be passed to `createPayments({ clock })`.
 *
 * @param start The first instant; default 2026-01-15, 09:00 UTC.
 */
export function createFakeClock(start: Date = DEFAULT_START): FakeClock {
  const sleeping: Sleeper[] = [];
  /** Time that passed, whatever the clock shows: a jump does not shorten anybody's sleep. */
  let elapsedMs = 0;
  let shownAtZeroMs = start.getTime();

  const removeNext = (untilMs: number): Sleeper | undefined => {
    const earliest = Math.min(...sleeping.map(({ wakesAtMs }) => wakesAtMs));
    if (earliest > untilMs) return undefined;
    const at = sleeping.findIndex(({ wakesAtMs }) => wakesAtMs === earliest);
    return sleeping.splice(at, 1)[0];
  };

  return {
    now: () => new Date(shownAtZeroMs + elapsedMs),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (!(ms > 0) || signal?.aborted) {
          resolve();
          return;
        }
        const sleeper = { wakesAtMs: elapsedMs + ms, wake: resolve };
        sleeping.push(sleeper);
        const give = () => {
          const at = sleeping.indexOf(sleeper);
          if (at >= 0) sleeping.splice(at, 1);
          resolve();
        };
        signal?.addEventListener("abort", give, { once: true });
      }),
    async advance({ ms = 0, seconds = 0, minutes = 0, hours = 0 }) {
      const byMs = ms + 1_000 * (seconds + 60 * (minutes + 60 * hours));
      if (!(byMs >= 0))
        throw new RangeError("Time passes forwards only: use jumpTo to set a clock.");
      const untilMs = elapsedMs + byMs;
      await settle();
      for (let next = removeNext(untilMs); next !== undefined; next = removeNext(untilMs)) {
        elapsedMs = next.wakesAtMs;
        next.wake();
        await settle();
      }
      elapsedMs = untilMs;
    },
    jumpTo(instant) {
      shownAtZeroMs = instant.getTime() - elapsedMs;
    },
    sleepers: () => sleeping.length,
  };
}

/** Lets every promise that is ready run, and what they make ready in turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
