import type { Store } from "@chargeonce/core";

/** What only some stores can do. A law that needs one of these is not run on a store without it, and is reported. */
export type StoreCapability = "transaction" | "durability" | "outage";

/** What a law is tried on. Made anew, and empty, for every law. */
export interface StoreSubject<Tx> {
  /** Two doors to the same data, as two servers have. The same store twice where data cannot be shared. */
  readonly stores: readonly [Store<Tx>, Store<Tx>];
  /** For `transaction`: what a handler writes with `tx`, and a look at it by other means than the store's. */
  readonly effects?: {
    make(tx: Tx, name: string): Promise<void> | void;
    /** The names of the effects that are committed, in the order of their making. */
    seen(): Promise<string[]> | string[];
  };
  /** For `durability`: opens the same data anew, as after a restart. */
  readonly reopen?: () => Promise<Store<Tx>>;
  /** For `outage`: cuts every door off from its data. */
  readonly cutOff?: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** One guarantee of the store ports, to be registered in any test runner. */
export interface StoreLaw {
  readonly id: string;
  readonly title: string;
  readonly needs?: StoreCapability;
  /**
   * Tries the law on a subject of its own.
   *
   * @throws AssertionError when the law is broken; Error when the subject lacks what the law needs.
   */
  run<Tx>(make: () => Promise<StoreSubject<Tx>>): Promise<void>;
}

type Trial = <Tx>(subject: StoreSubject<Tx>) => Promise<void>;

/** A law that every store must keep. */
export function law(id: string, title: string, trial: Trial): StoreLaw {
  return { id, title, run: onOwnSubject(trial) };
}

/** A law about transactions. */
export function transactionLaw(
  id: string,
  title: string,
  trial: <Tx>(subject: TransactionSubject<Tx>) => Promise<void>,
): StoreLaw {
  return {
    id,
    title,
    needs: "transaction",
    run: onOwnSubject(async ({ stores: [one, other], effects }) => {
      if (!isTransactional(one) || !isTransactional(other) || effects === undefined) {
        throw new Error(`${id} needs stores with transaction, and effects to look at.`);
      }
      await trial({ one, other, effects });
    }),
  };
}

/** What a law about transactions gets: both doors can do it, and effects can be seen. */
export interface TransactionSubject<Tx> {
  readonly one: Required<Store<Tx>>;
  readonly other: Required<Store<Tx>>;
  readonly effects: NonNullable<StoreSubject<Tx>["effects"]>;
}

function isTransactional<Tx>(store: Store<Tx>): store is Required<Store<Tx>> {
  return store.transaction !== undefined;
}

/** A law that needs the subject's own means to restart it or to cut it off. */
export function lawThatNeeds<Means extends "reopen" | "cutOff">(
  means: Means,
  id: string,
  title: string,
  trial: <Tx>(
    stores: StoreSubject<Tx>["stores"],
    act: NonNullable<StoreSubject<Tx>[Means]>,
  ) => Promise<void>,
): StoreLaw {
  return {
    id,
    title,
    needs: means === "reopen" ? "durability" : "outage",
    run: onOwnSubject(async (subject) => {
      const act = subject[means];
      if (act === undefined) throw new Error(`${id} needs a subject with ${means}.`);
      await trial(subject.stores, act);
    }),
  };
}

function onOwnSubject(trial: Trial): StoreLaw["run"] {
  return async (make) => {
    const subject = await make();
    try {
      await trial(subject);
    } finally {
      await subject.dispose();
    }
  };
}
