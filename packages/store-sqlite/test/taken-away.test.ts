import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type SqliteStore, sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const SENTENCE =
  "The payments database was deleted, moved, replaced or set back while it was open: stop every server, put the right file in its place together with its -wal, reconcile as after a restored backup, then start again.";
const ENDINGS = ["", "-wal", "-shm"];
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Scene {
  readonly folder: string;
  readonly file: string;
  readonly store: SqliteStore;
}

/** A store in a folder of its own, with one payment that was acknowledged after a copy was made. */
async function openScene(open = (file: string) => sqliteStore({ file })): Promise<Scene> {
  const { folder, remove } = temporaryFolder();
  cleanUps.push(remove);
  mkdirSync(join(folder, "data"));
  const file = join(folder, "data", "payments.db");
  const store = open(file);
  cleanUps.push(() => store.close().catch(() => undefined));
  checkpoint(file);
  copyFileSync(file, join(folder, "older.db"));
  await store.payments.reserve(freshPayment());
  return { folder, file, store };
}

/** Brings the log into the file, as SQLite does by itself after some hundred writes. */
function checkpoint(file: string): void {
  change(file, "pragma wal_checkpoint(truncate)");
}

/** What somebody else does to the database, by SQLite. */
function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

const another = (n = 2) => freshPayment({ id: `pay_${n}`, orderRef: `order_${n}` });
const refused = { code: "store_unavailable", message: SENTENCE };
const OWNER = { account: "", livemode: false, installation: "" };

const TAKEN: Readonly<Record<string, (scene: Scene) => void | Promise<void>>> = {
  "is deleted with all that belongs to it": ({ file }) => {
    for (const ending of ENDINGS) rmSync(`${file}${ending}`);
  },
  "is deleted alone": ({ file }) => rmSync(file),
  "loses its log": ({ file }) => rmSync(`${file}-wal`),
  "loses its log's index": ({ file }) => rmSync(`${file}-shm`),
  "is moved": ({ file }) => renameSync(file, `${file}.old`),
  "is moved with its folder": ({ folder }) => renameSync(join(folder, "data"), join(folder, "old")),
  "is replaced by an older copy, as rsync does": ({ folder, file }) =>
    renameSync(join(folder, "older.db"), file),
  "is replaced by an older copy, as a guide to restoring says": ({ folder, file }) => {
    for (const ending of ENDINGS) rmSync(`${file}${ending}`);
    copyFileSync(join(folder, "older.db"), file);
  },
  "is overwritten by an older copy, as cp does": async ({ folder, file, store }) => {
    checkpoint(file);
    // What was read lies in SQLite's cache, where nobody overwrites it.
    expect(await store.payments.findLive(freshPayment())).not.toBeNull();
    copyFileSync(join(folder, "older.db"), file);
  },
  "is set back by SQLite's own means": ({ file }) =>
    change(file, "delete from chargeonce_payments"),
  "is emptied": ({ file }) => truncateSync(file),
  "is made anew by another program": ({ file }) => {
    for (const ending of ENDINGS) rmSync(`${file}${ending}`);
    const store = sqliteStore({ file });
    cleanUps.push(() => store.close());
  },
};

describe("a file that, while it is open,", () => {
  it.each(Object.entries(TAKEN))("%s: nothing is acknowledged any more", async (_, take) => {
    const scene = await openScene();
    await take(scene);
    const { payments, events, transaction } = scene.store;
    await expect(payments.reserve(another())).rejects.toMatchObject(refused);
    await expect(payments.update(freshPayment({ version: 2 }))).rejects.toMatchObject(refused);
    await expect(
      transaction(async ({ payments: inside }) => inside.reserve(another())),
    ).rejects.toMatchObject(refused);
    const summary = events.summarize(OWNER);
    await expect(summary).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("is behind a link that is set to another file: nothing is acknowledged any more", async () => {
    const { folder, remove } = temporaryFolder();
    cleanUps.push(remove);
    for (const release of ["one", "two"]) mkdirSync(join(folder, release));
    const link = join(folder, "current");
    symlinkSync(join(folder, "one"), link);
    const store = sqliteStore({ file: join(link, "payments.db") });
    cleanUps.push(() => store.close());
    await store.payments.reserve(freshPayment());
    rmSync(link);
    symlinkSync(join(folder, "two"), link);
    writeFileSync(join(link, "payments.db"), "");
    await expect(store.payments.reserve(another())).rejects.toMatchObject(refused);
  });

  it("was given as a connection, is deleted: nothing is acknowledged any more", async () => {
    const scene = await openScene((file) => {
      const database = new DatabaseSync(file);
      cleanUps.push(() => database.close());
      return sqliteStore({ database });
    });
    for (const ending of ENDINGS) rmSync(`${scene.file}${ending}`);
    await expect(scene.store.payments.reserve(another())).rejects.toMatchObject(refused);
  });

  it("is deleted within a transaction: its commit is not acknowledged", async () => {
    const { file, store } = await openScene();
    const work = store.transaction(async ({ payments }) => {
      await payments.reserve(another());
      for (const ending of ENDINGS) rmSync(`${file}${ending}`);
    });
    await expect(work).rejects.toMatchObject(refused);
  });

  it("is overwritten by an older copy, as cp does: health hears of it without a write", async () => {
    const { folder, file, store } = await openScene();
    checkpoint(file);
    expect(await store.events.summarize(OWNER)).toMatchObject({ pending: 0 });
    copyFileSync(join(folder, "older.db"), file);
    await expect(store.events.summarize(OWNER)).rejects.toMatchObject(refused);
  });

  it("is put back serves on, with all that it had", async () => {
    const { folder, store } = await openScene();
    renameSync(join(folder, "data"), join(folder, "old"));
    await expect(store.payments.findById("pay_1")).rejects.toMatchObject(refused);
    renameSync(join(folder, "old"), join(folder, "data"));
    expect(await store.payments.reserve(another())).toMatchObject({ inserted: true });
  });

  it("the cause names the file, for the log alone", async () => {
    const { file, store } = await openScene();
    rmSync(`${file}-wal`);
    const refusal = await store.payments.reserve(another()).catch((error) => error);
    expect(refusal.cause.message).toMatch(/payments\.db-wal is gone$/);
    expect(refusal.message).not.toContain("payments.db");
  });
});

describe("a file that is used as it should be", () => {
  it("is served through checkpoints, a vacuum, and others who open and close it", async () => {
    const { file, store } = await openScene();
    for (let n = 2; n < 40; n += 1) {
      expect(await store.payments.reserve(another(n))).toMatchObject({ inserted: true });
      checkpoint(file);
      if (n % 10 === 0) change(file, "vacuum");
      if (n % 10 === 5) await sqliteStore({ file }).close();
    }
    change(file, "create table orders (id text); insert into orders values ('1')");
    expect(await store.payments.findById("pay_39")).toMatchObject({ id: "pay_39" });
  });

  it("is served after others have changed what this process had acknowledged", async () => {
    const { file, store } = await openScene();
    const other = sqliteStore({ file });
    cleanUps.push(() => other.close());
    for (let version = 2; version < 9; version += 1) {
      const writer = version % 2 === 0 ? other : store;
      const [stored] = await writer.payments.list({ ...OWNER, limit: 1 });
      if (stored === undefined) throw new Error("The payment is there.");
      expect(await writer.payments.update({ ...stored, version })).toBe(true);
      checkpoint(file);
    }
  });
});
