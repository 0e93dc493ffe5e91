import type { MemoryTransaction, Payments, PaymentsOptions, Store } from "@chargeonce/core";
import Stripe from "stripe";
import type { Shop, ShopContext } from "../../kit/shop.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * A server whose every port call waits for its turn. A call to Stripe takes two: it arrives, and its answer does;
 * a share of the answers is lost on the way.
 */
export function racingServer(
  shop: Shop,
  scheduler: Scheduler,
  losses: { random: () => number; share: number },
  options: Partial<PaymentsOptions<ShopContext, MemoryTransaction>> = {},
): Payments<ShopContext> {
  const { store } = shop;
  const watched: Store<MemoryTransaction> = {
    payments: inTurn(store.payments, scheduler),
    idempotency: inTurn(store.idempotency, scheduler),
    events: inTurn(store.events, scheduler),
    feed: inTurn(store.feed, scheduler),
    strays: inTurn(store.strays, scheduler),
    ...(store.transaction && {
      // One turn for the whole of it: the store lets nobody else in meanwhile.
      transaction: async (work) => {
        await scheduler.turn();
        if (store.transaction === undefined) throw new Error("The store lost its transactions.");
        return store.transaction(work);
      },
    }),
  };
  const stripe = new Stripe(shop.simulator.keys.secretKey, {
    httpClient: Stripe.createFetchHttpClient(async (input, init) => {
      await scheduler.turn();
      const response = await shop.simulator.fetch(input, init);
      await scheduler.turn();
      if (losses.random() < losses.share) throw new TypeError("The connection was lost.");
      return response;
    }),
    telemetry: false,
  });
  return shop.another({ store: watched, stripe, ...options });
}

function inTurn<Target extends object>(target: Target, scheduler: Scheduler): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      return async (...input: unknown[]) => {
        await scheduler.turn();
        return member.apply(object, input);
      };
    },
  });
}
