import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { migrate } from "../src/migrate.ts";
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

function newDatabase() {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const database = new DatabaseSync(file);
  cleanUps.push(remove, () => database.close());
  const look = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  return { database, file, look };
}
