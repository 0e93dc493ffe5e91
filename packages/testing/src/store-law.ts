import type { Store } from "@chargeonce/core";
import type { Racer } from "./race/racer.ts";

/** What only some stores can do. A law that needs one of these is not run on a store without it, and is reported. */
export type StoreCapability = "transaction" | "durability" | "outage" | "processes";

/** Two at least, so that one can look at what the other did. */
export type Doors<Each> = readonly [Each, Each, ...Each[]];

/** What a law is tried on. Made anew, and empty, for every law. */
export interface StoreSubject<Tx> {
  /**
   * Doors to the same data, as servers have, each with connections of its own: two, and more for wilder races. The same
   * store twice where data cannot be shared.
   */
  readonly stores: Doors<Store<Tx>>;
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
  /** For `processes`: how a process is started that opens the same data and enters a race on it. */
  readonly racer?: Racer;
  readonly dispose: () => Promise<void>;
}

/** One guarantee of the store ports, to be registered in any test runner. */
export interface StoreLaw {
  readonly id: string;
  readonly title: string;
  /** All of these. */
  readonly needs: readonly StoreCapability[];
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
  return { id, title, needs: [], run: onOwnSubject(trial) };
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
    needs: ["transaction"],
    run: onOwnSubject(async ({ stores, effects }) => {
      const doors = stores.filter(isTransactional);
      const [one, other, ...more] = doors;
      const all = doors.length === stores.length;
      if (one === undefined || other === undefined || !all || effects === undefined) {
        throw new Error(`${id} needs stores with transaction, and effects to look at.`);
      }
      await trial({ one, other, doors: [one, other, ...more], effects });
    }),
  };
}

/** What a law about transactions gets: all doors can do it, and effects can be seen. */
export interface TransactionSubject<Tx> {
  readonly doors: Doors<Required<Store<Tx>>>;
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
    needs: [means === "reopen" ? "durability" : "outage"],
    run: onOwnSubject(async (subject) => {
      const act = subject[means];
      if (act === undefined) throw new Error(`${id} needs a subject with ${means}.`);
      await trial(subject.stores, act);
    }),
  };
}

/** A law about processes. The trial gets the racer, and what is seen from here. */
export function processLaw(
  id: string,
  title: string,
  needs: readonly StoreCapability[],
  trial: <Tx>(racer: Racer, store: Store<Tx>) => Promise<void>,
): StoreLaw {
  return {
    id,
    title,
    needs: ["processes", ...needs],
    run: onOwnSubject(async ({ racer, stores: [store] }) => {
      if (racer === undefined) throw new Error(`${id} needs a subject with racer.`);
      await trial(racer, store);
    }),
  };
}

/** The n-th caller's door: as many callers as wanted are spread over the doors there are. */
export function doorOf<Each>(stores: Doors<Each>, n: number): Each {
  return stores[n % stores.length] ?? stores[0];
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
