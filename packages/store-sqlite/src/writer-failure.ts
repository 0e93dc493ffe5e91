import type { DatabaseSync } from "node:sqlite";
import { PaymentsError } from "@chargeonce/core";

export function waitedTooLong(waitMs: number): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    `Other writes held the payments database for ${waitMs} ms: keep handlers short, then repeat the request.`,
  );
}

/** The handler's failure, not the store's: it is called again. */
export function heldTooLong(holdMs: number): Error {
  return new Error(
    `The handler kept the payments database for ${holdMs} ms after its first use of tx, and its writes were taken back: do what is slow before that.`,
  );
}

/** Likewise. */
export function takenByAnother(): Error {
  return new Error(
    "Another handler has used tx and not ended yet, so this one cannot write; it is called again: do what is slow before the first use of tx.",
  );
}

export function closed(): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The SQLite store was closed: open another with sqliteStore().",
  );
}

/** Whoever waits for the end of the transaction that it runs in waits for ever. */
export function waitsForItself(): Error {
  return new Error(
    "This call waits for the end of the transaction that it runs in: use the handler's tx, or transaction's unit, instead of the store.",
  );
}

export function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}

/**
 * SQLite ends a transaction by itself when the disk is full or fails, and a handler may do so by `tx`: whatever is
 * written after that would be committed alone, even where the error was caught.
 */
export function assertStillOpen(database: DatabaseSync): void {
  try {
    database.exec("begin");
  } catch {
    return; // a transaction within a transaction: it is open
  }
  database.exec("rollback");
  throw new PaymentsError(
    "store_unavailable",
    "The transaction was ended before its work was done: leave begin, commit and rollback to the store, and let the errors of tx pass.",
  );
}
