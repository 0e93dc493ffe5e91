import type { Client, ClientBase, Pool } from "pg";
import { isPool } from "./connections.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { isConflict, sqlState } from "./postgres-failure.ts";
import { runStatement, unnamed } from "./statement.ts";
import { type TableNames, type TableOptions, tableNames } from "./table-names.ts";

/** Which part of the schema {@link migrationSql} writes. */
export interface MigrationSqlOptions extends TableOptions {
  /** The version that the database has. Default 0: none. */
  readonly from?: number;
}

/**
 * The schema as plain SQL, for a tool of your own. Every step records itself, so `migrate` and your tool agree about what
 * is done. With a `schema`, that schema must be there. Run it in one transaction.
 *
 * @returns The text; empty when `from` is this package's version.
 */
export function migrationSql({ from = 0, ...options }: MigrationSqlOptions = {}): string {
  const names = tableNames(options);
  return MIGRATIONS.slice(from)
    .map(({ sql }) => sql(names))
    .join("\n");
}

/** How often a step is tried that another process seemed to do, and did not. */
const MOST_TRIES = 3;

/**
 * Brings the schema up to date, in a transaction a step. Safe to run again, and safe when any number of processes run it
 * at once: each step is done by one, the others wait for it and find it done.
 *
 * @param database A pool, or a connected client that nobody else uses meanwhile.
 * @returns The names of the steps that this call did.
 * @throws Error when a newer version of this package made the schema, and whatever pg rejects with.
 */
export async function migrate(
  database: Pool | Client,
  options: TableOptions = {},
): Promise<string[]> {
  const names = tableNames(options);
  if (!isPool(database)) return migrateOn(database, names, options.schema);
  const client = await database.connect();
  try {
    return await migrateOn(client, names, options.schema);
  } finally {
    client.release();
  }
}

async function migrateOn(
  client: ClientBase,
  names: TableNames,
  schema: string | undefined,
): Promise<string[]> {
  const done: string[] = [];
  let tries = 0;
  for (;;) {
    const version = await versionOf(client, names);
    const next = nextAfter(version);
    if (next === null) return done;
    try {
      await applyStep(client, next.sql(names), schema);
      done.push(next.name);
    } catch (error) {
      await client.query("rollback").catch(() => undefined); // what led here is the one to tell
      if (!mayBeAnother(error)) throw error;
      tries = (await versionOf(client, names)) > version ? 0 : tries + 1;
      if (tries >= MOST_TRIES) throw error;
    }
  }
}

async function applyStep(
  client: ClientBase,
  sql: string,
  schema: string | undefined,
): Promise<void> {
  await client.query("begin");
  if (schema !== undefined && !(await schemaExists(client, schema))) {
    await client.query(`create schema "${schema}"`);
  }
  await client.query(sql);
  await client.query("commit");
}

/** Asked first, because `create schema if not exists` needs a right that a team may not give to this role. */
async function schemaExists(client: ClientBase, schema: string): Promise<boolean> {
  const rows = await ask(client, "select 1 from pg_namespace where nspname = $1", [schema]);
  return rows.length > 0;
}

async function versionOf(client: ClientBase, { migrations }: TableNames): Promise<number> {
  const [table] = await ask(client, "select to_regclass($1)::text as name", [migrations]);
  if (table === undefined || table.name === null) return 0;
  const [row] = await ask(client, `select max(version) as version from ${migrations}`, []);
  return Number(row?.version ?? 0);
}

async function ask(client: ClientBase, text: string, values: readonly string[]) {
  return (await runStatement(client, unnamed(text), { values, prepare: false })).rows;
}

function nextAfter(version: number): Migration | null {
  if (version > MIGRATIONS.length) throw newer(version);
  return MIGRATIONS[version] ?? null;
}

function newer(version: number): Error {
  return new Error(
    `The payments database has schema version ${version} and this @chargeonce/store-postgres knows ${MIGRATIONS.length}: install the newer version that made it.`,
  );
}

// What a process meets that makes the same objects at the same moment: it waits for the other one, then one of these.
const THERE_ALREADY: ReadonlySet<string> = new Set([
  "23505", // unique violation: the step is recorded, or a system catalog has the object
  "42P06", // duplicate schema
  "42P07", // duplicate table
  "42710", // duplicate object
]);

/** Whether another process may have been quicker. */
function mayBeAnother(error: unknown): boolean {
  return isConflict(error) || THERE_ALREADY.has(sqlState(error) ?? "");
}
