/** One at a time, in the order of asking. */
export interface Turns {
  /**
   * Waits for the turn.
   *
   * @param waitMs At most so long; without it for as long as it takes.
   * @returns Whether it came. Whoever gets it must {@link Turns.pass} it on.
   */
  take(waitMs?: number): Promise<boolean>;
  /** Takes the turn if nobody has it. */
  takeNow(): boolean;
  pass(): void;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  const takeNow = () => {
    const free = !taken;
    taken = true;
    return free;
  };
  return {
    async take(waitMs) {
      if (takeNow()) return true;
      return new Promise((resolve) => {
        const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
        waiting.push(proceed);

        function proceed() {
          clearTimeout(timer);
          resolve(true);
        }
        function giveUp() {
          waiting.splice(waiting.indexOf(proceed), 1);
          resolve(false);
        }
      });
    },
    takeNow,
    pass() {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
