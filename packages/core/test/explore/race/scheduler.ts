/** Random numbers that one seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Lets several actors take turns at their port calls, in an order that the seed decides: while one is let through,
 * all others stand still.
 */
export interface Scheduler {
  /** Called by an actor before each step that others may see. */
  turn(): Promise<void>;
  /** Runs the actors to their ends. @returns How many turns were given. */
  run(actors: readonly (() => Promise<void>)[]): Promise<number>;
}

export function createScheduler(random: () => number): Scheduler {
  const waiting: (() => void)[] = [];
  let running = 0;
  let turns = 0;
  let quiet: () => void = () => undefined;

  const stop = () => {
    running -= 1;
    if (running === 0) quiet();
  };

  return {
    turn() {
      const turn = new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
      stop();
      return turn;
    },
    async run(actors) {
      running = actors.length;
      const ends = actors.map((actor) => actor().finally(stop));
      for (;;) {
        while (running > 0) {
          await new Promise<void>((resolve) => {
            quiet = resolve;
          });
        }
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        if (next === undefined) break;
        turns += 1;
        running += 1;
        next();
      }
      await Promise.all(ends);
      return turns;
    },
  };
}
