import type { Engine } from "../engine.ts";

/** Stripe sends an event again for up to thirty days. */
const KEPT_MS = 35 * 24 * 3_600_000;
const BATCH = 500;

/**
 * Removes handled events that Stripe will not send again; those that wait for somebody stay. How old one is, is told by
 * Stripe's clock alone: under one of ours that is ahead, what is still delivered would be handled a second time.
 *
 * @returns How many were removed.
 */
export async function removeOldEvents({ store, gateway }: Engine): Promise<number> {
  const stripeNow = gateway.timeAtStripe() ?? (await store.feed.find(gateway))?.readUntil;
  if (stripeNow === undefined) return 0;
  const before = new Date(stripeNow.getTime() - KEPT_MS);
  for (let removed = 0; ; ) {
    const batch = await store.events.removeHandled(gateway, before, BATCH);
    removed += batch;
    if (batch < BATCH) return removed;
  }
}
