import { describe, expect, it } from "vitest";
import { createFakeClock } from "../src/index.ts";

const START = new Date("2026-03-01T08:00:00.000Z");

describe("the fake clock", () => {
  it("stands still until it is told to move", async () => {
    const clock = createFakeClock(START);
    expect(clock.now().toISOString()).toBe("2026-03-01T08:00:00.000Z");
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now().toISOString()).toBe("2026-03-01T08:00:00.000Z");
    await clock.advance({ hours: 1, minutes: 2, seconds: 3, ms: 4 });
    expect(clock.now().toISOString()).toBe("2026-03-01T09:02:03.004Z");
  });

  it("wakes sleepers in the order of their instants, each at its own, and nobody too early", async () => {
    const clock = createFakeClock(START);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now().toISOString()}`);
    };
    const all = [sleep("c", 3_000), sleep("a", 1_000), sleep("b", 2_000), sleep("a2", 1_000)];
    await clock.advance({ ms: 999 });
    expect(woken).toEqual([]);
    expect(clock.sleepers()).toBe(4);
    await clock.advance({ seconds: 5 });
    await Promise.all(all);
    expect(woken).toEqual([
      "a 2026-03-01T08:00:01.000Z",
      "a2 2026-03-01T08:00:01.000Z",
      "b 2026-03-01T08:00:02.000Z",
      "c 2026-03-01T08:00:03.000Z",
    ]);
    expect(clock.now().toISOString()).toBe("2026-03-01T08:00:05.999Z");
  });

  it("wakes a sleeper again that lies down again within the span", async () => {
    const clock = createFakeClock(START);
    let rounds = 0;
    const beat = async () => {
      while (rounds < 5) {
        await clock.sleep(1_000);
        rounds += 1;
      }
    };
    const beating = beat();
    await clock.advance({ ms: 4_500 });
    expect(rounds).toBe(4);
    await clock.advance({ seconds: 1 });
    await beating;
    expect(rounds).toBe(5);
  });

  it("lets a sleeper go at once that is called, was called before, or does not want to sleep", async () => {
    const clock = createFakeClock(START);
    const caller = new AbortController();
    const sleeping = clock.sleep(1_000, caller.signal);
    caller.abort();
    await sleeping;
    await clock.sleep(1_000, caller.signal);
    await clock.sleep(0);
    await clock.sleep(Number.NaN);
    expect(clock.sleepers()).toBe(0);
    expect(clock.now()).toEqual(START);
  });

  it("can be set wrong, which shortens and lengthens nobody's sleep", async () => {
    const clock = createFakeClock(START);
    let woken = false;
    const sleeping = clock.sleep(60_000).then(() => {
      woken = true;
    });
    await clock.advance({ seconds: 10 });
    clock.jumpTo(new Date("2020-01-01T00:00:00.000Z"));
    expect(clock.now().toISOString()).toBe("2020-01-01T00:00:00.000Z");
    await clock.advance({ seconds: 49 });
    expect(clock.now().toISOString()).toBe("2020-01-01T00:00:49.000Z");
    expect(woken).toBe(false);
    await clock.advance({ seconds: 1 });
    await sleeping;
    expect(woken).toBe(true);
  });

  it("does not go backwards", async () => {
    const clock = createFakeClock(START);
    await expect(clock.advance({ seconds: -1 })).rejects.toThrow(
      "Time passes forwards only: use jumpTo to set a clock.",
    );
    expect(clock.now()).toEqual(START);
  });
});
