import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { migrate, requireSchema } from "../src/migrate.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const FIRST = "create table first (n integer not null) strict";
const SECOND = "create table second (n integer not null) strict; insert into first values (2)";

const cleanUps: (() => unknown)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

describe("migrations", () => {
  it("run each step once, in order", () => {
    const { database, look } = newDatabase();
    migrate(database, [FIRST]);
    migrate(database, [FIRST, SECOND]);
    migrate(database, [FIRST, SECOND]);
    expect(look("select n from first")).toEqual([{ n: 2 }]);
    expect(look("select version from chargeonce_schema")).toEqual([{ version: 2 }]);
  });

  it("leave nothing of a step that failed", () => {
    const { database, look } = newDatabase();
    migrate(database, [FIRST]);
    expect(() => migrate(database, [FIRST, `${SECOND}; nonsense`])).toThrow("nonsense");
    expect(look("select name from sqlite_master where name = 'second'")).toEqual([]);
    expect(look("select n from first")).toEqual([]);
    expect(look("select version from chargeonce_schema")).toEqual([{ version: 1 }]);
  });

  it("leave the application's tables and its user_version alone", async () => {
    const { database, file, look } = newDatabase();
    database.exec("create table orders (id text) strict; pragma user_version = 7");
    const store = sqliteStore({ file });
    await store.payments.reserve(freshPayment());
    await store.close();
    expect(look("pragma user_version")).toEqual([{ user_version: 7 }]);
    expect(look("select name from sqlite_master where name = 'orders'")).toEqual([
      { name: "orders" },
    ]);
  });

  it("refuse a database of a newer version, with what to do, and touch nothing", async () => {
    const { database, file, look } = newDatabase();
    await sqliteStore({ file }).close();
    database.exec("update chargeonce_schema set version = 99");
    expect(() => sqliteStore({ file })).toThrow(
      `The payments database ${file} cannot be used: its schema has version 99 and this @chargeonce/store-sqlite knows 1; install the newer version that made it, then start again.`,
    );
    expect(look("select version from chargeonce_schema")).toEqual([{ version: 99 }]);
  });

  it("refuse tables of a time before the first release, and say what to do", () => {
    const { database, file } = newDatabase();
    database.exec(`
      create table chargeonce_payments (id text primary key, record text not null) strict;
      create table chargeonce_schema (version integer not null) strict;
      insert into chargeonce_schema values (1);
    `);
    expect(() => sqliteStore({ file })).toThrow(
      `The payments database ${file} cannot be used: its tables are of a time before the first release and cannot be brought up to date; move the file away, then start again.`,
    );
  });
});

describe("a store that may not migrate", () => {
  const refusal = (file: string) => {
    try {
      sqliteStore({ file }, { migrate: false });
    } catch (error) {
      return error;
    }
    return null;
  };

  it("makes no file, and says which is missing", () => {
    const { folder, remove } = temporaryFolder();
    cleanUps.push(remove);
    const file = join(folder, "not", "payments.db");
    expect(refusal(file)).toMatchObject({
      message: `The payments database ${file} cannot be used: there is no such file; check its path, or make it with \`chargeonce migrate\`.`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a file without tables and leaves every byte of it, also where it is the application's", () => {
    const { database, file } = newDatabase();
    database.exec("create table orders (id text) strict");
    database.close();
    const before = readFileSync(file);
    expect(refusal(file)).toMatchObject({
      code: "schema_missing",
      message: `The payments database ${file} cannot be used: it has no tables of chargeonce; check its path, or make them with \`chargeonce migrate\`, then start again.`,
    });
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(dirname(file))).toEqual(["payments.db"]);
  });

  it("refuses older tables with both versions and what to run, and changes nothing", () => {
    const { database, look } = newDatabase();
    migrate(database, [FIRST]);
    expect(() => requireSchema(database, [FIRST, SECOND])).toThrow(
      expect.objectContaining({
        code: "schema_old",
        message:
          "its schema has version 1 and this @chargeonce/store-sqlite needs 2; run `chargeonce migrate`, then start again.",
      }),
    );
    expect(look("select version from chargeonce_schema")).toEqual([{ version: 1 }]);
    expect(look("select name from sqlite_master where name = 'second'")).toEqual([]);
  });

  it("refuses newer tables, and ones of a time before the first release", async () => {
    const { database, file } = newDatabase();
    await sqliteStore({ file }).close();
    database.exec("update chargeonce_schema set version = 99");
    expect(refusal(file)).toMatchObject({ code: "schema_new" });
    database.exec("alter table chargeonce_payments rename column taken_until to owner");
    expect(refusal(file)).toMatchObject({ code: "schema_early" });
  });

  it("works on tables that are up to date, as any store", async () => {
    const { file } = newDatabase();
    await sqliteStore({ file }).close();
    const store = sqliteStore({ file }, { migrate: false });
    await store.payments.reserve(freshPayment());
    expect(await store.payments.findById(freshPayment().id)).toMatchObject({ amount: 1999 });
    await store.close();
  });
});

function newDatabase() {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const database = new DatabaseSync(file);
  cleanUps.push(remove, () => database.isOpen && database.close());
  const look = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  return { database, file, look };
}
