import type { Store, WebhookEventStore } from "@chargeonce/core";
import type { Flaw } from "./plan.ts";

/** An instant that has passed, at which others are mirrored. */
const MIRROR_MS = Date.UTC(2025, 0, 1);

/** The store broken in one way. */
export function flawedStore<Tx>(store: Store<Tx>, flaw: Flaw | null): Store<Tx> {
  if (flaw === null) return store;
  const { transaction } = store;
  return {
    ...store,
    events: flawedEvents(store.events, flaw),
    ...(transaction && {
      transaction: (work) =>
        transaction((unit) => work({ ...unit, events: flawedEvents(unit.events, flaw) })),
    }),
  };
}

function flawedEvents(events: WebhookEventStore, flaw: Flaw): WebhookEventStore {
  switch (flaw) {
    case "answers without recording":
      return { ...events, record: async (event) => ({ event, inserted: true }) };
    case "takes duplicates for new":
      return {
        ...events,
        // As an upsert does: the duplicate takes the place of what was done.
        async record(event) {
          const { event: stored, inserted } = await events.record(event);
          if (inserted) return { event, inserted };
          const again = { ...event, version: stored.version + 1 };
          await events.update(again);
          return { event: again, inserted: true };
        },
      };
    case "takes the last first":
      return {
        ...events,
        record: (event) =>
          events.record({
            ...event,
            // The later it came in, the longer it seems to have been due.
            nextAttemptAt:
              event.nextAttemptAt && new Date(2 * MIRROR_MS - event.nextAttemptAt.getTime()),
          }),
      };
  }
}
