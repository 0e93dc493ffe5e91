import {
  type MemoryTransaction,
  memoryStore,
  PaymentsError,
  type UnitOfWork,
} from "@chargeonce/core";
import {
  type BrokenStore,
  brokenStore,
  brokenSubject,
  effectsInMemory,
  guarded,
  type MemoryStore,
} from "./broken-store.ts";

const KEEPS: MemoryTransaction = { onRollback: () => undefined };

type Unit = UnitOfWork<MemoryTransaction>;

export const brokenTransactions: readonly BrokenStore[] = [
  brokenStore(
    "transaction is a name only: no rollback, no isolation, no order",
    ["TX-02", "TX-04", "TX-05", "TX-06", "TX-07", "TX-09", "TX-10", "TX-11"],
    (store) => ({
      ...store,
      transaction: (work) => work({ payments: store.payments, events: store.events, tx: KEEPS }),
    }),
  ),
  changedUnit(
    "the handler's effects stay when the transaction fails",
    ["TX-02", "TX-10"],
    (unit) => ({
      ...unit,
      tx: KEEPS,
    }),
  ),
  changedUnit(
    "the event is not written with the rest",
    ["TX-01", "TX-03", "TX-07", "TX-09"],
    (unit) => ({
      ...unit,
      events: { ...unit.events, update: async () => true },
    }),
  ),
  brokenStore("what the work throws is swallowed", ["TX-02", "TX-11"], (store) => ({
    ...store,
    transaction: async <Result>(work: (unit: Unit) => Promise<Result>) => {
      try {
        return await store.transaction(work);
      } catch {
        return undefined as Result; // the fault: a caller that awaits a result gets none
      }
    },
  })),
  brokenStore(
    "what the work throws is wrapped in another error",
    ["TX-02", "TX-04", "TX-05"],
    (store) => ({
      ...store,
      transaction: (work) =>
        store.transaction(work).catch((cause: unknown) => {
          throw new PaymentsError("store_unavailable", "The transaction failed.", { cause });
        }),
    }),
  ),
  brokenStore("the work's result is lost", ["TX-01", "TX-09", "TX-10"], (store) => ({
    ...store,
    transaction: async <Result>(work: (unit: Unit) => Promise<Result>) => {
      await store.transaction(work);
      return undefined as Result; // the fault
    },
  })),
  brokenStore(
    "the work reads what was committed before it",
    ["TX-03", "TX-06", "TX-09"],
    (store) => ({
      ...store,
      transaction: (work) =>
        store.transaction((unit) =>
          work({ ...unit, payments: { ...unit.payments, findById: store.payments.findById } }),
        ),
    }),
  ),
  brokenStore("everybody reads what an open transaction wrote", ["TX-04"], (store) => {
    const { open, transaction } = observed(store);
    return {
      ...store,
      payments: {
        ...store.payments,
        findById: (id) => (open.unit ?? store).payments.findById(id),
        findLive: (order) => (open.unit ?? store).payments.findLive(order),
      },
      transaction,
    };
  }),
  brokenStore("everybody writes into the open transaction", ["TX-05"], (store) => {
    const { open, transaction } = observed(store);
    return {
      ...store,
      payments: {
        ...store.payments,
        reserve: (payment) => (open.unit ?? store).payments.reserve(payment),
      },
      transaction,
    };
  }),
  changedUnit("a refused update spoils the transaction", ["TX-08"], (unit) => ({
    ...unit,
    payments: {
      ...unit.payments,
      update: async (payment) => {
        if (await unit.payments.update(payment)) return true;
        throw new Error("The transaction is aborted.");
      },
    },
  })),
  brokenStore("the unit goes on working after the end", ["TX-09"], (store) => ({
    ...store,
    transaction: (work) =>
      store.transaction((unit) => {
        let over = false;
        const whichever =
          <Args extends unknown[], Result>(
            inside: (...args: Args) => Result,
            outside: (...args: Args) => Result,
          ) =>
          (...args: Args) =>
            (over ? outside : inside)(...args);
        return work({
          ...unit,
          payments: {
            ...unit.payments,
            update: whichever(unit.payments.update, store.payments.update),
          },
        }).finally(() => {
          over = true;
        });
      }),
  })),
  brokenSubject("tx goes on working after the end", ["TX-10"], (subject) => {
    const effects = effectsInMemory();
    return {
      ...subject,
      effects: {
        seen: effects.seen,
        make: (tx, name) => {
          try {
            return effects.make(tx, name);
          } catch {
            return effects.make(KEEPS, name);
          }
        },
      },
    };
  }),
  brokenStore(
    "after a failed transaction nothing works any more",
    ["TX-02", "TX-05", "TX-11"],
    (store) => {
      let spoiled = false;
      return guarded(store, async (call) => {
        if (spoiled) throw new PaymentsError("store_unavailable", "The connection is spoiled.");
        try {
          return await call();
        } catch (error) {
          spoiled = !(error instanceof PaymentsError);
          throw error;
        }
      });
    },
  ),
  brokenSubject("what was acknowledged is gone after a restart", ["DURABLE-01"], (subject) => ({
    ...subject,
    reopen: async () => memoryStore(),
  })),
  brokenSubject("out of reach is taken for absent", ["OUTAGE-01"], (subject) => {
    const [store] = subject.stores;
    const forgiving = {
      ...store,
      payments: {
        ...store.payments,
        findById: (id: string) => store.payments.findById(id).catch(() => null),
      },
    };
    return { ...subject, stores: [forgiving, forgiving] };
  }),
];

/** Transactions whose work gets another unit. */
function changedUnit(
  fault: string,
  caughtBy: readonly string[],
  change: (unit: Unit) => Unit,
): BrokenStore {
  return brokenStore(fault, caughtBy, (store) => ({
    ...store,
    transaction: (work) => store.transaction((unit) => work(change(unit))),
  }));
}

/** Transactions that show their unit to everybody while they are open. */
function observed(store: MemoryStore) {
  const open: { unit?: Unit | undefined } = {};
  const transaction: MemoryStore["transaction"] = (work) =>
    store.transaction(async (unit) => {
      open.unit = unit;
      try {
        return await work(unit);
      } finally {
        open.unit = undefined;
      }
    });
  return { open, transaction };
}
