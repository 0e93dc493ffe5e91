import {
  type MemoryTransaction,
  memoryStore,
  PaymentsError,
  type Store,
  type UnitOfWork,
} from "@chargeonce/core";

/** A store whose calls are seen, and at which things happen: another server writes, the database is gone. */
export interface WatchedStore {
  readonly store: Store<MemoryTransaction>;
  /** `payments.update`, `transaction`, `unit.events.record`, in order. */
  readonly calls: string[];
  openTransactions(): number;
  /** Runs `act` once, at the next call of this name: before it reaches the store, or after it was executed there. */
  next(name: string, stage: "before" | "after", act: () => unknown): void;
}

/** What a store throws when its database does not answer. */
export function storeDown(): never {
  throw new PaymentsError("store_unavailable", "The database does not answer; try again.");
}

/** The same store without transactions: handlers run at least once. */
export function withoutTransactions(): Store<MemoryTransaction> {
  const { transaction: _none, ...stores } = memoryStore();
  return stores;
}

/** Both kinds of store that the rules must hold on. */
export const BOTH_STORES = [
  { kind: "a store with transactions", make: (): Store<MemoryTransaction> => memoryStore() },
  { kind: "a store without transactions", make: withoutTransactions },
] as const;

export function watchStore(inner: Store<MemoryTransaction> = memoryStore()): WatchedStore {
  const calls: string[] = [];
  const watches: { name: string; stage: "before" | "after"; act: () => unknown }[] = [];
  let open = 0;

  const strike = async (name: string, stage: "before" | "after") => {
    const index = watches.findIndex((each) => each.name === name && each.stage === stage);
    if (index === -1) return;
    const [watch] = watches.splice(index, 1);
    await watch?.act();
  };
  const run = async <Result>(name: string, call: () => Promise<Result>): Promise<Result> => {
    calls.push(name);
    await strike(name, "before");
    const result = await call();
    await strike(name, "after");
    return result;
  };
  const watch = <Target extends object>(target: Target, name: string): Target =>
    new Proxy(target, {
      get(object, member, receiver) {
        const method: unknown = Reflect.get(object, member, receiver);
        if (typeof method !== "function") return method;
        return (...input: unknown[]) =>
          run(`${name}.${String(member)}`, () => Promise.resolve(method.apply(object, input)));
      },
    });
  const inside = ({ payments, events, tx }: UnitOfWork<MemoryTransaction>) => ({
    payments: watch(payments, "unit.payments"),
    events: watch(events, "unit.events"),
    tx,
  });

  const { transaction } = inner;
  const store: Store<MemoryTransaction> = {
    payments: watch(inner.payments, "payments"),
    idempotency: watch(inner.idempotency, "idempotency"),
    events: watch(inner.events, "events"),
    feed: watch(inner.feed, "feed"),
    strays: watch(inner.strays, "strays"),
    ...(transaction && {
      transaction: (work) =>
        run("transaction", async () => {
          open += 1;
          try {
            return await transaction((unit) => work(inside(unit)));
          } finally {
            open -= 1;
          }
        }),
    }),
  };
  return {
    store,
    calls,
    openTransactions: () => open,
    next: (name, stage, act) => void watches.push({ name, stage, act }),
  };
}
