import type { Comparison } from "./compare-sizes.ts";

/** One figure of a bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value must be lower; absent when the figure claims nothing. */
  readonly below?: number;
}

/** How many payments the small store has. */
export const SMALL = 1_000;
const LIMIT = 1.5;

/** How often each call is timed: enough for a median that stays, or, in a small try, to see that it runs. */
export const turnsFor = (size: number) => Math.min(150, size / 100);

/** How much a call's cost grows; it must not. */
export function ratioFigures(comparisons: readonly Comparison[], size: number): Figure[] {
  const count = (payments: number) => payments.toLocaleString("en");
  return comparisons.map(({ name, smallMs, bigMs }) => ({
    name: `${name}: ${ms(smallMs)} among ${count(SMALL)}, ${ms(bigMs)} among ${count(size)}`,
    value: bigMs / smallMs,
    unit: "×",
    below: LIMIT,
  }));
}

const ms = (value: number) => `${value.toPrecision(3)} ms`;

/** What one record takes on the disk. */
export function byteFigures(bytes: Readonly<Record<string, number>>): Figure[] {
  return Object.entries(bytes).map(([name, value]) => ({
    name: `on the disk, ${name}`,
    value: Math.round(value),
    unit: "B",
  }));
}

/** Prints the figures of a bench that was started by itself, and fails the process when a limit is missed. */
export async function runByItself(bench: {
  title: string;
  size: number;
  run(size: number): Promise<readonly Figure[]>;
}): Promise<void> {
  const size = process.argv.includes("--small") ? bench.size / 500 : bench.size;
  const started = performance.now();
  const figures = await bench.run(size);
  const missed = figures.filter(({ value, below }) => below !== undefined && !(value < below));
  console.log(`${bench.title} (${size.toLocaleString("en")})`);
  for (const figure of figures) {
    const { name, value, unit, below } = figure;
    const limit =
      below === undefined ? "" : ` (< ${below})${missed.includes(figure) ? " MISSED" : ""}`;
    console.log(`${unit === "×" ? value.toFixed(2) : value} ${unit}${limit}  ${name}`);
  }
  console.log(`took ${Math.round((performance.now() - started) / 1000)} s`);
  if (missed.length > 0) process.exitCode = 1;
}
