import type { Effect } from "@chargeonce/core";
import { expect, test } from "vitest";
import { triesExhaustedUntil, withinBounds } from "../../../src/decide/attempts/bounds.ts";
import { after, confirmAttempt, DECLINE, unpaidPayment } from "../samples.ts";

const declinedAt = (n: number, seconds: number) =>
  confirmAttempt({ n, outcome: { kind: "declined", failure: DECLINE, at: after(seconds) } });
const declined = (times: number, everySeconds: number) =>
  Array.from({ length: times }, (_, index) => declinedAt(index + 1, index * everySeconds));

function failure(n: number, state: Effect["state"]): Effect {
  const at = after(n);
  const rest = { reason: null, about: null, tries: 1, dueAt: at, lastError: null };
  return { key: `failed:${n}`, kind: "failed", state, failure: DECLINE, ...rest };
}

test("a record within its bounds is the same record", () => {
  const payment = unpaidPayment({ steps: declined(30, 1) });
  expect(withinBounds(payment)).toBe(payment);
});

test("of the answered confirms the latest thirty are kept, and the others are counted", () => {
  const kept = withinBounds(unpaidPayment({ steps: declined(33, 1), droppedConfirms: 4 }));
  expect(kept.steps.map(({ n }) => n)).toEqual(Array.from({ length: 30 }, (_, index) => index + 4));
  expect(kept.droppedConfirms).toBe(7);
});

test("an attempt without an answer is kept, however old it is", () => {
  const steps = [
    confirmAttempt({ n: 1 }),
    ...declined(40, 1).map((each) => ({ ...each, n: each.n + 1 })),
  ];
  const kept = withinBounds(unpaidPayment({ steps }));
  expect(kept.steps).toHaveLength(31);
  expect(kept.steps[0]).toMatchObject({ n: 1, outcome: null });
});

test("what the application has not been told yet is kept, and what it was told falls out", () => {
  const done = Array.from({ length: 40 }, (_, index) => failure(index, "done"));
  const due = Array.from({ length: 40 }, (_, index) => failure(index + 100, "due"));
  const kept = withinBounds(unpaidPayment({ effects: [...due, ...done] })).effects;
  expect(kept.filter(({ state }) => state === "due")).toHaveLength(40);
  expect(kept.filter(({ state }) => state === "done").map(({ key }) => key)).toEqual(
    Array.from({ length: 30 }, (_, index) => `failed:${index + 10}`),
  );
});

test("the latest thirty namings of a method are kept", () => {
  const namings = Array.from({ length: 31 }, (_, index) => `naming ${index}`);
  expect(withinBounds(unpaidPayment({ namings })).namings).toEqual(namings.slice(1));
});

test.each([
  ["nineteen within the hour: none", 19, 60, 1_200, null],
  ["twenty within the hour: until the first is an hour old", 20, 60, 1_200, 3_600],
  ["twenty-five: until only nineteen are younger than an hour", 25, 60, 1_500, 3_900],
  ["twenty over more than an hour: none", 20, 200, 3_800, null],
  ["after the hour: none", 20, 60, 3_600, null],
])("failed tries hold the next one back, %s", (_, times, everySeconds, nowSeconds, until) => {
  const payment = unpaidPayment({ steps: declined(times, everySeconds) });
  const expected = until === null ? null : after(until);
  expect(triesExhaustedUntil(payment, after(nowSeconds))).toEqual(expected);
});

test("a refused request, a challenge and an unanswered one are no failed tries", () => {
  const outcomes = [
    { kind: "completed", status: "requires_action", at: after(0) },
    { kind: "refused", reason: "payment_method", code: "x", at: after(0) },
    null,
  ] as const;
  const steps = Array.from({ length: 30 }, (_, index) =>
    confirmAttempt({ n: index + 1, outcome: outcomes[index % 3] ?? null }),
  );
  expect(triesExhaustedUntil(unpaidPayment({ steps }), after(0))).toBeNull();
});

test("tries that a clock which was ahead has dated are not waited for", () => {
  const steps = declined(20, 1);
  expect(triesExhaustedUntil(unpaidPayment({ steps }), after(-7_200))).toBeNull();
});

test("what keys were told without a try of their own does not drive the tries out of the record", () => {
  const told = declined(60, 0).map((each) => ({ ...each, n: each.n + 20, sends: 0 }));
  const kept = withinBounds(unpaidPayment({ steps: [...declined(20, 1), ...told] }));
  expect(triesExhaustedUntil(kept, after(60))).toEqual(after(3_600));
  expect(kept.steps).toHaveLength(50);
});
