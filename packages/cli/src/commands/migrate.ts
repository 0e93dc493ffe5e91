import { existsSync } from "node:fs";
import type { Command } from "commander";
import { readVersion } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { loadSqlite, sqliteVersion, unusable } from "../open-sqlite.ts";
import { refuseTableOptions, tableOptions } from "../open-store.ts";
import type { Result } from "../result.ts";
import type { Runner } from "../run-command.ts";
import { type DatabaseSettings, type GlobalOptions, placeOf, readDatabase } from "../settings.ts";

interface MigrateOptions extends GlobalOptions {
  readonly print?: true;
  readonly from?: number;
}

export function addMigrate(parent: Command, runner: Runner): void {
  parent
    .command("migrate")
    .description(
      "make the tables, or bring them up to date, which no other command does; safe to run again; needs no Stripe key",
    )
    .option("--print", "print the SQL for Postgres and run nothing; needs no database")
    .option("--from <version>", "with --print: the steps after this one", readVersion)
    .addHelpText(
      "after",
      "\nExamples:\n  DATABASE_URL=postgres://… chargeonce migrate --schema payments\n  chargeonce migrate --print > payments.sql\n",
    )
    .action(({ print, from }: MigrateOptions, command: Command) => {
      if (from !== undefined && !print) command.error("error: --from goes with --print");
      return runner.show(command, (options) =>
        print ? printSql(options, from ?? 0) : migrateDatabase(readDatabase(runner.env), options),
      );
    });
}

async function printSql(options: GlobalOptions, from: number): Promise<Result> {
  const { migrationSql } = await import("@chargeonce/store-postgres");
  const sql = migrationSql({ ...tableOptions(options), from }).trimEnd();
  return {
    document: { sql },
    text: () => (sql === "" ? `-- Nothing comes after step ${from}.` : sql),
    exit: EXIT.fine,
  };
}

async function migrateDatabase(
  database: DatabaseSettings,
  options: GlobalOptions,
): Promise<Result> {
  const steps =
    database.engine === "postgres"
      ? await migratePostgres(database.url, options)
      : await migrateSqlite(database, options);
  const place = placeOf(database);
  return {
    document: { database: place, steps },
    text: () =>
      steps.length === 0
        ? `${place} is up to date: nothing to do.`
        : [`${place}:`, ...steps.map((step) => `  did ${step}`), "It is up to date."].join("\n"),
    exit: EXIT.fine,
  };
}

async function migratePostgres(url: URL, options: GlobalOptions): Promise<string[]> {
  const [{ migrate }, { openPool }] = await Promise.all([
    import("@chargeonce/store-postgres"),
    import("../open-postgres.ts"),
  ]);
  const pool = openPool(url);
  try {
    return await migrate(pool, tableOptions(options));
  } finally {
    await pool.end();
  }
}

/** SQLite's store migrates when it opens its file. */
async function migrateSqlite(
  { file, named }: Extract<DatabaseSettings, { engine: "sqlite" }>,
  options: GlobalOptions,
): Promise<string[]> {
  refuseTableOptions(options);
  await loadSqlite();
  if (!named && !existsSync(file)) {
    throw new Failure(
      "setting_missing",
      `Neither DATABASE_URL nor DATABASE_FILE is set, and there is no ${file}: say which database is to be made.`,
    );
  }
  const before = existsSync(file) ? await sqliteVersion(file) : 0;
  const { sqliteStore } = await import("@chargeonce/store-sqlite");
  try {
    await sqliteStore({ file }).close();
  } catch (error) {
    throw unusable(file, error);
  }
  const after = await sqliteVersion(file);
  return Array.from({ length: after - before }, (_, at) => `step ${before + at + 1}`);
}
