import type { Effect } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { effectInTurn } from "../../src/decide/effects.ts";

const NOON = new Date("2026-11-23T12:00:00.000Z");

function effect(key: string, dueAt: string, changes: Partial<Effect> = {}): Effect {
  return {
    key,
    kind: "succeeded",
    state: "due",
    failure: null,
    reason: null,
    about: null,
    tries: 0,
    dueAt: new Date(`2026-11-23T${dueAt}Z`),
    lastError: null,
    ...changes,
  };
}

test.each([
  { those: "of none", effects: [], turn: undefined },
  {
    those: "of those due by now the one that waits longest, wherever it stands",
    effects: [effect("poison", "11:59:59"), effect("late", "11:00:00"), effect("b", "11:30:00")],
    turn: "late",
  },
  {
    those: "of two of one instant the one that came first",
    effects: [effect("first", "11:00:00"), effect("second", "11:00:00")],
    turn: "first",
  },
  {
    those: "one whose time is now, and none whose time comes",
    effects: [effect("soon", "12:00:00.001"), effect("now", "12:00:00.000")],
    turn: "now",
  },
  { those: "none before its time", effects: [effect("soon", "12:00:00.001")], turn: undefined },
  {
    those: "none that is told, is dead, was tried, or that nobody hears",
    effects: [
      effect("done", "11:00:00", { state: "done" }),
      effect("dead", "11:00:00", { state: "dead" }),
      effect("tried", "11:00:00"),
      effect("unheard", "11:00:00", { kind: "disputed" }),
    ],
    turn: undefined,
  },
])("it is the turn $those", ({ effects, turn }) => {
  const hears = (kind: string) => kind === "succeeded";
  const found = effectInTurn(freshPayment({ effects }), new Set(["tried"]), { now: NOON, hears });
  expect(found?.key).toBe(turn);
});
