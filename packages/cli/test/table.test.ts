import { expect, test } from "vitest";
import { table } from "../src/table.ts";

const COLUMNS = [
  { title: "event" },
  { title: "came in" },
  { title: "failed", right: true },
  { title: "last error" },
  { title: "PaymentIntent" },
];
const ROWS = [
  ["evt_1", "2026-11-23T10:00:00Z", "-", "", "pi_00000000000000000000000001"],
  ["evt_2", "2026-11-23T10:00:01Z", "20", "-", "pi_00000000000000000000000002"],
];
const lookOf = (width: number | null) => ({ width, paint: (_: string, text: string) => text });

test("a head parts the words of a name, and a column in which no row has anything is left out", () => {
  expect(table(lookOf(null), COLUMNS, ROWS)).toBe(
    `EVENT  CAME IN               FAILED  PAYMENT INTENT
evt_1  2026-11-23T10:00:00Z       -  pi_00000000000000000000000001
evt_2  2026-11-23T10:00:01Z      20  pi_00000000000000000000000002`,
  );
  expect(table(lookOf(null), COLUMNS, ROWS.slice(0, 1))).toBe(
    `EVENT  CAME IN               PAYMENT INTENT
evt_1  2026-11-23T10:00:00Z  pi_00000000000000000000000001`,
  );
});

test("where a line does not fit, each value stands behind its name as it is spelt", () => {
  expect(table(lookOf(66), COLUMNS, ROWS).split("\n")).toHaveLength(3);
  expect(table(lookOf(65), COLUMNS, ROWS)).toBe(
    `evt_1
  came in 2026-11-23T10:00:00Z
  PaymentIntent pi_00000000000000000000000001
evt_2
  came in 2026-11-23T10:00:01Z  failed 20
  PaymentIntent pi_00000000000000000000000002`,
  );
});
