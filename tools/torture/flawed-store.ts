import type { Store, WebhookEventStore } from "@chargeonce/core";
import type { Flaw } from "./plan.ts";

/** More than any worker's places, so that the last of them is another one than the first. */
const MANY = 50;

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
        async record(event) {
          await events.record(event);
          return { event, inserted: true };
        },
      };
    case "takes the last first":
      return {
        ...events,
        async takeDue({ takenUntil: _, ...query }) {
          const due = await events.listDue({ ...query, limit: MANY });
          return due.slice(-query.limit).reverse();
        },
      };
  }
}
