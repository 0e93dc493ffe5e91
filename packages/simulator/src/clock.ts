/** A clock that goes by another one, and can be put forward. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Never back: a time that has passed changes nothing. */
  putForwardTo(timeMs: number): void;
}

export function createClock(base: () => number): Clock {
  let aheadMs = 0;
  return {
    now: () => base() + aheadMs,
    putForwardTo(timeMs) {
      aheadMs = Math.max(aheadMs, timeMs - base());
    },
  };
}

/** The earlier of two times; null is never. */
export function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
