import { AsyncLocalStorage } from "node:async_hooks";
import type { DatabaseSync } from "node:sqlite";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { rollBack } from "./roll-back.ts";
import { BEGIN, createSession, type Ground, type OpenTransaction } from "./session.ts";
import { createTurns } from "./turns.ts";
import { closed, waitedTooLong, waitsForItself } from "./writer-failure.ts";

/** The one connection that writes: transactions and single writes take turns on it. */
export interface Writer {
  /** Runs one synchronous change in a transaction of its own. */
  write<Result>(change: () => Result): Promise<Result>;
  /**
   * Runs `work` in a transaction. The event loop goes on meanwhile; other writes wait, but not for work that takes long and
   * has written nothing.
   */
  transaction<Result>(work: (open: OpenTransaction) => Promise<Result>): Promise<Result>;
  /** Waits for every write that was begun, then runs `last` and refuses everything from then on. */
  close(last: () => void): Promise<void>;
  /** @throws PaymentsError `store_unavailable` when closed. */
  assertOpen(): void;
}

/** How long is waited, and for what. */
export interface Patience {
  /** How long a write waits for its turn: for other writes of this process, and for other processes. */
  readonly waitMs: number;
  /** How long a transaction may stay open after its first write. */
  readonly holdMs: number;
}

export function createWriter(database: DatabaseSync, { waitMs, holdMs }: Patience): Writer {
  const turns = createTurns();
  const current = new AsyncLocalStorage<{ over: boolean }>();
  let closing: Promise<void> | null = null;
  const assertOpen = () => {
    if (closing !== null) throw closed();
  };
  const ground: Ground = { database, turns, holder: null, waitMs, holdMs, assertOpen };

  async function closeAfterAll(last: () => void): Promise<void> {
    await turns.take();
    try {
      last();
    } finally {
      turns.pass();
    }
  }

  return {
    async write(change) {
      refuseFromWithin(current);
      assertOpen();
      const deadline = performance.now() + waitMs;
      if (!(await turns.take(waitMs))) throw waitedTooLong(waitMs);
      try {
        return await retryWhileBusy(() => changeAtOnce(database, change), deadline);
      } finally {
        turns.pass();
      }
    },
    async transaction(work) {
      refuseFromWithin(current);
      assertOpen();
      const session = createSession(ground);
      await session.begin();
      const state = { over: false };
      try {
        const result = await current.run(state, () => work(session.inside));
        state.over = true;
        session.commit();
        return result;
      } finally {
        state.over = true;
        session.end();
      }
    },
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

function refuseFromWithin(current: AsyncLocalStorage<{ over: boolean }>): void {
  if (current.getStore()?.over === false) throw waitsForItself();
}
