import { PaymentsError } from "@chargeonce/core";

// SQLite's primary result codes; the extended ones carry them in their low byte. See https://sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const CONSTRAINT = 19;

/** What is wrong and what an operator can do, by result code. Holds no path and no value: it may reach a client. */
const REMEDIES: Readonly<Record<number, readonly [fault: string, remedy: string]>> = {
  [BUSY]: ["is locked by another process", "wait a moment"],
  [LOCKED]: ["is locked by another connection", "wait a moment"],
  8: ["is read-only", "make its file and folder writable"],
  10: ["was failed by its disk", "check the disk"],
  11: ["is damaged", "restore it from a backup"],
  13: ["has a full disk", "free some space"],
  14: ["cannot be opened", "check that its folder is there and writable"],
  26: ["is no SQLite database", "name another file or restore it from a backup"],
};
const UNKNOWN = ["failed", "see the cause"] as const;

/** Whether somebody else holds the lock, so that trying again later can help. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  // A connection that the application gave may be inside a transaction of its own.
  const occupied = error instanceof Error && error.message.includes("within a transaction");
  return code === BUSY || code === LOCKED || occupied;
}

/** What is wrong and what to do about an error of node:sqlite; null for any other error. */
export function faultAndRemedy(error: unknown): readonly [fault: string, remedy: string] | null {
  return isSqliteError(error) ? (REMEDIES[resultCode(error) ?? 0] ?? UNKNOWN) : null;
}

/** What a store method throws for an error of node:sqlite; any other error as it is. */
export function storeFailure(error: unknown): unknown {
  const known = faultAndRemedy(error);
  if (known === null) return error;
  if (resultCode(error) === CONSTRAINT) {
    return new PaymentsError(
      "internal_error",
      "The payments database refused a record that breaks a rule of its schema: see the cause.",
      { cause: error },
    );
  }
  const [fault, remedy] = known;
  return new PaymentsError(
    "store_unavailable",
    `The payments database ${fault}: ${remedy}, then repeat the request.`,
    { cause: error },
  );
}

/** Runs a synchronous use of the database and throws what {@link storeFailure} makes of its errors. */
export function translated<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw storeFailure(error);
  }
}

/** Errors of the engine, and node:sqlite's own for a connection that was closed under our feet. */
function isSqliteError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ERR_SQLITE_ERROR" || error.code === "ERR_INVALID_STATE")
  );
}

function resultCode(error: unknown): number | null {
  if (!isSqliteError(error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}
