import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createGate, freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type SqliteStore, type SqliteStoreOptions, sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("while a transaction is open", () => {
  it("the event loop goes on, reads answer, and writes wait in the order of asking", async () => {
    const { store } = open();
    const { inside, end, ended } = hold(store);
    await inside;
    const order: string[] = [];
    const first = store.events.record(freshEvent({ id: "evt_1" })).then(() => order.push("first"));
    const second = store.transaction(async () => undefined).then(() => order.push("second"));
    const third = store.idempotency.claim(freshKey()).then(() => order.push("third"));
    await ticks(3);
    expect(await store.payments.findById("pay_absent")).toBeNull();
    expect(order).toEqual([]);
    end();
    await Promise.all([ended, first, second, third]);
    expect(order).toEqual(["first", "second", "third"]);
  });

  it("workers who find nothing due wait for no turn, and are not told that others write", async () => {
    const { store } = open({ waitMs: 20 });
    await store.payments.reserve(freshPayment({ dueAt: new Date(2_000) }));
    await store.events.record(freshEvent({ nextAttemptAt: new Date(2_000) }));
    const { inside, end, ended } = hold(store);
    await inside;
    const query = { ...freshPayment(), limit: 1, takenUntil: new Date(9_000) };
    for (const { takeDue } of [store.payments, store.events]) {
      expect(await takeDue({ ...query, now: new Date(1_999) })).toEqual([]);
      await expect(takeDue({ ...query, now: new Date(2_000) })).rejects.toMatchObject({
        code: "store_unavailable",
      });
    }
    end();
    await ended;
  });

  it("a write that waited too long throws store_unavailable, writes nothing, and holds up nobody", async () => {
    const { store } = open({ waitMs: 20 });
    const { inside, end, ended } = hold(store);
    await inside;
    await expect(store.payments.reserve(freshPayment())).rejects.toMatchObject({
      code: "store_unavailable",
      message:
        "Other writes held the payments database for 20 ms: keep handlers short, then repeat the request.",
    });
    end();
    await ended;
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });
});

describe("a handler that goes past its transaction", () => {
  const SENTENCE =
    "This call waits for the end of the transaction that it runs in: use the handler's tx, or transaction's unit, instead of the store.";

  it("gets an error that says what to do, instead of waiting for itself for ever", async () => {
    const { store } = open();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.payments.reserve(freshPayment()),
      () => store.idempotency.claim(freshKey()),
      () => store.events.record(freshEvent()),
      () => store.transaction(async () => "nested"),
      () => store.close(),
    ];
    for (const call of calls) {
      await expect(store.transaction(async () => call())).rejects.toThrow(SENTENCE);
    }
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it("may read what is committed", async () => {
    const { store } = open();
    await store.payments.reserve(freshPayment());
    const seen = await store.transaction(async ({ payments }) => {
      await payments.update(freshPayment({ status: "succeeded", version: 2 }));
      return store.payments.findById(freshPayment().id);
    });
    expect(seen).toMatchObject({ status: "creating", version: 1 });
  });

  it("may write when its transaction has ended, from what it left running", async () => {
    const { store } = open();
    const { passed: ended, open: end } = createGate();
    const { later } = await store.transaction(async () => ({
      later: ended.then(() => store.payments.reserve(freshPayment())),
    }));
    end();
    expect(await later).toMatchObject({ inserted: true });
  });
});

describe("a transaction that ends before its work is done", () => {
  it("by a rollback that the handler swallowed: nothing that follows is written", async () => {
    const { store, look } = open();
    await store.payments.reserve(freshPayment());
    const work = store.transaction(async ({ payments, tx }) => {
      tx.exec("rollback"); // as SQLite does by itself when the disk is full
      await payments
        .update(freshPayment({ status: "succeeded", version: 2 }))
        .catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: "store_unavailable" });
    expect(look("select status, version from chargeonce_payments")).toEqual([
      { status: "creating", version: 1 },
    ]);
  });

  it("refuses the unit and tx with a sentence", async () => {
    const { store } = open();
    const SENTENCE =
      "The transaction was ended before its work was done: leave begin, commit and rollback to the store, and let the errors of tx pass.";
    await expect(
      store.transaction(async ({ payments, tx }) => {
        tx.exec("commit");
        await payments.reserve(freshPayment());
      }),
    ).rejects.toThrow(SENTENCE);
    await expect(
      store.transaction(async ({ tx }) => {
        tx.exec("commit");
        tx.exec("create table late (n integer) strict");
      }),
    ).rejects.toThrow(SENTENCE);
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
  });

  it("because the commit is refused: everything is taken back", async () => {
    const { store, look } = open();
    const work = store.transaction(async ({ payments, tx }) => {
      await payments.reserve(freshPayment());
      tx.exec("create table orders (id text primary key) strict");
      tx.exec(
        "create table lines (order_id text references orders deferrable initially deferred) strict",
      );
      tx.exec("insert into lines values ('no such order')");
    });
    await expect(work).rejects.toMatchObject({ code: "internal_error" });
    expect(look("select * from chargeonce_payments")).toEqual([]);
    expect(look("select * from sqlite_master where name = 'lines'")).toEqual([]);
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });
});

describe("while another connection holds the lock", () => {
  it("a write waits for it and leaves the event loop free", async () => {
    const { store, file } = open();
    const other = lock(file);
    const write = store.payments.reserve(freshPayment());
    await ticks(3);
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
    other.exec("commit");
    expect(await write).toMatchObject({ inserted: true });
  });

  it("a write and a transaction give up in time with store_unavailable", async () => {
    const { store, file } = open({ waitMs: 15 });
    const other = lock(file);
    const refusal = {
      code: "store_unavailable",
      message:
        "The payments database is locked by another process: wait a moment, then repeat the request.",
    };
    await expect(store.payments.reserve(freshPayment())).rejects.toMatchObject(refusal);
    await expect(store.transaction(async () => "done")).rejects.toMatchObject(refusal);
    other.exec("commit");
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it("the application's own transaction on the connection it gave is waited for, neither entered nor ended", async () => {
    const { file } = open();
    const database = new DatabaseSync(file);
    const store = sqliteStore({ database });
    cleanUps.push(
      () => database.close(),
      () => store.close(),
    );
    database.exec("begin; create table mine (n integer) strict");
    const write = store.payments.reserve(freshPayment());
    await ticks(3);
    expect(database.prepare("select count(*) as n from chargeonce_payments").get()?.n).toBe(0);
    database.exec("rollback");
    expect(await write).toMatchObject({ inserted: true });
    expect(await store.payments.findById(freshPayment().id)).toMatchObject({ version: 1 });
  });
});

function open(options?: SqliteStoreOptions): {
  store: SqliteStore;
  file: string;
  look(sql: string): unknown[];
} {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const store = sqliteStore({ file }, options);
  const observer = new DatabaseSync(file);
  cleanUps.push(
    remove,
    () => store.close(),
    () => observer.close(),
  );
  return {
    store,
    file,
    look: (sql) =>
      observer
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
  };
}

function hold(store: SqliteStore) {
  const { passed: inside, open: enter } = createGate();
  const { passed: told, open: end } = createGate();
  const ended = store.transaction(async () => {
    enter();
    await told;
  });
  return { inside, end, ended };
}

function lock(file: string): DatabaseSync {
  const other = new DatabaseSync(file);
  cleanUps.push(() => other.close());
  other.exec("begin immediate");
  return other;
}

/** Lets the event loop turn. */
async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}
