import { describe, expect, test } from "vitest";
import { take } from "../src/engine/paginate.ts";
import { periodOf } from "../src/engine/period.ts";
import { createRecords, type Records } from "../src/engine/records.ts";

interface Thing {
  readonly id: string;
  readonly account: string;
  readonly created: number;
  readonly charge?: string | null;
  readonly payment_intent?: string | null;
}

function recordsOf(...things: readonly Partial<Thing>[]): Records<Thing> {
  const records = createRecords<Thing>((thing) => thing);
  for (const [index, thing] of things.entries()) {
    const id = String.fromCharCode(97 + index);
    records.set(id, { id, account: "acct_1", created: index, ...thing });
  }
  return records;
}

const idsOf = (things: Iterable<Thing>) => [...things].map(({ id }) => id).join("");

test("records come in order of creation, and in the other order, from either side of a cursor", () => {
  const records = recordsOf({}, {}, {}, {});
  expect(idsOf(records.values())).toBe("abcd");
  expect(idsOf(records.newestFirst({}))).toBe("dcba");
  expect(idsOf(records.newestFirst({}, "c"))).toBe("ba");
  expect(idsOf(records.oldestFirst({}, "b"))).toBe("cd");
});

test("a cursor need not be selected", () => {
  const records = recordsOf({ charge: "ch_1" }, {}, { charge: "ch_1" }, {}, { charge: "ch_1" });
  const selection = { charge: "ch_1" };
  expect(idsOf(records.newestFirst(selection, "d"))).toBe("ca");
  expect(idsOf(records.oldestFirst(selection, "b"))).toBe("ce");
});

test("a selection is all of its names at once, each in its own place", () => {
  const records = recordsOf(
    { charge: "ch_1", payment_intent: "pi_1" },
    { charge: "ch_1", payment_intent: null },
    { charge: "ch_1", payment_intent: "pi_1", account: "acct_2" },
    { charge: "ch_2", payment_intent: "pi_1" },
    { charge: "ch_2", payment_intent: "pi_1" },
  );
  const idsBy = (selection: Parameters<typeof records.oldestFirst>[0]) =>
    idsOf(records.oldestFirst(selection));
  expect(idsBy({ charge: "ch_1" })).toBe("abc");
  expect(idsBy({ charge: "ch_1", payment_intent: "pi_1" })).toBe("ac");
  expect(idsBy({ charge: "ch_1", payment_intent: "pi_1", account: "acct_1" })).toBe("a");
  expect(idsBy({ charge: "ch_1", payment_intent: undefined })).toBe("abc");
  expect(idsBy({ charge: "acct_1" })).toBe("");
  expect(records.includes("a", { charge: "ch_1", account: "acct_1" })).toBe(true);
  expect(records.includes("c", { charge: "ch_1", account: "acct_1" })).toBe(false);
  expect(records.includes("x", {})).toBe(false);
});

test("another record under a known id takes its place and is found as the first was", () => {
  const records = recordsOf({ charge: "ch_1" }, {});
  records.set("a", { id: "A", account: "acct_9", created: 9 });
  expect(idsOf(records.values())).toBe("Ab");
  expect(idsOf(records.oldestFirst({ charge: "ch_1", period: periodOf(0) }))).toBe("A");
  expect(records.size).toBe(2);
});

test("what was deleted is gone, and its id can come again as the newest", () => {
  const records = recordsOf({}, {}, {});
  records.delete("b");
  records.delete("x");
  expect([records.size, records.has("b"), records.get("b")]).toEqual([2, false, undefined]);
  expect(records.includes("b", {})).toBe(false);
  expect(idsOf(records.newestFirst({}))).toBe("ca");
  records.set("b", { id: "b", account: "acct_1", created: 3 });
  expect(idsOf(records.newestFirst({ account: "acct_1" }))).toBe("bca");
});

describe("a period", () => {
  test("ends on both sides within itself, also where several came at one time", () => {
    const records = recordsOf(...[1, 2, 2, 3, 3, 4].map((created) => ({ created })));
    const within = (filter: Parameters<typeof periodOf>[0]) =>
      idsOf(records.oldestFirst({ period: periodOf(filter) }));
    expect(within({ gte: 2, lte: 3 })).toBe("bcde");
    expect(within({ gt: 2, lt: 4 })).toBe("de");
    expect(within({ gt: 1, gte: 3 })).toBe("def");
    expect(within(2)).toBe("bc");
    expect(within({ gte: 4, lte: 2 })).toBe("");
    expect(records.includes("b", { period: periodOf({ gte: 3 }) })).toBe(false);
  });

  test("holds where the clock was put back", () => {
    const records = recordsOf(...[5, 9, 6, 7].map((created) => ({ created })));
    expect(idsOf(records.newestFirst({ period: periodOf({ gte: 6, lte: 7 }) }))).toBe("dc");
    expect(idsOf(records.newestFirst({ period: periodOf({ gte: 8 }) }))).toBe("b");
  });
});

describe("among ten thousand", () => {
  const many = createRecords<Thing>((thing) => thing);
  for (let created = 0; created < 10_000; created += 1) {
    const [account, charge] = [`acct_${created % 2}`, `ch_${created % 5_000}`];
    many.set(`n${created}`, { id: `n${created}`, account, created, charge });
  }

  /** How many are looked at until the first three are found. */
  function visits(selection: Parameters<typeof many.newestFirst>[0], before?: string): number {
    let looked = 0;
    const fits = () => {
      looked += 1;
      return true;
    };
    take(many.newestFirst({ ...selection, fits }, before), 3);
    return looked;
  }

  test("no more is looked at than is taken, by name and by time", () => {
    expect(visits({})).toBe(3);
    expect(visits({}, "n5000")).toBe(3);
    expect(visits({ account: "acct_1" }, "n5000")).toBe(3);
    expect(visits({ account: "acct_1" })).toBe(3);
    expect(visits({ account: "acct_1", charge: "ch_7" })).toBe(2);
    expect(visits({ account: "acct_1", period: periodOf({ lt: 500 }) })).toBe(3);
    expect(visits({ period: periodOf(500) })).toBe(1);
  });
});
