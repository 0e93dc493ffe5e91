import { AsyncLocalStorage } from "node:async_hooks";
import type { Chance } from "./chance.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Who acts. The weight says how often it gets a turn beside others: a small one is a process that stands still for long. */
export interface Actor {
  readonly name: string;
  weight: number;
}

/**
 * Lets actors take turns at each step that others may see, in an order that the seed decides. While one goes on, all
 * others stand still; it is their turn when nothing moves any more.
 */
export interface Scheduler {
  /** Called before each step that others may see. */
  turn(): Promise<void>;
  /** Waits while others take so many steps. */
  pause(steps: number): Promise<void>;
  /** Waits for something outside, as a database: nobody else gets a turn meanwhile. */
  outside<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Plays to the end of every part. @throws Error when there is no end to it. */
  run(parts: readonly { actor: Actor; play: () => Promise<void> }[]): Promise<void>;
  /** How many turns were given so far. */
  readonly turns: number;
}

interface Step {
  readonly actor: Actor;
  /** Not before this turn, unless nobody else has anything to do. */
  readonly from: number;
  readonly go: () => void;
}

const MOST_TURNS = 20_000;
/** A step takes up to so long. */
const LONGEST_STEP_MS = 60;
/** No database takes so long, in this machine's time: somebody in a transaction waits for somebody out of it. */
const LONGEST_OUTSIDE_MS = 20_000;
const NOBODY: Actor = { name: "nobody", weight: 1 };

export function createScheduler(chance: Chance, clock: VirtualClock): Scheduler {
  const acting = new AsyncLocalStorage<Actor>();
  const waiting: Step[] = [];
  let outside = 0;
  let turns = 0;
  let tellBack: () => void = () => undefined;

  /** Resolves when nothing moves: no promise is on its way, and nothing outside is waited for. */
  async function quiet(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (outside === 0) return;
      await new Promise<void>((resolve, reject) => {
        const stuck = setTimeout(
          () => reject(new Error("What is outside does not come back.")),
          LONGEST_OUTSIDE_MS,
        );
        tellBack = () => {
          clearTimeout(stuck);
          resolve();
        };
      });
    }
  }

  /** One of those that may go on, by weight. */
  function takeStep(): Step | undefined {
    let total = 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (const { actor, from } of waiting) {
      if (from <= turns) total += actor.weight;
      else if (from < earliest) earliest = from;
    }
    if (total === 0) {
      if (waiting.length === 0) return undefined;
      turns = earliest;
      return takeStep();
    }
    let left = chance.fraction() * total;
    let last = -1;
    for (let index = 0; index < waiting.length; index += 1) {
      const step = waiting[index];
      if (step === undefined || step.from > turns) continue;
      last = index;
      left -= step.actor.weight;
      if (left <= 0) break;
    }
    return waiting.splice(last, 1)[0];
  }

  const park = (steps: number) =>
    new Promise<void>((go) => {
      waiting.push({ actor: acting.getStore() ?? NOBODY, from: turns + steps, go });
    });

  return {
    turn: () => park(0),
    pause: park,
    async outside(work) {
      outside += 1;
      try {
        return await work();
      } finally {
        outside -= 1;
        if (outside === 0) tellBack();
      }
    },
    async run(parts) {
      let failure: { error: unknown } | null = null;
      const playing = new Set(parts.map(({ actor }) => actor.name));
      for (const { actor, play } of parts) {
        acting
          .run(actor, play)
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => {
            playing.delete(actor.name);
          });
      }
      const last = turns + MOST_TURNS;
      for (;;) {
        await quiet();
        // Assigned in a callback, which TypeScript does not follow.
        const failed = failure as { error: unknown } | null;
        if (failed !== null) throw failed.error;
        const step = takeStep();
        if (step !== undefined) {
          turns += 1;
          if (turns > last) throw new Error(`The world did not end in ${MOST_TURNS} turns.`);
          clock.pass(chance.between(1, LONGEST_STEP_MS));
          step.go();
        } else if (playing.size === 0 || !clock.wakeNext()) {
          if (playing.size === 0) return;
          throw new Error(`${[...playing].join(", ")}: waits for what never comes.`);
        }
      }
    },
    get turns() {
      return turns;
    },
  };
}
