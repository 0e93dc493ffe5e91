/** Things that Stripe does later by itself, in order of their time. */
export interface Schedule {
  at(timeMs: number, act: () => void): void;
  /** Does everything that is due. */
  runDue(nowMs: number): void;
  /** When the next thing is due; null when nothing is. */
  nextAt(): number | null;
}

export function createSchedule(): Schedule {
  const entries: { timeMs: number; act: () => void }[] = [];

  return {
    at(timeMs, act) {
      // From the end: most of it is later than everything before.
      const before = entries.findLastIndex((entry) => entry.timeMs <= timeMs);
      entries.splice(before + 1, 0, { timeMs, act });
    },
    runDue(nowMs) {
      for (let next = entries[0]; next && next.timeMs <= nowMs; next = entries[0]) {
        entries.shift();
        next.act();
      }
    },
    nextAt: () => entries[0]?.timeMs ?? null,
  };
}
