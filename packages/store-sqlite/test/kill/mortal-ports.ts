import type { DatabaseSync } from "node:sqlite";
import type { Store } from "@chargeonce/core";
import type { SqliteStore } from "../../src/index.ts";
import type { Kill } from "./life.ts";

/** Everything through which a server touches the world, counted; at one call the process is gone. */
export interface MortalPorts {
  /** Runs one call through the count. */
  call<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The store with every method, those inside a transaction and the commit counted. */
  store(store: SqliteStore): Store<DatabaseSync>;
  calls(): number;
}

export function mortalPorts(kill: Kill | null): MortalPorts {
  let count = 0;

  const call = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    count += 1;
    const here = kill?.at === count;
    if (here && kill.when === "before") process.kill(process.pid, "SIGKILL");
    const result = await work();
    if (here && kill.when === "after") process.kill(process.pid, "SIGKILL");
    return result;
  };

  return {
    call,
    calls: () => count,
    store: (store) => ({
      payments: watch(store.payments, call),
      idempotency: watch(store.idempotency, call),
      events: watch(store.events, call),
      feed: watch(store.feed, call),
      strays: watch(store.strays, call),
      // `after` the whole of it: committed, and acknowledged to nobody.
      transaction: (work) =>
        call(() =>
          store.transaction((unit) =>
            work({
              payments: watch(unit.payments, call),
              events: watch(unit.events, call),
              tx: unit.tx,
            }),
          ),
        ),
    }),
  };
}

/** The same object with every method run through `call`. */
function watch<Target extends object>(target: Target, call: MortalPorts["call"]): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => call(() => Promise.resolve(member.apply(object, input)));
    },
  });
}
