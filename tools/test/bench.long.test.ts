import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Bench, isMissed, medians } from "../bench/bench.ts";
import { runBench } from "../bench/run-bench.ts";

const top = join(import.meta.dirname, "../..");

const files = globSync("packages/*/bench/*.ts", { cwd: top });

// One of them starts a database, which takes its time on a busy machine.
test.each(files)("%s gives figures", { timeout: 60_000 }, async (file) => {
  const { bench }: { bench: Bench } = await import(join(top, file));
  const figures = await bench.run(20);
  expect(figures.length).toBeGreaterThan(0);
  for (const { name, value } of figures) expect(value, name).toSatisfy(Number.isFinite);
});

test("a limit is missed by what is not below it, and by what is no number", () => {
  const missed = [0.9, 1, 1.1, Number.NaN].map((value) =>
    isMissed({ name: "x", value, unit: "ms", below: 1 }),
  );
  expect(missed).toEqual([false, true, true, true]);
  expect(isMissed({ name: "x", value: 1e9, unit: "ms" })).toBe(false);
});

test("variants take turns", async () => {
  const seen: string[] = [];
  const times = await medians(
    [
      { name: "a", run: (turn) => seen.push(`a${turn}`) },
      { name: "b", run: (turn) => seen.push(`b${turn}`) },
    ],
    3,
  );
  expect(seen).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
  expect([...times.keys()]).toEqual(["a", "b"]);
});

test("a bench runs as bundled JavaScript in a process of its own, with its flags", async () => {
  const folder = await mkdtemp(join(tmpdir(), "chargeonce-bench-test-"));
  try {
    const file = join(folder, "own.ts");
    await writeFile(
      file,
      `const kind: string = typeof gc;
      export const bench = { title: "Own", size: 5, nodeFlags: ["--expose-gc"], async run(size: number) {
        return [{ name: kind, value: size, unit: "", below: 3 }, { name: "pid", value: process.pid, unit: "" }];
      } };`,
    );
    const { title, size, figures } = await runBench(file, 2);
    expect({ title, size }).toEqual({ title: "Own", size: 2 });
    expect(figures[0]).toEqual({ name: "function", value: 2, unit: "", below: 3 });
    expect(figures[1]?.value).not.toBe(process.pid);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a name that no bench file has is refused", async () => {
  const run = promisify(execFile)(process.execPath, [join(top, "tools/bench/run.ts"), "unicorn"]);
  await expect(run).rejects.toThrow("No bench file has 'unicorn' in its name.");
});
