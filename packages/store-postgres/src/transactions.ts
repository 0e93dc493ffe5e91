import { AsyncLocalStorage } from "node:async_hooks";
import type { ClientBase } from "pg";
import type { Connections, Loan } from "./connections.ts";
import {
  endedTooEarly,
  isConflict,
  isRefusal,
  refusedCommit,
  storeFailure,
  unknownCommit,
} from "./postgres-failure.ts";

/** One transaction of ours, from its begin to its end. */
export interface OpenTransaction {
  readonly client: ClientBase;
  /** @throws Error when the transaction has ended; PaymentsError `store_unavailable` when its work ended it. */
  assertOpen(): void;
}

export interface Transactions {
  /** Runs `work` in a transaction of its own, on a connection of its own. */
  run<Result>(work: (open: OpenTransaction) => Promise<Result>): Promise<Result>;
  /** @throws Error for a call from inside a transaction: it would wait for that one's locks, or for its connection. */
  refuseFromWithin(): void;
}

/** A lock is waited for so long where the application has set no `lock_timeout`. */
const LOCK_MS = 5_000;

/** So long a statement that was left running may hold up the rollback. */
const ROLLBACK_MS = 1_000;

// The level is said aloud, because a database may have another default: a row that was waited for is then read as it is now.
// A handler that waits for a lock, or a request that waits for a handler, must not keep its connection for ever.
const BEGIN = `begin isolation level read committed; select set_config('lock_timeout', '${LOCK_MS}', true) where current_setting('lock_timeout') = '0'`;

export function createTransactions(connections: Connections): Transactions {
  const current = new AsyncLocalStorage<{ over: boolean }>();

  function refuseFromWithin(): void {
    if (current.getStore()?.over !== false) return;
    throw new Error(
      "This call waits for the end of the transaction that it runs in: use the handler's tx, or transaction's unit, instead of the store.",
    );
  }

  return {
    refuseFromWithin,
    async run(work) {
      refuseFromWithin();
      return connections.lend(async (loan) => {
        await begin(loan);
        const state = { over: false };
        const assertOpen = () => {
          if (state.over) throw afterTheEnd();
          assertInside(loan.client);
        };
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await current.run(state, () => work({ client: loan.client, assertOpen }));
          state.over = true;
          assertInside(loan.client);
        } catch (error) {
          // First of all: what a handler whose time is over still writes would come after the rollback, and stay.
          state.over = true;
          await rollBack(loan);
          throw error;
        }
        await commit(loan);
        return result;
      });
    },
  };
}

async function begin({ client, discard }: Loan): Promise<void> {
  try {
    await client.query(BEGIN);
  } catch (error) {
    discard();
    throw storeFailure(error);
  }
}

async function commit({ client, discard }: Loan): Promise<void> {
  const { command } = await client.query("commit").catch((error: unknown) => {
    // The server says why it took everything back; or nobody says anything, and both may be true.
    if (isRefusal(error)) throw refusedCommit(error);
    if (isConflict(error)) throw storeFailure(error);
    discard();
    throw unknownCommit(error);
  });
  // Postgres answers the commit of a failed transaction with "ROLLBACK", and that is no error.
  if (command !== "COMMIT") throw endedTooEarly();
}

/**
 * Ends what may still be open. The error that led here is the one to tell. A handler whose time is over may have left a
 * statement that runs on, and the rollback would wait for it: then the connection is closed instead.
 */
async function rollBack({ client, discard }: Loan): Promise<void> {
  if (client.getTransactionStatus() === "I") return;
  const rolledBack = client.query("rollback").then(
    () => true,
    () => false,
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ROLLBACK_MS, false);
  });
  const ended = await Promise.race([rolledBack, isLate]);
  clearTimeout(timer);
  if (!ended) discard();
}

/** A handler that ended the transaction by itself: whatever is written after that would be committed alone. */
function assertInside(client: ClientBase): void {
  if (client.getTransactionStatus() === "I") throw endedTooEarly();
}

function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}
