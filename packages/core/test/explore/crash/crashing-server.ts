import type { MemoryTransaction, Payments, Store } from "@chargeonce/core";
import Stripe from "stripe";
import type { Shop, ShopContext } from "../../kit/shop.ts";

/** A server that is gone from its n-th port call on: before the call reached anybody, or after it was executed. */
export interface CrashingServer {
  readonly payments: Payments<ShopContext>;
  /** Rejects when the server dies. */
  readonly death: Promise<never>;
  /** Port calls so far: stores, Stripe, handlers' commits. */
  calls(): number;
}

class Crash extends Error {}

/** @param at 0 for "never". */
export function crashingServer(shop: Shop, at: number, when: "before" | "after"): CrashingServer {
  let count = 0;
  let dead = false;
  let die: (error: Crash) => void = () => undefined;
  const death = new Promise<never>((_resolve, reject) => {
    die = reject;
  });
  death.catch(() => undefined);
  const never = <Result>() => new Promise<Result>(() => undefined);

  /** Counts a call and lets the server die there. Inside a transaction the death rolls back. */
  const port = async <Result>(
    call: () => Promise<Result>,
    inTransaction = false,
  ): Promise<Result> => {
    if (dead) return inTransaction ? Promise.reject(new Crash()) : never();
    count += 1;
    const here = count === at;
    const crash = (): Promise<Result> => {
      dead = true;
      die(new Crash(`The server died at call ${at}, ${when} it.`));
      return inTransaction ? Promise.reject(new Crash()) : never();
    };
    if (here && when === "before") return crash();
    const result = await call();
    if (here && when === "after") return crash();
    return dead ? never() : result;
  };

  const { store } = shop;
  const watched: Store<MemoryTransaction> = {
    payments: watch(store.payments, (call) => port(call)),
    idempotency: watch(store.idempotency, (call) => port(call)),
    events: watch(store.events, (call) => port(call)),
    feed: watch(store.feed, (call) => port(call)),
    strays: watch(store.strays, (call) => port(call)),
    ...(store.transaction && {
      transaction: async (work) => {
        const { transaction } = store;
        if (transaction === undefined || dead) return never();
        try {
          // The commit is a call of its own: `after` means that it was acknowledged to nobody.
          return await port(() =>
            transaction((unit) =>
              work({
                payments: watch(unit.payments, (call) => port(call, true)),
                events: watch(unit.events, (call) => port(call, true)),
                tx: unit.tx,
              }),
            ),
          );
        } catch (error) {
          if (error instanceof Crash) return never();
          throw error;
        }
      },
    }),
  };
  const stripe = new Stripe(shop.simulator.keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient((input, init) =>
      port(() => shop.simulator.fetch(input, init)),
    ),
    telemetry: false,
  });
  return { payments: shop.another({ store: watched, stripe }), death, calls: () => count };
}

/** The same object with every method run through `port`. */
function watch<Target extends object>(
  target: Target,
  port: <Result>(call: () => Promise<Result>) => Promise<Result>,
): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => port(() => Promise.resolve(member.apply(object, input)));
    },
  });
}
