import type { Store } from "@chargeonce/core";
import { Failure } from "./failure.ts";
import { loadSqlite, requireFile, unusable } from "./open-sqlite.ts";
import type { DatabaseSettings, GlobalOptions } from "./settings.ts";

/** The servers' store, for as long as a command runs. */
export interface OpenStore {
  readonly store: Store<unknown>;
  close(): Promise<void>;
}

/** Where the tables lie and what they are called, as the Postgres store takes it. */
export function tableOptions({ schema, tablePrefix }: GlobalOptions) {
  return {
    ...(schema !== undefined && { schema }),
    ...(tablePrefix !== undefined && { tablePrefix }),
  };
}

/**
 * Opens the store; each engine's package is loaded only when it is needed.
 *
 * @throws Failure, or what the engine says: see explainFailure.
 */
export async function openStore(
  database: DatabaseSettings,
  options: GlobalOptions,
): Promise<OpenStore> {
  if (database.engine === "postgres") {
    const [{ postgresStore }, { openPool }] = await Promise.all([
      import("@chargeonce/store-postgres"),
      import("./open-postgres.ts"),
    ]);
    const pool = openPool(database.url);
    try {
      return { store: postgresStore(pool, tableOptions(options)), close: () => pool.end() };
    } catch (error) {
      await pool.end();
      throw error;
    }
  }
  refuseTableOptions(options);
  await loadSqlite(); // before the file is missed: `migrate` could not make it on this Node either
  requireFile(database);
  const { sqliteStore } = await import("@chargeonce/store-sqlite");
  try {
    // Only `migrate` changes tables: the servers may be of an older version.
    const store = sqliteStore({ file: database.file }, { migrate: false });
    return { store, close: () => store.close() };
  } catch (error) {
    throw unusable(database.file, error);
  }
}

export function refuseTableOptions(options: GlobalOptions): void {
  if (options.schema === undefined && options.tablePrefix === undefined) return;
  throw new Failure(
    "usage",
    "--schema and --table-prefix are for Postgres: leave them out for SQLite.",
  );
}
