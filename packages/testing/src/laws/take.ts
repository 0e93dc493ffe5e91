import assert from "node:assert/strict";
import type { Owner, Store, Taken, TakeQuery } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshEvent, minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

/** A record that workers take. */
interface Task {
  readonly id: string;
  readonly version: number;
}

/** One of the two kinds of work, so that both are held to the same laws. */
interface Kind {
  /** What the laws' numbers begin with. */
  readonly prefix: string;
  readonly plural: string;
  /** Stores one that is due at an instant. */
  put<Tx>(store: Store<Tx>, id: string, due: Date, owner?: Owner): Promise<unknown>;
  /** Writes it again as it is, or names the version of so many changes ago. @returns Whether it was written. */
  touch<Tx>(store: Store<Tx>, id: string, behind?: number): Promise<boolean>;
  take<Tx>(store: Store<Tx>, query: TakeQuery): Promise<readonly Taken<Task>[]>;
  list<Tx>(store: Store<Tx>, query: TakeQuery): Promise<readonly Task[]>;
  find<Tx>(store: Store<Tx>, id: string): Promise<Task | null>;
}

const PAYMENTS: Kind = {
  prefix: "TAKE",
  plural: "payments",
  put: (store, id, dueAt, owner = OWNER) =>
    keep(store.payments, { id, orderRef: id, dueAt, ...owner }),
  touch: async (store, id, behind = 0) => {
    const read = await store.payments.findById(id);
    assert.ok(read !== null);
    return store.payments.update({ ...read, version: read.version + 1 - behind });
  },
  take: (store, query) => store.payments.takeDue(query),
  list: (store, query) => store.payments.listDue(query),
  find: (store, id) => store.payments.findById(id),
};

const EVENTS: Kind = {
  prefix: "INBOX",
  plural: "events",
  put: (store, id, nextAttemptAt, owner = OWNER) =>
    store.events.record(freshEvent({ id, nextAttemptAt, paymentIntentId: `pi_${id}`, ...owner })),
  touch: async (store, id, behind = 0) => {
    const read = await store.events.findById(OWNER, id);
    assert.ok(read !== null);
    return store.events.update({ ...read, version: read.version + 1 - behind });
  },
  take: (store, query) => store.events.takeDue(query),
  list: (store, query) => store.events.listDue(query),
  find: (store, id) => store.events.findById(OWNER, id),
};

export const takeLaws: readonly StoreLaw[] = [...lawsOf(PAYMENTS), ...lawsOf(EVENTS)];

function lawsOf({ prefix, plural, put, touch, take, list, find }: Kind): StoreLaw[] {
  const at = (now: Date, changes: Partial<TakeQuery> = {}): TakeQuery => ({
    ...OWNER,
    now,
    limit: 10,
    takenUntil: new Date(now.getTime() + 60_000),
    ...changes,
  });
  const ids = (taken: readonly Taken<Task>[]) => taken.map(({ item }) => item.id);
  const leftBehind = (taken: readonly Taken<Task>[]) =>
    Object.fromEntries(taken.map((each) => [each.item.id, each.leftBehind]));

  return [
    law(
      `${prefix}-01`,
      `due ${plural} are taken from their instant on, the longest due first, no more than asked for, and come as they are stored`,
      async ({ stores: [one, other] }) => {
        for (const n of [2, 4, 1, 3]) await put(one, `due_${n}`, minute(n));
        const early = new Date(minute(1).getTime() - 1);
        assert.deepStrictEqual(await take(other, at(early)), []);
        const first = await take(other, at(minute(3), { limit: 2 }));
        assert.deepStrictEqual(ids(first), ["due_1", "due_2"]);
        assert.deepStrictEqual(ids(await take(one, at(minute(3)))), ["due_3"]);
        for (const { item } of first) assert.deepStrictEqual(await find(one, item.id), item);
      },
    ),
    law(
      `${prefix}-02`,
      `of 20 workers at once no two take the same of 40 due ${plural}, and none is left`,
      async ({ stores }) => {
        for (let n = 0; n < 40; n += 1) await put(doorOf(stores, n), `due_${n}`, minute(n % 3));
        const query = at(minute(5), { limit: 5 });
        const taken = (await together(20, (n) => take(doorOf(stores, n), query))).flat();
        for (let last = taken; last.length > 0; ) {
          last = [...(await take(stores[0], query))];
          taken.push(...last);
        }
        assert.equal(taken.length, 40);
        assert.equal(new Set(ids(taken)).size, 40);
      },
    ),
    law(
      `${prefix}-03`,
      `of taken ${plural} none is taken again before its time is over; then it is`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        const until = minute(7);
        await take(one, at(minute(2), { takenUntil: until }));
        const before = new Date(until.getTime() - 1);
        assert.deepStrictEqual(await take(other, at(before)), []);
        assert.deepStrictEqual(ids(await take(other, at(until))), ["due_1"]);
        assert.deepStrictEqual(await take(one, at(until)), []);
      },
    ),
    law(
      `${prefix}-04`,
      `an update frees what was taken of ${plural}, and a refused one does not`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        await take(one, at(minute(2)));
        assert.equal(await touch(other, "due_1", 1), false);
        assert.deepStrictEqual(await take(other, at(minute(2))), []);
        assert.equal(await touch(other, "due_1"), true);
        assert.deepStrictEqual(ids(await take(other, at(minute(2)))), ["due_1"]);
      },
    ),
    law(
      `${prefix}-05`,
      `taking locks nobody out: taken ${plural} are found, listed as due and updated from the version they had`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        const before = await find(one, "due_1");
        const [taken] = await take(one, at(minute(2)));
        assert.deepStrictEqual(taken?.item, before);
        assert.deepStrictEqual(await find(other, "due_1"), before);
        assert.deepStrictEqual(await list(other, at(minute(2))), [before]);
        assert.equal(await touch(other, "due_1"), true);
      },
    ),
    law(
      `${prefix}-06`,
      `a hundred due ${plural} of another mode, account or installation starve nobody, and are neither taken nor listed`,
      async ({ stores: [one, other] }) => {
        for (let n = 0; n < 100; n += 1) {
          await put(one, `foreign_${n}`, minute(0), STRANGERS[n % STRANGERS.length]);
        }
        await put(one, "due_1", minute(1));
        const query = at(minute(2), { limit: 20 });
        const listed = await list(other, query);
        assert.deepStrictEqual(
          listed.map(({ id }) => id),
          ["due_1"],
        );
        assert.deepStrictEqual(ids(await take(other, query)), ["due_1"]);
        assert.deepStrictEqual(await take(other, query), []);
        for (const stranger of STRANGERS) {
          const theirs = await take(one, { ...query, ...stranger, limit: 100 });
          assert.ok(theirs.length >= 25, "a foreign record was taken");
        }
      },
    ),
    law(
      `${prefix}-07`,
      `of ${plural} whose time is over without an update whoever takes them next is told, each time, and of no others`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        await put(one, "due_2", minute(1));
        const first = await take(one, at(minute(2), { takenUntil: minute(7) }));
        assert.deepStrictEqual(leftBehind(first), { due_1: false, due_2: false });
        assert.equal(await touch(one, "due_2"), true);
        const second = await take(other, at(minute(7), { takenUntil: minute(12) }));
        assert.deepStrictEqual(leftBehind(second), { due_1: true, due_2: false });
        const third = await take(one, at(minute(12)));
        assert.deepStrictEqual(leftBehind(third), { due_1: true, due_2: true });
      },
    ),
    law(
      `${prefix}-08`,
      `an update that comes when the time of ${plural} is over still ends their being left behind, and a refused one does not`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        await put(one, "due_2", minute(1));
        await take(one, at(minute(2), { takenUntil: minute(3) }));
        assert.equal(await touch(one, "due_1"), true);
        assert.equal(await touch(one, "due_2", 1), false);
        const taken = await take(other, at(minute(7)));
        assert.deepStrictEqual(leftBehind(taken), { due_1: false, due_2: true });
      },
    ),
    law(
      `${prefix}-09`,
      `${plural} that are due later than anything can be are due now, after those that are due in earnest, and only where the caller says how long an instant is believed`,
      async ({ stores: [one, other] }) => {
        const believed = minute(60);
        for (const [id, due] of [
          ["far_2", 4_000],
          ["far_1", 61],
          ["to_come", 60],
          ["due_2", 2],
          ["due_1", 1],
        ] as const) {
          await put(one, id, minute(due));
        }
        const query = at(minute(2), { believedUntil: believed });
        const listed = async (changes: Partial<TakeQuery>) =>
          (await list(other, { ...query, ...changes })).map(({ id }) => id);
        assert.deepStrictEqual(await listed({}), ["due_1", "due_2", "far_1", "far_2"]);
        assert.deepStrictEqual(await listed({ limit: 3 }), ["due_1", "due_2", "far_1"]);
        assert.deepStrictEqual(
          (await list(other, at(minute(2)))).map(({ id }) => id),
          ["due_1", "due_2"],
        );
        assert.deepStrictEqual(ids(await take(one, { ...query, limit: 1 })), ["due_1"]);
        assert.deepStrictEqual(ids(await take(one, at(minute(2)))), ["due_2"]);
        assert.deepStrictEqual(ids(await take(one, query)), ["far_1", "far_2"]);
        assert.deepStrictEqual(ids(await take(one, query)), []);
      },
    ),
    law(
      `${prefix}-10`,
      `${plural} that are taken for longer than anybody takes them are free and left behind, and only where the caller says how long a mark is believed`,
      async ({ stores: [one, other] }) => {
        await put(one, "due_1", minute(1));
        await put(one, "due_2", minute(1));
        await take(one, at(minute(2), { limit: 1, takenUntil: minute(30) }));
        await take(one, at(minute(2), { limit: 1, takenUntil: minute(4_000) }));
        assert.deepStrictEqual(await take(other, at(minute(3))), []);
        const query = at(minute(3), { keptUntil: minute(30) });
        assert.deepStrictEqual(leftBehind(await take(other, query)), { due_2: true });
        assert.deepStrictEqual(await take(other, query), []);
      },
    ),
  ];
}
