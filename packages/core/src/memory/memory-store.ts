import type { Store } from "../ports/store.ts";
import { eventStore } from "./events.ts";
import { feedStore } from "./feed.ts";
import { idempotencyStore } from "./keys.ts";
import { paymentStore } from "./payments.ts";
import { type Access, copyTables, emptyTables, type Tables } from "./tables.ts";

/** What a handler gets as `tx` from {@link memoryStore}: a way for its own effects to take part in the rollback. */
export interface MemoryTransaction {
  /** Names what takes an effect back. Called, the last one first, when the transaction does not commit. */
  onRollback(undo: () => void): void;
}

/**
 * A store in this process's memory, for tests and for trying the library out. Nothing outlives the process.
 *
 * Keeps every guarantee of the ports but durability. Writes and transactions run one after the other; reads see
 * what was committed. A handler that writes to the store itself, and not through its transaction's `unit`,
 * waits for its own end for ever.
 */
export function memoryStore(): Required<Store<MemoryTransaction>> {
  let tables: Tables = emptyTables();
  let lastTurn: Promise<unknown> = Promise.resolve();

  const inTurn = <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };
  const read: Access = async (look) => look(tables);
  const write: Access = (change) => inTurn(() => change(tables));

  return {
    payments: paymentStore(read, write),
    idempotency: idempotencyStore(read, write),
    events: eventStore(read, write),
    feed: feedStore(read, write),
    transaction: (work) =>
      inTurn(async () => {
        const draft = copyTables(tables);
        const undos: (() => void)[] = [];
        let over = false;
        const inside: Access = async (use) => {
          if (over) throw afterTheEnd();
          return use(draft);
        };
        const onRollback = (undo: () => void) => {
          if (over) throw afterTheEnd();
          undos.push(undo);
        };
        try {
          const result = await work({
            payments: paymentStore(inside, inside),
            events: eventStore(inside, inside),
            tx: { onRollback },
          });
          tables = draft;
          return result;
        } catch (error) {
          for (const undo of undos.reverse()) undo();
          throw error;
        } finally {
          over = true;
        }
      }),
  };
}

function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}
