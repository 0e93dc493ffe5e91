import { existsSync } from "node:fs";
import type * as sqlite from "node:sqlite";
import type { SchemaErrorCode } from "@chargeonce/store-sqlite";
import { Failure } from "./failure.ts";
import type { DatabaseSettings } from "./settings.ts";

type SqliteSettings = Extract<DatabaseSettings, { engine: "sqlite" }>;

/** A command other than migrate makes no file: an empty one would answer that all is well. */
export function requireFile({ file, named }: SqliteSettings): void {
  if (existsSync(file)) return;
  if (named) {
    throw new Failure(
      "database_missing",
      `There is no file ${file}: check DATABASE_FILE or DATABASE_URL, or make it with \`chargeonce migrate\`.`,
    );
  }
  throw new Failure(
    "setting_missing",
    `Neither DATABASE_URL nor DATABASE_FILE is set, and there is no ${file}: set DATABASE_URL to postgres://user:password@host:5432/database or to sqlite:path/to/file.db.`,
  );
}

/** @throws Failure on a Node whose SQLite the store cannot use. */
export function requireSqlite(nodeVersion: string): void {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return;
  throw new Failure(
    "node_too_old",
    `A SQLite store needs Node 22.13 or newer, and this is ${nodeVersion}: use a newer Node, or set DATABASE_URL to a Postgres.`,
  );
}

/** Node's SQLite, loaded only here, without its notice that it is new: that is for who writes programs. */
export async function loadSqlite(): Promise<typeof sqlite> {
  requireSqlite(process.versions.node);
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return await import("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The version of the tables in a file that is there; 0 where there are none. @throws Failure for a file that cannot be read so. */
export async function sqliteVersion(file: string): Promise<number> {
  const { DatabaseSync } = await loadSqlite();
  let database: sqlite.DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file); // one that only reads would leave the log's files behind
    database.exec("pragma busy_timeout = 5000");
    const table = database
      .prepare("select 1 from sqlite_master where type = 'table' and name = 'chargeonce_schema'")
      .get();
    if (table === undefined) return 0;
    return Number(database.prepare("select version from chargeonce_schema").get()?.version ?? 0);
  } catch (error) {
    throw unusable(file, error);
  } finally {
    database?.close();
  }
}

/** What to do about tables that are not this version's, by the store's code. */
const TABLES: Readonly<Record<string, string>> = {
  schema_missing:
    "has no tables of chargeonce: check its path, or make them with `chargeonce migrate`.",
  schema_old:
    "has tables of an older version: bring them up to date with `chargeonce migrate`, or use the version of this command that your servers have.",
  schema_new:
    "has tables of a newer version: use the version of this command that your servers have.",
  schema_early:
    "has tables of a time before the first release, which nothing brings up to date: move it away, then make another with `chargeonce migrate`.",
} satisfies Record<SchemaErrorCode, string>;

/** What to do where the store or SQLite refused to open a file. */
export function unusable(file: string, error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const tables = TABLES[code];
  if (tables !== undefined)
    return new Failure(code, `The file ${file} ${tables}`, { cause: error });
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = reason instanceof Error ? reason.message : String(reason);
  return new Failure(
    "database_unusable",
    `${file} cannot be used as a SQLite database (${said}): check its path, and that this user may read and write it.`,
    { cause: error },
  );
}
