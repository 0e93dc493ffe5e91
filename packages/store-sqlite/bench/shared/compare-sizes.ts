import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { StoreCall } from "./store-calls.ts";

/** How long one call took, by the median, in a small store and in a big one. */
export interface Comparison {
  readonly name: string;
  readonly smallMs: number;
  readonly bigMs: number;
}

/** Calls before the first that is timed: statements are then prepared, and code is compiled. */
const MOST_WARM_UPS = 10;

interface Side {
  readonly call: StoreCall;
  readonly times: RecordableHistogram;
}

/**
 * Times the same calls on two stores, in turns, so that whatever slows the machine down slows both.
 *
 * @param small The calls on the small store; `big` the same ones, in the same order, on the big one.
 * @throws Error when a store did not answer as it should: a figure of a failure says nothing.
 */
export async function compareSizes(
  small: readonly StoreCall[],
  big: readonly StoreCall[],
  turns: number,
): Promise<Comparison[]> {
  const pairs = small.map((call, index) => {
    const other = big[index];
    if (other?.name !== call.name) throw new Error(`The big store has no ${call.name}.`);
    return [
      { call, times: createHistogram() },
      { call: other, times: createHistogram() },
    ] as const;
  });
  const warmUps = Math.min(MOST_WARM_UPS, turns);
  for (let turn = 0; turn < warmUps; turn += 1) {
    for (const side of pairs.flat()) await time(side, turn);
  }
  for (let turn = warmUps; turn < warmUps + turns; turn += 1) {
    for (const [first, second] of pairs) {
      // Each is the first as often as the other.
      for (const side of turn % 2 === 0 ? [first, second] : [second, first]) {
        side.times.record(BigInt(Math.max(1, Math.round(await time(side, turn)))));
      }
    }
  }
  const milliseconds = ({ times }: Side) => times.percentile(50) / 1e6;
  return pairs.map(([first, second]) => ({
    name: first.call.name,
    smallMs: milliseconds(first),
    bigMs: milliseconds(second),
  }));
}

/** @returns Nanoseconds. */
async function time({ call }: Side, turn: number): Promise<number> {
  const run = await call.prepare(turn);
  const start = process.hrtime.bigint();
  const right = await run();
  const end = process.hrtime.bigint();
  if (!right) throw new Error(`${call.name} did not answer as it should.`);
  return Number(end - start);
}
