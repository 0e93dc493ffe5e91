import type { Payment, Store } from "@chargeonce/core";
import type { Told } from "./history.ts";
import { ServerDied } from "./server-died.ts";
import type { World } from "./world.ts";

/** Runs one call of a server to what is outside of it, unless it is dead, or dies at it. */
export type Port = <Result>(what: string, work: () => Promise<Result>) => Promise<Result>;

/** The store, whose every call waits for its turn. A transaction has one turn for the whole of it. */
export function storeInTurn(world: World, port: Port, isDead: () => boolean): Store<unknown> {
  const { store, scheduler, history } = world;
  const each = <Target extends object>(target: Target, called: string): Target =>
    new Proxy(target, {
      get(object, name, receiver) {
        const member: unknown = Reflect.get(object, name, receiver);
        if (typeof member !== "function") return member;
        return (...input: unknown[]) =>
          port(`${called}.${String(name)}`, async () => {
            await scheduler.turn();
            const result: unknown = await scheduler.outside(() =>
              Promise.resolve(member.apply(object, input)),
            );
            if (called === "payments" && name === "update" && result === true)
              world.noteWrite(input[0]);
            if (called === "payments" && name === "update" && result === false)
              history.reached.add("an outdated write refused");
            return result;
          });
      },
    });
  const { transaction } = store;
  return {
    payments: each(store.payments, "payments"),
    idempotency: each(store.idempotency, "idempotency"),
    events: each(store.events, "events"),
    feed: each(store.feed, "feed"),
    strays: each(store.strays, "strays"),
    ...(transaction !== undefined &&
      world.plan.transactions && {
        transaction: (work) =>
          port("transaction", async () => {
            await scheduler.turn();
            const heard: Told[] = [];
            const written: Payment[] = [];
            const result = await scheduler.outside(() =>
              transaction(async (unit) => {
                const done = await world.hearing.run(heard, () =>
                  work({ ...unit, payments: noting(unit.payments, written) }),
                );
                // Whoever is dead commits nothing.
                if (isDead()) throw new ServerDied("before the commit");
                return done;
              }),
            );
            history.told.push(...heard);
            for (const payment of written) world.noteWrite(payment);
            return result;
          }),
      }),
  };
}

/** Sees what is written, so that it is judged once it is committed. */
function noting(payments: Store["payments"], written: Payment[]): Store["payments"] {
  return new Proxy(payments, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      if (name !== "update") return member.bind(object);
      return async (payment: Payment) => {
        const result = await object.update(payment);
        if (result) written.push(payment);
        return result;
      };
    },
  });
}
