import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrate, requireSchema } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { SchemaError } from "./schema-error.ts";
import { faultAndRemedy, isBusy } from "./sqlite-failure.ts";

/** Where the payments lie: a file, or a connection of the application's to one. */
export type SqliteLocation = { readonly file: string } | { readonly database: DatabaseSync };

/** Two connections to one file: in WAL mode reads wait for no write. */
export interface Connections {
  /** Absolute. */
  readonly file: string;
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
  /** Closes what was opened here. */
  close(): void;
}

const START_UP_WAIT_MS = 5_000;
const PAUSE_MS = 10;

/**
 * Opens the database, makes it durable and brings its schema up to date. Blocks meanwhile: it is for start-up.
 *
 * @param mayMigrate When false nothing is made: neither the file nor its tables.
 * @throws Error with one sentence for the operator; SchemaError when it is the tables.
 */
export function openConnections(location: SqliteLocation, mayMigrate: boolean): Connections {
  const file = fileOf(location);
  const opened: DatabaseSync[] = [];
  const open = (options: { readOnly: boolean }) => {
    const database = new DatabaseSync(file, options);
    opened.push(database);
    return database;
  };
  const close = () => {
    // The writer last: the last to close writes the log into the file, and a reader may not.
    for (const database of opened.splice(0).reverse()) database.close();
  };
  try {
    if (mayMigrate) mkdirSync(dirname(file), { recursive: true });
    else requireFile(file);
    const writer = "database" in location ? location.database : open({ readOnly: false });
    blockWhileBusy(() => prepareWriter(writer, mayMigrate));
    return { file, writer, reader: open({ readOnly: true }), close };
  } catch (error) {
    close();
    throw startUpError(file, error);
  }
}

function fileOf(location: SqliteLocation): string {
  const file =
    "database" in location
      ? location.database.prepare("pragma database_list").get()?.file
      : location.file;
  if (typeof file !== "string" || file === "" || file === ":memory:") {
    throw new Error(
      "sqliteStore needs a database in a file: for one in memory use memoryStore() of @chargeonce/core.",
    );
  }
  return resolve(file);
}

/** Opening one to write would make it. */
function requireFile(file: string): void {
  if (existsSync(file)) return;
  throw new Error("there is no such file; check its path, or make it with `chargeonce migrate`.");
}

function prepareWriter(writer: DatabaseSync, mayMigrate: boolean): void {
  // 0: whoever finds a lock waits without blocking the event loop, see retryWhileBusy.
  writer.exec("pragma busy_timeout = 0");
  // Before the log: turning that on writes into the file, whosever it is.
  if (!mayMigrate) requireSchema(writer, MIGRATIONS);
  const mode = writer.prepare("pragma journal_mode = wal").get()?.journal_mode;
  if (mode !== "wal")
    throw new Error(
      "its file system has no write-ahead log; put it on a local disk, then start again.",
    );
  // FULL: an acknowledged payment survives a power cut, not only a crash of the process.
  writer.exec("pragma synchronous = full");
  writer.exec("pragma foreign_keys = on");
  if (mayMigrate) migrate(writer, MIGRATIONS);
}

/** At start-up nothing else runs here, and SQLite's own waiting does not cover the change to WAL. */
function blockWhileBusy(use: () => void): void {
  const deadline = performance.now() + START_UP_WAIT_MS;
  for (;;) {
    try {
      use();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

function startUpError(file: string, error: unknown): Error {
  const sentence = `The payments database ${file} ${startUpFault(error)}`;
  if (error instanceof SchemaError) return new SchemaError(error.code, sentence);
  return new Error(sentence, { cause: error });
}

function startUpFault(error: unknown): string {
  const known = faultAndRemedy(error);
  if (known !== null) return `${known[0]}: ${known[1]}, then start again.`;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && "syscall" in error) {
    return `has no folder: name one that this process may make and write (${reason}).`;
  }
  return `cannot be used: ${reason}`;
}
