import type { DatabaseSync } from "node:sqlite";
import { rollBack } from "./roll-back.ts";
import { SchemaError } from "./schema-error.ts";

// A table and not `pragma user_version`: that one belongs to the application, whose tables may lie in the same file.
const VERSION_TABLE = "chargeonce_schema";

/**
 * Brings the schema up to date. Safe when several processes do it at once: one does, the others find it done.
 *
 * @throws SchemaError when a newer version of this package made the schema, or one from before the first release.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  refuseEarlyTables(database);
  if (schemaVersion(database) === migrations.length) return;
  database.exec("begin immediate");
  try {
    const version = schemaVersion(database); // again: another process may have migrated meanwhile
    if (version > migrations.length) throw newer(version, migrations.length);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`create table if not exists ${VERSION_TABLE} (version integer not null) strict`);
    database.exec(`delete from ${VERSION_TABLE}`);
    database.prepare(`insert into ${VERSION_TABLE} (version) values (?)`).run(migrations.length);
    database.exec("commit");
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Looks whether the schema is up to date, and changes nothing. @throws SchemaError when it is not. */
export function requireSchema(database: DatabaseSync, migrations: readonly string[]): void {
  refuseEarlyTables(database);
  const version = schemaVersion(database);
  if (version === migrations.length) return;
  if (version > migrations.length) throw newer(version, migrations.length);
  if (version === 0) {
    throw new SchemaError(
      "schema_missing",
      "it has no tables of chargeonce; check its path, or make them with `chargeonce migrate`, then start again.",
    );
  }
  throw new SchemaError(
    "schema_old",
    `its schema has version ${version} and this @chargeonce/store-sqlite needs ${migrations.length}; run \`chargeonce migrate\`, then start again.`,
  );
}

function schemaVersion(database: DatabaseSync): number {
  const exists = database
    .prepare("select 1 from sqlite_master where type = 'table' and name = ?")
    .get(VERSION_TABLE);
  if (exists === undefined) return 0;
  return Number(database.prepare(`select version from ${VERSION_TABLE}`).get()?.version ?? 0);
}

/** Before the first release the first step was changed: such tables say that they are up to date, and are not. */
function refuseEarlyTables(database: DatabaseSync): void {
  const columns = database.prepare("pragma table_info(chargeonce_payments)").all();
  if (columns.length === 0 || columns.some(({ name }) => name === "taken_until")) return;
  throw new SchemaError(
    "schema_early",
    "its tables are of a time before the first release and cannot be brought up to date; move the file away, then start again.",
  );
}

function newer(version: number, known: number): SchemaError {
  return new SchemaError(
    "schema_new",
    `its schema has version ${version} and this @chargeonce/store-sqlite knows ${known}; install the newer version that made it, then start again.`,
  );
}
