import type { TakeQuery } from "../ports/queries.ts";
import type { WebhookEventStore } from "../ports/webhook-event-store.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import {
  type Access,
  copyOrNull,
  dueOf,
  isHeld,
  ownerKey,
  pageOf,
  sameOwner,
  type Tables,
  take,
} from "./tables.ts";

export function eventStore(read: Access, write: Access): WebhookEventStore {
  return {
    record: (event) =>
      write(({ events }) => {
        const stored = events.get(keyOf(event));
        if (stored !== undefined) return { event: structuredClone(stored), inserted: false };
        events.set(keyOf(event), structuredClone(event));
        return { event: structuredClone(event), inserted: true };
      }),
    update: (event) =>
      write(({ events, taken }) => {
        if (events.get(keyOf(event))?.version !== event.version - 1) return false;
        events.set(keyOf(event), structuredClone(event));
        taken.delete(keyOf(event));
        return true;
      }),
    findById: (owner, id) => read(({ events }) => copyOrNull(events.get(ownerKey(owner) + id))),
    takeDue: (query) =>
      write((tables) => {
        const due = dueOf(pendingOf(tables), nextAttemptAtOf, query);
        const inHand = paymentsInHand(tables, query);
        const next = due.filter(isFirstOfItsPayment);
        return take(
          next.filter(({ paymentIntentId }) => !inHand.has(paymentIntentId)),
          tables,
          query,
          keyOf,
        );
      }),
    listDue: (query) =>
      read((tables) =>
        dueOf(pendingOf(tables), nextAttemptAtOf, query)
          .slice(0, query.limit)
          .map((each) => structuredClone(each)),
      ),
    findUnknown: (owner, ids) =>
      read(({ events }) => ids.filter((id) => !events.has(ownerKey(owner) + id))),
    list: ({ status, type, paymentIntentId, unheard, ...query }) =>
      read(({ events }) => {
        const wanted = [...events.values()].filter(
          (each) =>
            sameOwner(each, query) &&
            (status === undefined || each.status === status) &&
            (type === undefined || each.type === type) &&
            (unheard === undefined || each.unheard === unheard) &&
            (paymentIntentId === undefined || each.paymentIntentId === paymentIntentId),
        );
        return pageOf(wanted, ({ receivedAt, id }) => ({ at: receivedAt, id }), query);
      }),
    summarize: (owner) =>
      read(({ events }) => {
        const own = [...events.values()].filter((each) => sameOwner(each, owner));
        const pending = own.filter(({ status }) => status === "pending");
        const receivedAt = (of: readonly WebhookEvent[]) =>
          of.map((each) => each.receivedAt.getTime());
        return {
          pending: pending.length,
          oldestPendingAt: pending.length === 0 ? null : new Date(Math.min(...receivedAt(pending))),
          dead: own.filter(({ status }) => status === "dead").length,
          lastReceivedAt: own.length === 0 ? null : new Date(Math.max(...receivedAt(own))),
        };
      }),
    removeHandled: (owner, createdBefore, limit) =>
      write(({ events }) => {
        const old = [...events.values()]
          .filter((each) => sameOwner(each, owner))
          .filter(({ status }) => status === "done" || status === "ignored")
          .filter(({ createdAt }) => createdAt < createdBefore)
          .slice(0, limit);
        for (const each of old) events.delete(keyOf(each));
        return old.length;
      }),
  };
}

function keyOf(event: WebhookEvent): string {
  return ownerKey(event) + event.id;
}

function pendingOf({ events }: Tables): WebhookEvent[] {
  return [...events.values()].filter(({ status }) => status === "pending");
}

function nextAttemptAtOf({ nextAttemptAt }: WebhookEvent): Date | null {
  return nextAttemptAt;
}

/** The payments of which somebody holds an event, be it the first or not. */
function paymentsInHand(tables: Tables, query: TakeQuery): ReadonlySet<string | null> {
  const held = pendingOf(tables).filter(
    (event) =>
      event.paymentIntentId !== null &&
      sameOwner(event, query) &&
      isHeld(tables, keyOf(event), query),
  );
  return new Set(held.map(({ paymentIntentId }) => paymentIntentId));
}

/** @param due The longest due first. */
function isFirstOfItsPayment(
  event: WebhookEvent,
  place: number,
  due: readonly WebhookEvent[],
): boolean {
  if (event.paymentIntentId === null) return true;
  return due.findIndex((each) => each.paymentIntentId === event.paymentIntentId) === place;
}
