import { createHmac } from "node:crypto";
import type Stripe from "stripe";
import { type Reply, type Shop, WEBHOOK_SECRET } from "./shop.ts";

/** The simulator's event of this type, the last one. */
export function lastEvent(shop: Shop, type: string): Stripe.Event {
  const event = shop.simulator.events.list().findLast((each) => each.type === type);
  if (event === undefined) throw new Error(`Stripe has made no ${type}.`);
  return event;
}

/** A copy of an event, changed: members of the event itself, and of the object it is about. */
export function crafted(
  event: Stripe.Event,
  changes: { event?: object; object?: object },
): Record<string, unknown> & { id: string } {
  const data = { ...event.data, object: { ...event.data.object, ...changes.object } };
  return { ...structuredClone(event), data, ...changes.event };
}

/** Sends a body signed as Stripe signs it, whatever it says. */
export function deliverCrafted(
  shop: Shop,
  event: object,
  secret: string = WEBHOOK_SECRET,
): Promise<Reply> {
  const time = Math.floor(shop.clock.now().getTime() / 1000);
  const digest = createHmac("sha256", secret)
    .update(`${time}.${JSON.stringify(event)}`)
    .digest("hex");
  return shop.post("/webhook", event, {
    headers: { "stripe-signature": `t=${time},v1=${digest}` },
  });
}

/** An event that only `onEvent` cares about. */
export function payout(id: string, more: object = {}) {
  const object = { id: `po_${id}`, object: "payout", ...more };
  return { id, type: "payout.paid", livemode: false, created: 1_795_435_200, data: { object } };
}
