import { setTimeout as sleep } from "node:timers/promises";
import type { ShopOrder } from "./orders.ts";
import type { Shop } from "./shop.ts";

export interface CustomerOptions {
  readonly shop: Shop;
  readonly name: string;
  /** Tried in turn when one is declined. */
  readonly cards: readonly string[];
  /** Whether the app tries again when the server dies under a request, or is never seen again. */
  readonly comesBack: boolean;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: parsed JSON, asserted by the test that reads it
  readonly body: any;
}

/** Thrown inside a customer's app whose server died and who does not come back. */
class Gone extends Error {}

/** Another device's card may take the payment of this one's, which starts over then. */
const MOST_STARTS = 10;
const MOST_TRIES = 200;
const PAUSE_MS = 25;

/**
 * Pays an order as an app does: one key a tap, kept across retries, and from the beginning when it is told to start over.
 *
 * @returns The last status or error code it was told; `gone` when it did not come back.
 */
export async function pay(customer: CustomerOptions, order: ShopOrder): Promise<string> {
  let taps = 0;
  const nextKey = () => `${customer.name}-tap-${++taps}`;
  try {
    for (let starts = 1; ; starts += 1) {
      const told = await payOrder(customer, order, nextKey);
      if (told !== "payment_canceled" || starts === MOST_STARTS) return told;
    }
  } catch (error) {
    if (error instanceof Gone) return "gone";
    throw error;
  }
}

async function payOrder(
  customer: CustomerOptions,
  order: ShopOrder,
  nextKey: () => string,
): Promise<string> {
  const { shop } = customer;
  const [card = "pm_card_visa", ...otherCards] = customer.cards;
  const tap = (path: string, body: object) => send(customer, { path, body, key: nextKey() });

  const processed = await tap("/process", {
    order_id: order.id,
    amount: order.amount,
    currency: order.currency,
    payment_method_id: card,
  });
  if (processed.status !== 200) return String(processed.body.error?.code);
  const secret = String(processed.body.client_secret);
  const confirm = (method?: string) =>
    tap("/confirm", {
      payment_intent_client_secret: secret,
      ...(method === undefined ? {} : { payment_method_id: method }),
    });

  let reply = await confirm(card);
  while (reply.body.status !== "succeeded") {
    const nextCard = otherCards[0];
    if (reply.body.status === "requires_action") {
      authenticate(shop, secret);
      reply = await confirm();
    } else if (reply.status === 402 && nextCard !== undefined) {
      otherCards.shift();
      reply = await confirm(nextCard);
    } else break;
  }
  return String(reply.body.status ?? reply.body.error?.code);
}

/** Sends until there is an answer that another try would not better. */
async function send(
  { shop, comesBack }: CustomerOptions,
  { path, body, key }: { path: string; body: object; key: string },
): Promise<Reply> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const server = await shop.server();
    const reply = await post(`${server.url}${path}`, body, key);
    if (reply !== null && reply.body.error?.retryable !== true) return reply;
    if (reply !== null) {
      await sleep(PAUSE_MS);
      continue;
    }
    await server.killed;
    if (!comesBack) throw new Gone();
  }
  throw new Error(`${path} was not answered in ${MOST_TRIES} tries.`);
}

/** @returns null when the connection broke. */
export async function post(url: string, body: object, key?: string): Promise<Reply | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  }
}

/** 3-D Secure is completed at the bank, unless that has happened already. */
function authenticate({ simulator }: Shop, secret: string): void {
  const paymentIntentId = String(secret.split("_secret_")[0]);
  const [intent] = simulator.ledger.paymentIntents({ paymentIntentId });
  if (intent?.status === "requires_action") simulator.authenticate(paymentIntentId, "complete");
}
