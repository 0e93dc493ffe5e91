import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPump } from "../src/webhooks/pump.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Something that is due at the given times. */
function setUpPump(dueTimes: number[]) {
  const delivered: number[] = [];
  const pump = createPump({
    now: () => Date.now(),
    nextDueAt: () => dueTimes[0] ?? null,
    deliverDue: async () => {
      await Promise.resolve();
      while ((dueTimes[0] ?? Number.POSITIVE_INFINITY) <= Date.now()) dueTimes.shift();
      delivered.push(Date.now());
    },
  });
  return { pump, delivered };
}

test("while nothing waits there is no timer", () => {
  setUpPump([]).pump.wake();
  expect(vi.getTimerCount()).toBe(0);
});

test("it delivers when something is due, and has no timer once nothing is", async () => {
  const { pump, delivered } = setUpPump([1000, 5000]);
  pump.wake();
  pump.wake();
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(999);
  expect(delivered).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(delivered).toEqual([1000]);
  await vi.advanceTimersByTimeAsync(4000);
  expect(delivered).toEqual([1000, 5000]);
  expect(vi.getTimerCount()).toBe(0);
});

test("while it delivers, waking it starts no second delivery", async () => {
  let finish: () => void = () => undefined;
  let started = 0;
  const pump = createPump({
    now: () => 0,
    nextDueAt: () => (started < 2 ? 0 : null),
    deliverDue: () => {
      started += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  });
  pump.wake();
  await vi.advanceTimersByTimeAsync(0);
  pump.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(started).toBe(1);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(started).toBe(2);
});

test("stopped, it delivers no more", async () => {
  const { pump, delivered } = setUpPump([1000]);
  pump.wake();
  pump.stop();
  pump.wake();
  await vi.advanceTimersByTimeAsync(2000);
  expect(delivered).toEqual([]);
});

test("a time further away than a timer can wait is reached all the same", async () => {
  const days = 60 * 24 * 60 * 60 * 1000;
  const { pump, delivered } = setUpPump([days]);
  pump.wake();
  await vi.advanceTimersByTimeAsync(days);
  expect(delivered.at(-1)).toBe(days);
  expect(vi.getTimerCount()).toBe(0);
});

test("its timer does not keep the process alive", () => {
  const setTimer = vi.spyOn(globalThis, "setTimeout");
  setUpPump([1000]).pump.wake();
  expect(setTimer.mock.results[0]?.value.hasRef()).toBe(false);
});
