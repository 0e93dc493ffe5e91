import { AsyncLocalStorage } from "node:async_hooks";
import type { DatabaseSync } from "node:sqlite";
import { PaymentsError } from "@chargeonce/core";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { rollBack } from "./roll-back.ts";
import { translated } from "./sqlite-failure.ts";
import { createTurns } from "./turns.ts";

/** One transaction of ours, from its begin to its end. */
export interface OpenTransaction {
  /** Uses the connection inside the transaction. @throws when the transaction has ended. */
  use<Result>(work: () => Result): Result;
}

/** The one connection that writes: transactions and single writes take turns on it. */
export interface Writer {
  /** Runs one synchronous change in a transaction of its own. */
  write<Result>(change: () => Result): Promise<Result>;
  /** Runs `work` in a transaction. The event loop goes on meanwhile; other writes wait. */
  transaction<Result>(work: (open: OpenTransaction) => Promise<Result>): Promise<Result>;
  /** Waits for everything that was begun, then runs `last` and refuses everything from then on. */
  close(last: () => void): Promise<void>;
  /** @throws PaymentsError `store_unavailable` when closed. */
  assertOpen(): void;
}

// Immediate: the write lock is taken now, so that what is read in the transaction holds until its end.
const BEGIN = "begin immediate";

/**
 * @param waitMs How long a write waits for its turn: for other writes of this process, and for other processes.
 */
export function createWriter(database: DatabaseSync, waitMs: number): Writer {
  const turns = createTurns();
  const current = new AsyncLocalStorage<{ over: boolean }>();
  let closing: Promise<void> | null = null;

  async function inTurn<Result>(work: (deadline: number) => Promise<Result>): Promise<Result> {
    refuseFromWithin(current);
    assertOpen();
    const deadline = performance.now() + waitMs;
    if (!(await turns.take(waitMs))) throw waitedTooLong(waitMs);
    try {
      return await work(deadline);
    } finally {
      turns.pass();
    }
  }

  function assertOpen(): void {
    if (closing === null) return;
    throw new PaymentsError(
      "store_unavailable",
      "The SQLite store was closed: open another with sqliteStore().",
    );
  }

  async function workInside<Result>(
    state: { over: boolean },
    work: (open: OpenTransaction) => Promise<Result>,
  ): Promise<Result> {
    const use: OpenTransaction["use"] = (each) => {
      if (state.over) throw afterTheEnd();
      assertStillOpen(database);
      return each();
    };
    try {
      return await work({ use });
    } finally {
      state.over = true;
    }
  }

  async function closeAfterAll(last: () => void): Promise<void> {
    await turns.take();
    try {
      last();
    } finally {
      turns.pass();
    }
  }

  return {
    write: (change) =>
      inTurn((deadline) => retryWhileBusy(() => changeAtOnce(database, change), deadline)),
    transaction: (work) =>
      inTurn(async (deadline) => {
        await retryWhileBusy(() => database.exec(BEGIN), deadline);
        try {
          const state = { over: false };
          const result = await current.run(state, () => workInside(state, work));
          translated(() => database.exec("commit"));
          return result;
        } catch (error) {
          rollBack(database);
          throw error;
        }
      }),
    async close(last) {
      refuseFromWithin(current);
      closing ??= closeAfterAll(last);
      await closing;
    },
    assertOpen,
  };
}

/**
 * One change in a transaction of its own, with no pause in which anything else could use the connection.
 *
 * The `commit` stands there in words because node:sqlite's `get()` swallows the error of a statement that commits by itself:
 * on a full disk an `insert … returning` looked acknowledged 501 times and was stored 15 times.
 */
function changeAtOnce<Result>(database: DatabaseSync, change: () => Result): Result {
  database.exec(BEGIN);
  try {
    const result = change();
    database.exec("commit");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Whoever waits for the end of the transaction that it runs in waits for ever. */
function refuseFromWithin(current: AsyncLocalStorage<{ over: boolean }>): void {
  if (current.getStore()?.over !== false) return;
  throw new Error(
    "This call waits for the end of the transaction that it runs in: use the handler's tx, or transaction's unit, instead of the store.",
  );
}

function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}

/**
 * SQLite ends a transaction by itself when the disk is full or fails, and a handler may do so by `tx`: whatever is
 * written after that would be committed alone, even where the error was caught.
 */
function assertStillOpen(database: DatabaseSync): void {
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

function waitedTooLong(waitMs: number): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    `Other writes held the payments database for ${waitMs} ms: keep handlers short, then repeat the request.`,
  );
}
