import { join } from "node:path";
import { freshPayment } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { migrate, migrationSql, postgresStore } from "../src/index.ts";
import { startChild } from "./start-child.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const TIMEOUT_MS = 60_000;

describe("migrate", () => {
  it("makes the tables once, says what it did, and finds it done the next time", async () => {
    const pool = database.pool();
    await pool.query("create schema once");
    expect(await migrate(pool, { schema: "once" })).toEqual(["0001_payments"]);
    expect(await migrate(pool, { schema: "once" })).toEqual([]);
    expect(await tablesIn("once")).toEqual([
      "chargeonce_events",
      "chargeonce_feed",
      "chargeonce_keys",
      "chargeonce_migrations",
      "chargeonce_payments",
      "chargeonce_strays",
    ]);
    expect(await database.look("select version, name from once.chargeonce_migrations")).toEqual([
      { version: 1, name: "0001_payments" },
    ]);
  });

  it("makes the schema that is named, and takes the first one of the search path where none is", async () => {
    await migrate(database.pool(), { schema: "made", tablePrefix: "pay_" });
    expect(await tablesIn("made")).toContain("pay_payments");
    await migrate(database.pool(), { tablePrefix: "unnamed_" });
    expect(await tablesIn("public")).toContain("unnamed_payments");
    const store = postgresStore(database.pool(), { tablePrefix: "unnamed_" });
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it("needs no right to make schemas where the schema is there", async () => {
    await database.look("create schema prepared");
    await database.look("create role guest login password 'guest'");
    database.cleanUp(() => database.look("drop owned by guest; drop role guest"));
    await database.look("grant usage, create on schema prepared to guest");
    const pool = database.pool({ user: "guest", password: "guest" });
    expect(await migrate(pool, { schema: "prepared" })).toEqual(["0001_payments"]);
  });

  it("takes one client instead of a pool", async () => {
    expect(await migrate(await database.client(), { schema: "by_client" })).toEqual([
      "0001_payments",
    ]);
  });

  it("is done once by 8 processes at once, and all of them go on", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const children = Array.from({ length: 8 }, () =>
      startChild("migrate-and-reserve", database.url(), "raced"),
    );
    for (const child of children) database.cleanUp(() => child.kill());
    for (const child of children) expect(await child.line(0)).toBe("ready");
    for (const child of children) child.start();
    const done: string[] = [];
    for (const child of children) done.push(await child.line(1));
    expect(done.filter((line) => line.startsWith("did 0001_payments"))).toHaveLength(1);
    expect(done.filter((line) => line.endsWith("inserted true"))).toHaveLength(1);
    expect(await database.look("select version from raced.chargeonce_migrations")).toEqual([
      { version: 1 },
    ]);
  });

  it("leaves nothing of a step that failed, and goes on when the reason is gone", async () => {
    await database.look("create schema half; create table half.chargeonce_events (n int)");
    await expect(migrate(database.pool(), { schema: "half" })).rejects.toThrow("already exists");
    expect(await tablesIn("half")).toEqual(["chargeonce_events"]);
    await database.look("drop table half.chargeonce_events");
    expect(await migrate(database.pool(), { schema: "half" })).toEqual(["0001_payments"]);
  });

  it("refuses a database of a newer version, with what to do, and touches nothing", async () => {
    const schema = await database.schema();
    await database.look(`insert into ${schema}.chargeonce_migrations values (99, 'later')`);
    await expect(migrate(database.pool(), { schema })).rejects.toThrow(
      "The payments database has schema version 99 and this @chargeonce/store-postgres knows 1: install the newer version that made it.",
    );
    expect(await tablesIn(schema)).toHaveLength(6);
  });
});

describe("migrationSql", () => {
  it("is what the package's migrations folder holds, for tools that read files", async () => {
    await expect(migrationSql()).toMatchFileSnapshot(
      join(import.meta.dirname, "../migrations/0001_payments.sql"),
    );
  });

  it("run by another tool leaves nothing to do for migrate", async () => {
    await database.look("create schema by_hand");
    await database.look(migrationSql({ schema: "by_hand", tablePrefix: "p_" }));
    expect(await migrate(database.pool(), { schema: "by_hand", tablePrefix: "p_" })).toEqual([]);
    const store = postgresStore(database.pool(), { schema: "by_hand", tablePrefix: "p_" });
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it("is empty from the version on that the package has", () => {
    expect(migrationSql({ from: 1 })).toBe("");
  });

  it("names everything as it was told to, and quotes it", async () => {
    const sql = migrationSql({ schema: "select", tablePrefix: "Order" });
    expect(sql).toContain('create table "select"."Orderpayments" (');
    expect(sql).not.toContain("chargeonce");
    await migrate(database.pool(), { schema: "select", tablePrefix: "Order" });
    expect(await tablesIn("select")).toContain("Orderpayments");
  });
});

describe("names", () => {
  it.each(['a"; drop table x; --', "", "1a", "a b", "ä", "x".repeat(64), "a\u0000"])(
    "refuse the schema %j",
    (schema) => {
      const sentence =
        "schema must be a name of at most 63 letters, digits and underscores that begins with no digit.";
      expect(() => migrationSql({ schema })).toThrow(sentence);
      expect(() => postgresStore(database.pool(), { schema })).toThrow(sentence);
    },
  );

  it.each(['"', "1", "a-", "x".repeat(38)])("refuse the prefix %j", (tablePrefix) => {
    expect(() => migrationSql({ tablePrefix })).toThrow(
      "tablePrefix must be at most 37 letters, digits and underscores and begin with no digit.",
    );
  });

  it("as long as they may be are cut nowhere", async () => {
    const options = { schema: "s".repeat(63), tablePrefix: "p".repeat(37) };
    await migrate(database.pool(), options);
    expect(await migrate(database.pool(), options)).toEqual([]);
    const indexes = await database.look("select indexname from pg_indexes where schemaname = $1", [
      "s".repeat(63),
    ]);
    expect(indexes.map(({ indexname }) => indexname)).toContain(
      `${"p".repeat(37)}payments_payment_intent_id`,
    );
  });
});

async function tablesIn(schema: string): Promise<unknown[]> {
  const rows = await database.look(
    "select tablename from pg_tables where schemaname = $1 order by tablename",
    [schema],
  );
  return rows.map(({ tablename }) => tablename);
}
