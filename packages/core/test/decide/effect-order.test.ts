import { type Effect, type EffectKind, unheardOf } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { nextDueAt } from "../../src/decide/due.ts";
import { arrangeEffects, nextEffect } from "../../src/decide/effect-order.ts";
import { addEffect } from "../../src/decide/effects.ts";

const NOON = new Date("2026-11-23T12:00:00.000Z");

function effect(kind: EffectKind, changes: Partial<Effect> = {}): Effect {
  return {
    key: kind,
    kind,
    state: "due",
    failure: null,
    reason: null,
    about: null,
    tries: 0,
    dueAt: NOON,
    lastError: null,
    ...changes,
  };
}

const hears = (kind: EffectKind) => kind !== "disputed";
const dead = { state: "dead", tries: 20 } as const;
const later = new Date("2026-11-23T13:00:00.000Z");

describe("what is told next of a payment", () => {
  test.each([
    { title: "nothing of none", effects: [], next: undefined },
    {
      title: "the first that is due, however long it waits, and not the one behind it",
      effects: [effect("succeeded", { dueAt: later, tries: 3 }), effect("refunded")],
      next: "succeeded",
    },
    {
      title: "what comes after what was told, or has no handler here",
      effects: [
        effect("succeeded", { state: "done" }),
        effect("disputed"),
        effect("canceled", { state: "unheard" }),
        effect("refunded"),
      ],
      next: "refunded",
    },
    {
      title: "nothing behind a dead one, which a person must see to",
      effects: [effect("succeeded", dead), effect("refunded")],
      next: undefined,
    },
    {
      title: "a failed try before the success, also while its handler fails for the fourth time",
      effects: [effect("failed", { tries: 4 }), effect("succeeded")],
      next: "failed",
    },
    {
      title: "the success, once the handler of the failed try has failed five times",
      effects: [effect("failed", { tries: 5 }), effect("succeeded")],
      next: "succeeded",
    },
    {
      title: "the success, behind what is dead and was only on the way",
      effects: [effect("authorized", dead), effect("succeeded")],
      next: "succeeded",
    },
    {
      title: "the success, while the review of other money keeps failing",
      effects: [effect("review", { key: "review:pi_2", tries: 5 }), effect("succeeded")],
      next: "succeeded",
    },
    {
      title:
        "the review of other money before the success, as long as it may be a matter of moments",
      effects: [effect("review", { key: "review:pi_2", tries: 4 }), effect("succeeded")],
      next: "review:pi_2",
    },
    {
      title: "the review of other money, once the success was told",
      effects: [
        effect("review", { key: "review:pi_2", tries: 9 }),
        effect("succeeded", { state: "done" }),
        effect("refunded"),
      ],
      next: "review:pi_2",
    },
    {
      title: "nothing behind a dead failed try, as long as the payment goes no further",
      effects: [effect("failed", dead), effect("failed", { key: "failed:2" })],
      next: undefined,
    },
  ])("is $title", ({ effects, next }) => {
    expect(nextEffect(freshPayment({ effects }), hears)?.key).toBe(next);
  });
});

test("a payment is due when what comes first is, whatever waits behind it, and not at all behind a dead one", () => {
  const due = (effects: Effect[]) =>
    nextDueAt(freshPayment({ status: "succeeded", effects }), NOON);
  expect(due([effect("succeeded", { dueAt: later }), effect("refunded")])).toEqual(later);
  expect(due([effect("succeeded", dead), effect("refunded")])).toBeNull();
});

describe("a failed try that is learned of late", () => {
  const failed = { kind: "failed", key: "failed:ch_1", at: NOON } as const;
  const added = (effects: Effect[], status = "succeeded") => {
    const payment = addEffect(freshPayment({ status, effects }), failed);
    const arranged = arrangeEffects(payment, { hears, wakes: false, now: NOON });
    return arranged.effects.map(({ key, state }) => `${key} ${state}`);
  };

  test("comes before an end that nobody has heard of", () => {
    expect(added([effect("succeeded")])).toEqual(["failed:ch_1 due", "succeeded due"]);
    const canceled = effect("canceled", { state: "unheard" });
    expect(added([canceled], "canceled")).toEqual(["failed:ch_1 due", "canceled unheard"]);
  });

  test.each([
    { state: "done", tries: 0 },
    { state: "dead", tries: 20 },
    { state: "passed_over", tries: 0 },
    // Somebody may have acted on it before it failed.
    { state: "due", tries: 1 },
  ] as const)("is passed over when the end is $state after $tries tries", (changes) => {
    const told = effect("succeeded", changes);
    expect(added([told])).toEqual(["failed:ch_1 passed_over", `succeeded ${changes.state}`]);
  });

  test("is passed over when money is held and that was told, and is news when the hold was lost again", () => {
    const authorized = effect("authorized", { state: "done" });
    expect(added([authorized], "requires_capture")).toEqual([
      "failed:ch_1 passed_over",
      "authorized done",
    ]);
    expect(added([authorized], "requires_payment_method")).toEqual([
      "authorized done",
      "failed:ch_1 due",
    ]);
  });
});

describe("the process that writes a payment", () => {
  const states = (effects: Effect[], wakes = true) =>
    arrangeEffects(freshPayment({ effects }), { hears, wakes, now: NOON }).effects.map(
      ({ state }) => state,
    );
  const unheard = { state: "unheard" } as const;

  test("leaves what it has no handler for unheard, so that it is neither told nor due", () => {
    expect(states([effect("disputed"), effect("refunded")])).toEqual(["unheard", "due"]);
    expect(states([effect("disputed", dead)])).toEqual(["dead"]);
  });

  test("counts from now how long it is news, and keeps the pause after a failed try", () => {
    const left = (dueAt: Date) => {
      const effects = [effect("disputed", { dueAt })];
      const [first] = arrangeEffects(freshPayment({ effects }), {
        hears,
        wakes: true,
        now: NOON,
      }).effects;
      return first?.dueAt;
    };
    expect(left(new Date("2026-11-18T12:00:00.000Z"))).toEqual(NOON);
    expect(left(later)).toEqual(later);
  });

  test("takes up what others left unheard and it has a handler for, for three days", () => {
    const ago = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000);
    expect(states([effect("refunded", unheard)])).toEqual(["due"]);
    expect(states([effect("disputed", unheard)])).toEqual(["unheard"]);
    expect(states([effect("refunded", { ...unheard, dueAt: ago(72) })])).toEqual(["due"]);
    expect(states([effect("refunded", { ...unheard, dueAt: ago(72.001) })])).toEqual([
      "passed_over",
    ]);
    expect(states([effect("refunded", unheard)], false)).toEqual(["unheard"]);
  });

  test("takes up no word of where a payment stood when it was told to have gone on", () => {
    const done = { state: "done" } as const;
    expect(states([effect("failed", unheard), effect("succeeded", done)])).toEqual([
      "passed_over",
      "done",
    ]);
    expect(states([effect("refunded", unheard), effect("review", done)])).toEqual(["due", "done"]);
  });

  test("passes over what was on the way and is dead, or keeps failing, when the payment goes on", () => {
    expect(states([effect("failed", dead), effect("succeeded")])).toEqual(["passed_over", "due"]);
    expect(states([effect("failed", { tries: 5 }), effect("canceled")])).toEqual([
      "passed_over",
      "due",
    ]);
    expect(states([effect("succeeded", dead), effect("refunded")])).toEqual(["dead", "due"]);
  });

  test("passes over a review that says where the payment stands, and never one of other money", () => {
    const unheard = { state: "unheard" } as const;
    const done = { state: "done" } as const;
    const reviews = (key: string) => [
      ...states([effect("review", { ...dead, key }), effect("succeeded")]).slice(0, 1),
      ...states([effect("review", { tries: 5, key }), effect("canceled")]).slice(0, 1),
      ...states([effect("review", { ...unheard, key }), effect("succeeded", done)]).slice(0, 1),
    ];
    expect(reviews("review:mismatch")).toEqual(["passed_over", "passed_over", "passed_over"]);
    expect(reviews("review:handler")).toEqual(["passed_over", "passed_over", "passed_over"]);
    expect(reviews("review:pi_2")).toEqual(["dead", "due", "due"]);
  });

  test("changes nothing of a payment whose effects are as they should be", () => {
    const payment = freshPayment({ effects: [effect("succeeded"), effect("disputed", unheard)] });
    expect(arrangeEffects(payment, { hears, wakes: true, now: NOON })).toBe(payment);
  });
});

test("what nobody here could hear is told by kind, and by the instant of the last", () => {
  const unheard = { state: "unheard" } as const;
  const effects = [
    effect("refunded", { ...unheard, key: "refunded:2", dueAt: later }),
    effect("refunded", unheard),
    effect("disputed", unheard),
    effect("failed"),
  ];
  expect(unheardOf(freshPayment({ effects }))).toEqual({
    kinds: ["disputed", "refunded"],
    at: later,
  });
  expect(unheardOf(freshPayment())).toBeNull();
});
