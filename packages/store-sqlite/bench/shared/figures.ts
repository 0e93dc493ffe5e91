import { type Bench, type Figure, isMissed } from "../../../../tools/bench/bench.ts";
import type { Comparison } from "./compare-sizes.ts";

/** How many payments the small store has. */
export const SMALL = 1_000;
const LIMIT = 1.5;

/** How often each call is timed: enough for a median that stays, or, in a small try, to see that it runs. */
export const turnsFor = (size: number) => Math.ceil(Math.min(150, size / 100));

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
export async function runByItself(bench: Bench): Promise<void> {
  const small = process.argv.includes("--small"); // a try whether it runs: its few turns judge nothing
  const size = small ? bench.size / 500 : bench.size;
  const started = performance.now();
  const figures = await bench.run(size);
  const missed = small ? [] : figures.filter(isMissed);
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
