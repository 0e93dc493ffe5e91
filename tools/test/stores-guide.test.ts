import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../../packages/core/src/index.ts";
import { migrate, postgresStore } from "../../packages/store-postgres/src/index.ts";
import { useDatabase } from "../../packages/store-postgres/test/use-database.ts";
import { sqliteStore } from "../../packages/store-sqlite/src/index.ts";
import { freshEvent, freshKey, freshPayment } from "../../packages/testing/src/index.ts";
import { checkTypes } from "./readme/check-types.ts";
import { readBlocks } from "./readme/code-blocks.ts";
import { linkWorkspace } from "./readme/link-workspace.ts";

const top = join(import.meta.dirname, "../..");
const blocks = readBlocks(top, "docs/stores.md");
const sql = blocks.filter(({ language }) => language === "sql");

/** The only SQL block for the engine that has the text. */
function sqlWith(engine: "Postgres" | "SQLite", text: string): string {
  const found = sql.filter(({ code }) => code.startsWith(`-- ${engine}\n`) && code.includes(text));
  const [block, ...others] = found;
  if (block === undefined || others.length > 0) throw new Error(`Not one block has ${text}.`);
  return block.code;
}

/** What retention must leave of {@link fillWithOldAndYoung}. */
const LEFT = {
  payments: ["canceled_due", "open", "review", "succeeded", "young"],
  keys: ["of_open", "of_review", "young"],
  events: ["dead", "pending", "young"],
};

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}

/** Payments, keys and events of 36 days ago in every state, and one each of 34 days ago. */
async function fillWithOldAndYoung<Tx>(store: Store<Tx>): Promise<void> {
  const { payments, idempotency, events } = store;
  const old = daysAgo(36);
  const young = daysAgo(34);
  const add = async (id: string, status: string, updatedAt = old, dueAt: Date | null = null) => {
    const dates = { createdAt: updatedAt, updatedAt, dueAt };
    await payments.reserve(freshPayment({ id, orderRef: id, status, ...dates }));
  };
  await add("succeeded", "succeeded");
  await add("canceled", "canceled");
  await add("canceled_due", "canceled", old, old);
  await add("open", "requires_action", old, old);
  await add("review", "review");
  await add("young", "canceled", young);
  const key = (scopeKey: string, paymentId: string, createdAt = old) =>
    idempotency.claim(freshKey({ scopeKey, paymentId, createdAt }));
  await key("of_succeeded", "succeeded");
  await key("of_canceled", "canceled");
  await key("of_open", "open");
  await key("of_review", "review");
  await key("of_none", "none");
  await key("young", "succeeded", young);
  for (const status of ["done", "ignored", "pending", "dead"] as const) {
    await events.record(freshEvent({ id: status, status, createdAt: old, receivedAt: old }));
  }
  await events.record(
    freshEvent({ id: "young", status: "done", createdAt: young, receivedAt: young }),
  );
}

describe("the guide's SQL for Postgres", () => {
  const database = useDatabase();
  const tables = { schema: "payments" };
  const prepared = async () => {
    const client = await database.client();
    await client.query("drop schema if exists payments cascade");
    await migrate(client, tables);
    return client;
  };

  test("deletes what may be deleted after 35 days, and nothing else", async () => {
    const client = await prepared();
    const store = postgresStore(database.pool(), tables);
    await fillWithOldAndYoung(store);

    await client.query(sqlWith("Postgres", "delete from"));
    expect(await store.events.removeHandled(freshEvent(), daysAgo(35), 500)).toBe(2);
    const left = async (column: string, table: string) => {
      const { rows } = await client.query(
        `select ${column} as name from payments.chargeonce_${table} order by 1`,
      );
      return rows.map(({ name }) => name);
    };
    expect({
      payments: await left("id", "payments"),
      keys: await left("scope_key", "keys"),
      events: await left("id", "events"),
    }).toEqual(LEFT);
  });

  test("gives a server the rights that payments need, and no right to delete one", async () => {
    const client = await prepared();
    await client.query(sqlWith("Postgres", "create role"));
    database.cleanUp(async () => {
      await client.query("reset role; drop owned by shop_server; drop role shop_server");
    });
    await client.query("set role shop_server");
    const store = postgresStore(client, tables);

    const { payment } = await store.payments.reserve(freshPayment());
    await store.idempotency.claim(freshKey());
    const changed = await store.transaction(async (unit) => {
      const read = await unit.payments.findById(payment.id);
      await unit.events.record(freshEvent());
      return unit.payments.update({ ...payment, version: (read?.version ?? 0) + 1 });
    });
    expect(changed).toBe(true);
    const owner = { account: "", livemode: false, installation: "" };
    const now = new Date();
    const take = { ...owner, now, limit: 1, takenUntil: now };
    expect(await store.events.takeDue(take)).toHaveLength(1);
    expect(await store.payments.takeDue(take)).toEqual([]);
    await store.feed.advance(owner, { readUntil: now, readAt: now });
    await store.events.record(freshEvent({ id: "evt_old", status: "done" }));
    expect(await store.events.removeHandled(owner, now, 1)).toBe(1);
    const refused = /permission denied for table chargeonce_payments/;
    await expect(client.query("delete from payments.chargeonce_payments")).rejects.toThrow(refused);
  });

  test("sets when to vacuum, and shows sizes and what is due", async () => {
    const client = await prepared();
    await fillWithOldAndYoung(postgresStore(database.pool(), tables));

    await client.query(sqlWith("Postgres", "autovacuum"));
    const answers: unknown = await client.query(sqlWith("Postgres", "pg_size_pretty"));
    expect(answers).toMatchObject([
      {
        rows: [
          {},
          { relname: "chargeonce_feed" },
          { relname: "chargeonce_keys" },
          {},
          { relname: "chargeonce_payments" },
          { relname: "chargeonce_strays" },
        ],
      },
      { rows: [{ due: "2" }] },
      { rows: [{ pending: "1" }] },
      { rows: [{ id: "dead" }] },
    ]);
  });
});

test("the guide's SQL for SQLite deletes what may be deleted after 35 days, and nothing else", async () => {
  const file = join(temporaryFolder(), "payments.db");
  const store = sqliteStore({ file });
  onTestFinished(() => store.close());
  await fillWithOldAndYoung(store);
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());

  database.exec(sqlWith("SQLite", "delete from"));
  expect(await store.events.removeHandled(freshEvent(), daysAgo(35), 500)).toBe(2);
  const left = (column: string, table: string) =>
    database
      .prepare(`select ${column} as name from chargeonce_${table} order by 1`)
      .all()
      .map(({ name }) => name);
  expect({
    payments: left("id", "payments"),
    keys: left("scope_key", "keys"),
    events: left("id", "events"),
  }).toEqual(LEFT);
});

test("no SQL block of the guide is left out by these tests and the test of a restored backup", () => {
  const tried = ["delete from", "create role", "autovacuum_", "pg_size_pretty", "vacuum into"];
  expect(sql.filter(({ code }) => !tried.some((text) => code.includes(text)))).toEqual([]);
  expect(sql).toHaveLength(6);
});

test("the guide's TypeScript compiles for its reader", { timeout: 90_000 }, () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  linkWorkspace(top, folder);
  const modules = blocks
    .filter(({ language }) => language === "ts")
    .map((block) => ({ block, code: block.code }));

  expect(checkTypes({ top, folder }, modules)).toEqual([]);
  expect(modules).toHaveLength(2);
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-stores-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
