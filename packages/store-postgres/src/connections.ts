import type { EventEmitter } from "node:events";
import type { Client, ClientBase, Pool } from "pg";
import { clientInUse, storeFailure } from "./postgres-failure.ts";

/** A connection that is ours until the work ends. */
export interface Loan {
  readonly client: ClientBase;
  /** Says that nobody can know what state the connection is in: it is closed instead of given back. */
  discard(): void;
}

/** Where connections come from. */
export interface Connections {
  /**
   * Lends a connection that is outside any transaction.
   *
   * @throws PaymentsError `store_unavailable` when there is none to be had.
   */
  lend<Result>(work: (loan: Loan) => Promise<Result>): Promise<Result>;
}

/** Connections out of a pool, or one client that works come to one after the other. */
export function connectionsOf(database: Pool | Client): Connections {
  surviveLosses(database);
  return isPool(database) ? fromPool(database) : oneClient(database);
}

export function isPool(database: Pool | Client): database is Pool {
  return "totalCount" in database;
}

/**
 * A connection that is lost while nothing runs on it is an `error` event of its own or of its pool, which ends a process
 * that does not listen: no restart of the database may do that. What it means for a payment shows at the next use.
 */
function surviveLosses(connection: EventEmitter): void {
  listenOnce(connection, "error", survive);
}

/** Several stores may share a pool. */
function listenOnce<Subject>(
  emitter: EventEmitter,
  event: string,
  listener: (subject: Subject) => void,
): void {
  if (!emitter.listeners(event).includes(listener)) emitter.on(event, listener);
}

function survive(): void {
  // The next statement goes over another connection, or says what is wrong.
}

function fromPool(pool: Pool): Connections {
  // It stops listening to a client a moment before whoever waited for it can begin.
  listenOnce(pool, "acquire", surviveLosses);
  return {
    async lend(work) {
      const client = await takeIdle(pool);
      let sound = true;
      const discard = () => {
        sound = false;
      };
      try {
        return await work({ client, discard });
      } finally {
        client.release(!sound); // one that was lost meanwhile the pool closes by itself
      }
    },
  };
}

/**
 * A connection that the application gave back in the middle of a transaction would take our writes into that
 * transaction, acknowledge them and lose them: such a one is closed.
 */
async function takeIdle(pool: Pool) {
  for (;;) {
    const client = await pool.connect().catch((error: unknown) => {
      throw storeFailure(error);
    });
    if (client.getTransactionStatus() === "I") return client;
    client.release(true);
  }
}

function oneClient(client: Client): Connections {
  let lastTurn: Promise<unknown> = Promise.resolve();
  return {
    lend(work) {
      const turn = lastTurn.then(() => {
        if (client.getTransactionStatus() !== "I") throw clientInUse();
        return work({ client, discard: () => undefined });
      });
      lastTurn = turn.catch(() => undefined);
      return turn;
    },
  };
}
