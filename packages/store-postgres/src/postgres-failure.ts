import { PaymentsError } from "@chargeonce/core";

/** What is wrong and what an operator can do, by SQLSTATE or its class. Holds no name and no value: it may reach a client. */
const REMEDIES: Readonly<Record<string, readonly [fault: string, remedy: string]>> = {
  "08": ["cannot be reached", "check that it runs"],
  "25006": ["is read-only", "connect to the primary server"],
  "28": ["refuses this login", "check the connection's user and password"],
  "3D": ["does not exist", "check the connection's database"],
  "40": ["was busy with conflicting writes", "wait a moment"],
  "42": [
    "refuses a statement",
    "see the cause, and check that migrate() has run and that this role may use its tables",
  ],
  "53": ["is short of connections, memory or disk", "free some"],
  "55P03": ["holds a lock for too long", "keep handlers short"],
  "57": ["is shutting down, starting up or was told to stop", "wait a moment"],
  "57014": ["took too long", "keep handlers short"],
};
const NO_ANSWER = [
  "cannot be reached, or the pool has no connection free",
  "check the server, and the pool's size and timeouts",
] as const;
const UNKNOWN = ["failed", "see the cause"] as const;

/** The five characters by which Postgres names an error; null where it was not the server that spoke. */
export function sqlState(error: unknown): string | null {
  // A severity tells the server's errors from the network's: EPIPE has five characters, too.
  if (!(error instanceof Error) || !("code" in error) || !("severity" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** Whether the server took back everything for a conflict that another try may not meet: nothing was written. */
export function isConflict(error: unknown): boolean {
  return sqlState(error)?.startsWith("40") === true;
}

/** Whether a record, or an application's row, breaks a rule of the schema. */
export function isRefusal(error: unknown): boolean {
  return /^2[23]|^54/.test(sqlState(error) ?? "");
}

/** Whether the connection is as good as before: the server refused one statement and goes on. */
export function isSpent(error: unknown): boolean {
  return !/^(?:2[235]|40|42|54|55|57014)/.test(sqlState(error) ?? "");
}

/** What a store method throws for whatever pg rejected with. */
export function storeFailure(error: unknown): PaymentsError {
  const state = sqlState(error);
  if (state?.startsWith("25P") === true) return endedTooEarly(error);
  if (isRefusal(error)) {
    return new PaymentsError(
      "internal_error",
      "The payments database refused a record that breaks a rule of its schema: see the cause.",
      { cause: error },
    );
  }
  const [fault, remedy] =
    state === null ? NO_ANSWER : (REMEDIES[state] ?? REMEDIES[state.slice(0, 2)] ?? UNKNOWN);
  return new PaymentsError(
    "store_unavailable",
    `The payments database ${fault}: ${remedy}, then repeat the request.`,
    { cause: error },
  );
}

/** A commit without an answer: everything was written, or nothing. */
export function unknownCommit(cause: unknown): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The payments database did not answer the commit, so nobody knows whether it happened: repeat the request.",
    { cause },
  );
}

/** A transaction that takes nothing more, because its work ended it or swallowed an error of its own. */
export function endedTooEarly(cause?: unknown): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The transaction was ended before its work was done: leave begin, commit and rollback to the store, and let the errors of tx pass.",
    { cause },
  );
}

/** What a deferred constraint of the application's refuses at the commit. */
export function refusedCommit(cause: unknown): PaymentsError {
  return new PaymentsError(
    "internal_error",
    "The commit was refused by a constraint that a handler's writes break: see the cause.",
    { cause },
  );
}

export function belongsElsewhere(): PaymentsError {
  return new PaymentsError(
    "internal_error",
    "This payment's id or PaymentIntent belongs to another payment: give every payment a random id.",
  );
}

/** The row keeps coming and going under the statement: somebody else keeps changing it. */
export function conflictsForEver(): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The payments database was busy with conflicting writes: wait a moment, then repeat the request.",
  );
}

/** The one client that was passed in is in the middle of something that is not ours. */
export function clientInUse(): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The store's client is not connected or inside a transaction of the application's: keep it for the store, or pass a pool.",
  );
}
