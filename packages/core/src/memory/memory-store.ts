import type { Store } from "../ports/store.ts";
import { eventStore } from "./events.ts";
import { feedStore } from "./feed.ts";
import { idempotencyStore } from "./keys.ts";
import { paymentStore } from "./payments.ts";
import { createRowLocks, withRows } from "./row-locks.ts";
import { strayChargeStore } from "./strays.ts";
import { type Access, copyTables, emptyTables, type Tables } from "./tables.ts";

/** What a handler gets as `tx` from {@link memoryStore}: a way for its own effects to take part in the rollback. */
export interface MemoryTransaction {
  /** Names what takes an effect back. Called, the last one first, when the transaction does not commit. */
  onRollback(undo: () => void): void;
}

/**
 * A store in this process's memory, for tests and for trying the library out. Nothing outlives the process.
 *
 * Keeps every guarantee of the ports but durability. Writes run one after the other; reads see what was committed. A
 * transaction keeps the rows that it has read from every other write until it ends, and nothing else from anybody. A handler
 * that writes its own payment through the store itself, and not through its transaction's `unit`, waits for its own end.
 */
export function memoryStore(): Required<Store<MemoryTransaction>> {
  let tables: Tables = emptyTables();
  let lastTurn: Promise<unknown> = Promise.resolve();
  const rows = createRowLocks();

  const inTurn = <Result>(work: () => Result): Promise<Result> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };
  const read: Access = async (look) => look(tables);
  const write: Access = (change) => inTurn(() => change(tables));

  return {
    ...withRows(
      { payments: paymentStore(read, write), events: eventStore(read, write) },
      { beforeUpdate: rows.waitFor },
    ),
    idempotency: idempotencyStore(read, write),
    feed: feedStore(read, write),
    strays: strayChargeStore(read, write),
    async transaction(work) {
      const held = rows.hold();
      const undos: (() => void)[] = [];
      const changes: ((tables: Tables) => unknown)[] = [];
      let over = false;
      const assertOpen = () => {
        if (over) throw afterTheEnd();
      };
      /** What is committed, with what this transaction has changed so far. */
      const view = (): Tables => {
        const copy = copyTables(tables);
        for (const change of changes) change(copy);
        return copy;
      };
      const look: Access = async (each) => {
        assertOpen();
        return each(view());
      };
      const change: Access = async (each) => {
        assertOpen();
        const result = each(view());
        changes.push(each);
        return result;
      };
      try {
        const result = await work({
          ...withRows(
            { payments: paymentStore(look, change), events: eventStore(look, change) },
            { beforeUpdate: held.take, beforeFind: held.take },
          ),
          tx: {
            onRollback: (undo) => {
              assertOpen();
              undos.push(undo);
            },
          },
        });
        over = true;
        await inTurn(() => {
          tables = view();
        });
        return result;
      } catch (error) {
        for (const undo of undos.reverse()) undo();
        throw error;
      } finally {
        over = true;
        held.releaseAll();
      }
    },
  };
}

function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}
