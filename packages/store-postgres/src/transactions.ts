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

// Said aloud, because a database may have another default: a row that was waited for is then read as it is now.
const BEGIN = "begin isolation level read committed";

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
          assertInside(loan.client);
        } catch (error) {
          await rollBack(loan);
          throw error;
        } finally {
          state.over = true;
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

/** Ends what may still be open. The error that led here is the one to tell. */
async function rollBack({ client, discard }: Loan): Promise<void> {
  if (client.getTransactionStatus() === "I") return;
  try {
    await client.query("rollback");
  } catch {
    discard();
  }
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
