import { createHistogram } from "node:perf_hooks";

/** One figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** E.g. `ms`, `MB`, `×` for a ratio. */
  readonly unit: string;
  /** The value must be lower; absent when the figure claims nothing. */
  readonly below?: number;
}

/** What a file in `packages/<package>/bench` exports as `bench`. */
export interface Bench {
  readonly title: string;
  /** How much of it is done when nobody says otherwise; the limits are meant for this. */
  readonly size: number;
  /** Flags of Node, each with the reason in a comment where it is set. */
  readonly nodeFlags?: readonly string[];
  run(size: number): Promise<readonly Figure[]>;
}

export interface Variant {
  readonly name: string;
  /** Does it once; `turn` counts from 0. */
  run(turn: number): unknown;
}

/**
 * Takes turns between variants, so that whatever slows the machine down slows all of them.
 *
 * @returns The median of each variant's times in milliseconds, by name.
 */
export async function medians(
  variants: readonly Variant[],
  turns: number,
): Promise<ReadonlyMap<string, number>> {
  const timed = variants.map((variant) => ({ ...variant, times: createHistogram() }));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { run, times } of timed) {
      const start = process.hrtime.bigint();
      await run(turn);
      times.record(process.hrtime.bigint() - start || 1n);
    }
  }
  return new Map(timed.map(({ name, times }) => [name, times.percentile(50) / 1e6]));
}

/** Resident memory of this process now, in MB of a million bytes. */
export function residentMegabytes(): number {
  return process.memoryUsage.rss() / 1e6;
}

export function isMissed({ value, below }: Figure): boolean {
  return below !== undefined && !(value < below);
}
