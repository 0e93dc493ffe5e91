import { expect, test } from "vitest";
import { createLineLimiter } from "../../src/observability/limit-lines.ts";
import { fakeClock } from "../kit/fake-clock.ts";

test("a cause's first line comes at once, the next after a minute, with what was held back", () => {
  const clock = fakeClock();
  const lines = createLineLimiter(clock);
  expect(lines.take("one")).toBe(1);
  expect(lines.take("one")).toBeNull();
  clock.advance({ seconds: 59 });
  expect(lines.take("one")).toBeNull();
  expect(lines.take("other")).toBe(1);
  clock.advance({ seconds: 1 });
  expect(lines.take("one")).toBe(3);
  expect(lines.take("one")).toBeNull();
});

test("a clock that jumps back silences nobody", () => {
  const clock = fakeClock();
  const lines = createLineLimiter(clock);
  lines.take("one");
  clock.advance({ hours: -3 });
  expect(lines.take("one")).toBe(1);
  expect(lines.take("one")).toBeNull();
});
