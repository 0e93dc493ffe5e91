import type { Payments } from "@chargeonce/core";
import type { PostOptions, Reply, Shop, ShopContext } from "../../kit/shop.ts";
import type { CrashingServer } from "./crashing-server.ts";

/** A customer's app: one key per tap, kept across retries, whichever server answers. */
export interface Customer {
  /** Pays one order to the end. @returns The last answer. */
  pay(
    order: { id: string; amount: number; currency: string },
    cards: readonly string[],
  ): Promise<Reply>;
}

const MOST_TRIES = 8;

/** Keys of different customers differ. */
let customers = 0;

/** @param servers Asked in turn: who dies is followed by the next; the last one stays. */
export function createCustomer(
  shop: Shop,
  servers: readonly (CrashingServer | Payments<ShopContext>)[],
): Customer {
  const name = ++customers;
  let current = 0;
  let taps = 0;

  const send = async (path: string, body: object, options: PostOptions = {}): Promise<Reply> => {
    const key = `customer-${name}-tap-${++taps}`;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const reply = await once(path, body, { key, ...options });
      if (reply !== null && reply.body.error?.retryable !== true) return reply;
      shop.clock.advance({ seconds: 2 });
    }
    throw new Error(`${path} was not answered in ${MOST_TRIES} tries.`);
  };

  /** @returns null when the server died under the request. */
  const once = async (path: string, body: object, options: PostOptions): Promise<Reply | null> => {
    const server = servers[Math.min(current, servers.length - 1)];
    if (server === undefined) throw new Error("There is no server.");
    if (!("death" in server)) return shop.post(path, body, { ...options, to: server });
    try {
      return await Promise.race([
        shop.post(path, body, { ...options, to: server.payments }),
        server.death,
      ]);
    } catch {
      current += 1;
      return null;
    }
  };

  return {
    async pay(order, cards) {
      const [card = "pm_card_visa", ...more] = cards;
      const processed = await send("/process", {
        order_id: order.id,
        amount: order.amount,
        currency: order.currency,
        payment_method_id: card,
      });
      if (processed.status !== 200) return processed;
      const secret = processed.body.client_secret;
      const confirm = (method?: string) =>
        send("/confirm", {
          payment_intent_client_secret: secret,
          ...(method === undefined ? {} : { payment_method_id: method }),
        });
      let reply = await confirm(card);
      for (let step = 0; step < 6 && reply.body.status !== "succeeded"; step += 1) {
        if (reply.body.status === "requires_action") {
          authenticate(shop, secret);
          reply = await confirm();
        } else if (reply.status === 402) {
          const next = more.shift();
          if (next === undefined) return reply;
          reply = await confirm(next);
        } else return reply;
      }
      return reply;
    },
  };
}

/** The customer completes 3-D Secure, unless that has happened already. */
function authenticate(shop: Shop, secret: string): void {
  const id = String(secret.split("_secret_")[0]);
  const [intent] = shop.simulator.ledger.paymentIntents({ paymentIntentId: id });
  if (intent?.status === "requires_action") shop.simulator.authenticate(id, "complete");
}
