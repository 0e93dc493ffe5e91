import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freshEvent, freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type SqliteStore, sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("opening", () => {
  it("makes the folders that are missing", async () => {
    const file = join(newFolder(), "not", "yet", "payments.db");
    await open(file).payments.reserve(freshPayment());
    expect(existsSync(file)).toBe(true);
  });

  it("turns on the log, full syncing and foreign keys", async () => {
    const settings = await open(newFile()).transaction(async ({ tx }) =>
      ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map(
        (name) => Object.values(tx.prepare(`pragma ${name}`).get() ?? {})[0],
      ),
    );
    expect(settings).toEqual(["wal", 2, 1, 0]);
  });

  it.each([
    [
      "a file where its folder should be",
      notADatabase,
      "/payments.db",
      /has no folder: name one that this process may make and write \(E(NOTDIR|EXIST)/,
    ],
    [
      "a folder in its place",
      newFolder,
      "",
      /cannot be opened: check that its folder is there and writable, then start again\.$/,
    ],
    [
      "another kind of file",
      notADatabase,
      "",
      /is no SQLite database: name another file or restore it from a backup, then start again\.$/,
    ],
  ])("says what to do about %s", (_, make, below, sentence) => {
    expect(() => sqliteStore({ file: make() + below })).toThrow(sentence);
  });

  it("refuses a database in memory, and names what is for that", () => {
    const sentence =
      "sqliteStore needs a database in a file: for one in memory use memoryStore() of @chargeonce/core.";
    expect(() => sqliteStore({ file: ":memory:" })).toThrow(sentence);
    expect(() => sqliteStore({ file: "" })).toThrow(sentence);
    expect(() => sqliteStore({ database: new DatabaseSync(":memory:") })).toThrow(sentence);
  });

  it.each([-1, Number.NaN])("refuses a wait of %d ms", (waitMs) => {
    expect(() => sqliteStore({ file: newFile() }, { waitMs })).toThrow(
      "waitMs must be a number of milliseconds, 0 or more.",
    );
  });
});

describe("a database that goes bad", () => {
  it("is store_unavailable when it is damaged", async () => {
    const file = newFile();
    const before = open(file);
    for (let n = 0; n < 50; n += 1) {
      await before.payments.reserve(freshPayment({ id: `pay_${n}`, orderRef: `${n}` }));
    }
    await before.close();
    damage(file, "sqlite_autoindex_chargeonce_payments_1"); // of the primary key
    await expect(open(file).payments.findById("pay_7")).rejects.toMatchObject({
      code: "store_unavailable",
      message:
        "The payments database is damaged: restore it from a backup, then repeat the request.",
    });
  });

  it("is store_unavailable when it cannot be written, and still reads", async () => {
    const file = newFile();
    await open(file).payments.reserve(freshPayment());
    const database = new DatabaseSync(file, { readOnly: true });
    cleanUps.push(() => database.close());
    const store = sqliteStore({ database });
    await expect(store.events.record(freshEvent())).rejects.toMatchObject({
      code: "store_unavailable",
      message:
        "The payments database is read-only: make its file and folder writable, then repeat the request.",
    });
    expect(await store.payments.findById(freshPayment().id)).toMatchObject({ amount: 1999 });
  });

  it("refuses records that no payment and no event can be, and writes nothing", async () => {
    const store = open(newFile());
    for (const wrong of [
      { amount: 0 },
      { amount: -1 },
      { amount: 1.5 },
      { status: "" },
      { currency: "" },
      { version: 0 },
      { paymentIntentId: "" },
      { id: "" },
    ]) {
      await expect(store.payments.reserve(freshPayment(wrong))).rejects.toMatchObject({
        code: "internal_error",
      });
    }
    await expect(store.events.record(freshEvent({ id: "" }))).rejects.toMatchObject({
      code: "internal_error",
    });
    expect(await store.payments.findLive(freshPayment())).toBeNull();
  });
});

describe("closing", () => {
  it("waits for what was begun, and leaves all of it in the file", async () => {
    const file = newFile();
    const store = open(file);
    const writes = [1, 2, 3].map((n) =>
      store.payments.reserve(freshPayment({ id: `pay_${n}`, orderRef: `${n}` })),
    );
    await store.close();
    for (const write of writes) expect(await write).toMatchObject({ inserted: true });
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(await open(file).payments.findById("pay_3")).toMatchObject({ orderRef: "3" });
  });

  it("may be done twice, and everything after it is store_unavailable with a sentence", async () => {
    const store = open(newFile());
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const refusal = {
      code: "store_unavailable",
      message: "The SQLite store was closed: open another with sqliteStore().",
    };
    await expect(store.payments.findById("pay_1")).rejects.toMatchObject(refusal);
    await expect(store.payments.reserve(freshPayment())).rejects.toMatchObject(refusal);
    await expect(store.transaction(async () => "done")).rejects.toMatchObject(refusal);
  });

  it("leaves the application's own connection open, with the log written into the file", async () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    cleanUps.push(() => database.close());
    const store = sqliteStore({ database });
    await store.payments.reserve(freshPayment());
    await store.close();
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(database.prepare("select amount from chargeonce_payments").get()?.amount).toBe(1999);
  });
});

describe("the schema", () => {
  it("has no column for a client secret", () => {
    const file = newFile();
    open(file);
    const columns = new DatabaseSync(file)
      .prepare(
        "select t.name || '.' || c.name as name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'",
      )
      .all()
      .map(({ name }) => String(name));
    expect(columns).toContain("chargeonce_payments.payment_intent_id");
    expect(columns.filter((name) => /secret/i.test(name))).toEqual([]);
  });
});

function newFolder(): string {
  const { folder, remove } = temporaryFolder();
  cleanUps.push(remove);
  return folder;
}

function newFile(): string {
  return join(newFolder(), "payments.db");
}

/** Overwrites the first page of a table or an index. */
function damage(file: string, name: string): void {
  const database = new DatabaseSync(file);
  const { page = 0 } =
    database.prepare("select rootpage as page from sqlite_master where name = ?").get(name) ?? {};
  const { size = 0 } =
    database.prepare("select page_size as size from pragma_page_size").get() ?? {};
  database.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, (Number(page) - 1) * Number(size), Number(page) * Number(size));
  writeFileSync(file, bytes);
}

function notADatabase(): string {
  const file = newFile();
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "Dear diary, today I was opened by a store. ".repeat(50));
  return file;
}

function open(file: string): SqliteStore {
  const store = sqliteStore({ file });
  cleanUps.push(() => store.close());
  return store;
}
