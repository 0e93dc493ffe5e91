import type { Engine } from "../engine.ts";

/** Stripe sends an event again for up to thirty days. */
const KEPT_MS = 35 * 24 * 3_600_000;
const BATCH = 500;

/** Removes handled events that Stripe will not send again; those that wait for somebody stay. @returns How many. */
export async function removeOldEvents({ store, clock }: Engine): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS);
  for (let removed = 0; ; ) {
    const batch = await store.events.removeHandled(before, BATCH);
    removed += batch;
    if (batch < BATCH) return removed;
  }
}
