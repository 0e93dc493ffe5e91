/** Sends webhooks in real time while something listens. */
export interface Pump {
  /** Looks whether something is due, or when. */
  wake(): void;
  stop(): void;
}

/** A timer may wait this long; later things are looked at again then. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export interface PumpOptions {
  now: () => number;
  /** When there is something to do next; null when nothing waits. */
  nextDueAt: () => number | null;
  deliverDue: () => Promise<unknown>;
}

/** At most one timer, and none while nothing waits. It never keeps the process alive. */
export function createPump({ now, nextDueAt, deliverDue }: PumpOptions): Pump {
  let timer: NodeJS.Timeout | undefined;
  let working = false;
  let stopped = false;

  function wake(): void {
    clearTimeout(timer);
    timer = undefined;
    const dueAt = nextDueAt();
    if (stopped || working || dueAt === null) return;
    timer = setTimeout(
      () => void work(),
      Math.min(Math.max(dueAt - now(), 0), LONGEST_WAIT_MS),
    ).unref();
  }

  async function work(): Promise<void> {
    working = true;
    try {
      await deliverDue();
    } finally {
      working = false;
      wake();
    }
  }

  return {
    wake,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
