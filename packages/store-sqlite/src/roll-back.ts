import type { DatabaseSync } from "node:sqlite";

/** Ends the open transaction, or does nothing where the engine has already ended it. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec("rollback");
  } catch {
    // The engine rolls back by itself after some errors (disk full, I/O); the error that led here is the one to tell.
  }
}
