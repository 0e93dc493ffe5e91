import type { Store } from "@chargeonce/core";
import type { Fate } from "./plan.ts";

/** Everything through which a server touches the world, counted by name; at its fated call the process is gone. */
export interface MortalPorts {
  /** Runs one call through the count. */
  call<Result>(point: string, work: () => Promise<Result>): Promise<Result>;
  /** The store with every method counted: those inside a transaction, and the transaction as a whole. */
  store<Tx>(store: Store<Tx>): Store<Tx>;
  /** What the calls came to so far, by name. */
  readonly spent: ReadonlyMap<string, Spent>;
}

/** How many calls, and how long they took together; those that failed are not in it. */
export interface Spent {
  calls: number;
  ms: number;
}

export function mortalPorts(fate: Fate | null): MortalPorts {
  const counts = new Map<string, number>();
  const spent = new Map<string, Spent>();

  const call: MortalPorts["call"] = async (point, work) => {
    const count = (counts.get(point) ?? 0) + 1;
    counts.set(point, count);
    const here = fate?.point === point && fate.n === count;
    if (here && fate.when === "before") process.kill(process.pid, "SIGKILL");
    const began = performance.now();
    const result = await work();
    const sum = spent.get(point) ?? { calls: 0, ms: 0 };
    spent.set(point, { calls: sum.calls + 1, ms: sum.ms + performance.now() - began });
    if (here && fate.when === "after") process.kill(process.pid, "SIGKILL");
    return result;
  };

  /** The same object with every method run through `call`. */
  const watch = <Target extends object>(name: string, target: Target): Target =>
    new Proxy(target, {
      get(object, member, receiver) {
        const value: unknown = Reflect.get(object, member, receiver);
        if (typeof value !== "function") return value;
        return (...input: unknown[]) =>
          call(`${name}.${String(member)}`, () => Promise.resolve(value.apply(object, input)));
      },
    });

  return {
    call,
    spent,
    store: ({ payments, idempotency, events, feed, strays, transaction }) => ({
      payments: watch("payments", payments),
      idempotency: watch("idempotency", idempotency),
      events: watch("events", events),
      feed: watch("feed", feed),
      strays: watch("strays", strays),
      ...(transaction && {
        // `after` the whole of it: committed, and acknowledged to nobody.
        transaction: (work) =>
          call("transaction", () =>
            transaction((unit) =>
              work({
                payments: watch("payments", unit.payments),
                events: watch("events", unit.events),
                tx: unit.tx,
              }),
            ),
          ),
      }),
    }),
  };
}
