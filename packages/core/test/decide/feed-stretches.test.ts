import { describe, expect, test } from "vitest";
import { feedStart, stretchesUntil } from "../../src/decide/feed-stretches.ts";

const at = (text: string) => new Date(`2026-${text}:00Z`);
const NOW = at("11-30T12:00");
const NEVER = new Date(0);

describe("Stripe's list of events is read", () => {
  test.each([
    { from: "now, where nothing was ever paid", cursor: null, first: null, is: "11-30T11:00" },
    {
      from: "an hour before the first payment",
      cursor: null,
      first: at("11-29T08:00"),
      is: "11-29T07:00",
    },
    {
      from: "an hour before the newest event that was read",
      cursor: { readUntil: at("11-30T10:30"), readAt: at("11-30T11:30") },
      first: at("11-01T00:00"),
      is: "11-30T09:30",
    },
    {
      from: "the edge of the list, where the newest event is an hour from it",
      cursor: { readUntil: at("10-31T12:59"), readAt: at("11-30T11:30") },
      first: null,
      is: "10-31T12:00",
    },
    {
      from: "an hour before the newest event, though our clock jumped back behind it",
      cursor: { readUntil: at("11-30T15:00"), readAt: at("11-30T15:00") },
      first: null,
      is: "11-30T14:00",
    },
  ])("from $from", ({ cursor, first, is }) => {
    expect(feedStart(cursor, first, NOW)).toEqual({ from: at(is), gap: null });
  });

  test.each([
    {
      where: "the last reading is older than the list",
      cursor: { readUntil: at("10-20T00:00"), readAt: at("10-25T00:00") },
      first: null,
      gap: { from: at("10-25T00:00"), to: at("10-31T12:00") },
    },
    {
      where: "the first payment is older than the list, and nothing was read",
      cursor: null,
      first: at("10-01T00:00"),
      gap: { from: at("10-01T00:00"), to: at("10-31T12:00") },
    },
    {
      where: "nothing happened for long, but it was read",
      cursor: { readUntil: at("09-01T00:00"), readAt: at("11-30T11:00") },
      first: null,
      gap: null,
    },
    {
      where: "the first reading broke off within the list",
      cursor: { readUntil: at("11-02T00:00"), readAt: NEVER },
      first: at("11-01T00:00"),
      gap: null,
    },
    {
      where: "the first reading broke off, and nobody went on for a month",
      cursor: { readUntil: at("10-02T00:00"), readAt: NEVER },
      first: at("10-01T00:00"),
      gap: { from: at("10-02T00:00"), to: at("10-31T12:00") },
    },
  ])("and what nobody can read any more is told where $where", ({ cursor, first, gap }) => {
    expect(feedStart(cursor, first, NOW).gap).toEqual(gap);
  });

  test.each([
    { from: "11-30T11:00", ends: ["11-30T12:00"] },
    { from: "11-30T06:00", ends: ["11-30T12:00"] },
    { from: "11-30T05:59", ends: ["11-30T11:59", "11-30T12:00"] },
    { from: "11-29T20:00", ends: ["11-30T02:00", "11-30T08:00", "11-30T12:00"] },
  ])("in stretches of six hours that leave nothing out, from $from", ({ from, ends }) => {
    const stretches = stretchesUntil(at(from), NOW);
    expect(stretches.map(({ to }) => to)).toEqual(ends.map(at));
    expect(stretches.map((each) => each.from)).toEqual([at(from), ...ends.slice(0, -1).map(at)]);
  });

  test("in one stretch where our clock has not come so far", () => {
    const from = at("11-30T14:00");
    expect(stretchesUntil(from, NOW)).toEqual([{ from, to: from }]);
  });
});
