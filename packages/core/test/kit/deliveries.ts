import Stripe from "stripe";
import { handle, process, raw } from "./customer.ts";
import { createShop, type Shop, WEBHOOK_SECRET } from "./shop.ts";

/** 2026-11-23T12:00:00Z in Unix seconds, where a shop's clock stands. */
export const NOW = 1_795_435_200;

/** The `Stripe-Signature` of a payload, by Stripe's own library. */
export function sign(payload: string, timestamp = NOW, secret = WEBHOOK_SECRET): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/**
 * Delivers a body as Stripe does.
 *
 * @param signature null to send none; without it the body is signed well.
 */
export async function deliver(shop: Shop, body: object | string, signature?: string | null) {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const header = signature === undefined ? sign(payload) : signature;
  const answer = await handle(shop.payments, {
    path: "/webhook",
    headers: header === null ? {} : { "stripe-signature": header },
    body: raw(payload),
  });
  return { status: answer.status, body: JSON.parse(answer.body) };
}

/** A shop whose `order_1` was paid in the app, and Stripe's event about it that nobody has heard yet. */
export async function paidInTheApp(options: Parameters<typeof createShop>[0] = {}) {
  const shop = createShop(options);
  const { client_secret } = (await process(shop)).body;
  shop.simulator.confirmOnClient(client_secret, { paymentMethod: "pm_card_visa" });
  const event = shop.simulator.events
    .list()
    .find(({ type }) => type === "payment_intent.succeeded");
  if (event === undefined) throw new Error("The simulator told no success.");
  return { shop, event };
}
