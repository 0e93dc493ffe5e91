import type { DatabaseSync } from "node:sqlite";
import type {
  EventFeedStore,
  IdempotencyStore,
  PaymentStore,
  StrayChargeStore,
  WebhookEventStore,
} from "@chargeonce/core";
import { type EventTable, eventTable } from "./event-table.ts";
import { type FeedTable, feedTable } from "./feed-table.ts";
import { type KeyTable, keyTable } from "./key-table.ts";
import { type PaymentTable, paymentTable } from "./payment-table.ts";
import { type StrayTable, strayTable } from "./stray-table.ts";

/** The tables on one connection, with their statements prepared. */
export interface Tables {
  readonly payments: PaymentTable;
  readonly keys: KeyTable;
  readonly events: EventTable;
  readonly feed: FeedTable;
  readonly strays: StrayTable;
}

export function prepareTables(database: DatabaseSync): Tables {
  return {
    payments: paymentTable(database),
    keys: keyTable(database),
    events: eventTable(database),
    feed: feedTable(database),
    strays: strayTable(database),
  };
}

/** A way to the tables: on the reader, on the writer in its turn, or inside an open transaction. */
export type Access = <Result>(use: (tables: Tables) => Result) => Promise<Result>;

export function paymentStore(read: Access, write: Access): PaymentStore {
  return {
    reserve: (payment) => write(({ payments }) => payments.reserve(payment)),
    update: (payment) => write(({ payments }) => payments.update(payment)),
    findById: (id) => read(({ payments }) => payments.findById(id)),
    findByPaymentIntentId: (id) => read(({ payments }) => payments.findByPaymentIntentId(id)),
    findLive: (order) => read(({ payments }) => payments.findLive(order)),
    findElsewhere: (order) => read(({ payments }) => payments.findElsewhere(order)),
    listOtherOwners: (owner, limit) =>
      read(({ payments }) => payments.listOtherOwners(owner, limit)),
    takeDue: async (query) => {
      // Who finds nothing due waits for no turn to write.
      const due = await read(({ payments }) => payments.listDue({ ...query, limit: 1 }));
      return due.length === 0 ? [] : write(({ payments }) => payments.takeDue(query));
    },
    listDue: (query) => read(({ payments }) => payments.listDue(query)),
    listForReview: (owner, limit) => read(({ payments }) => payments.listForReview(owner, limit)),
    listUnheard: (query) => read(({ payments }) => payments.listUnheard(query)),
    list: (query) => read(({ payments }) => payments.list(query)),
    summarize: (owner, stuck) => read(({ payments }) => payments.summarize(owner, stuck)),
  };
}

export function idempotencyStore(read: Access, write: Access): IdempotencyStore {
  return {
    claim: (record) => write(({ keys }) => keys.claim(record)),
    find: (scopeKey) => read(({ keys }) => keys.find(scopeKey)),
    repoint: (scopeKey, expectedPaymentId, paymentId) =>
      write(({ keys }) => keys.repoint(scopeKey, expectedPaymentId, paymentId)),
  };
}

export function eventStore(read: Access, write: Access): WebhookEventStore {
  return {
    record: (event) => write(({ events }) => events.record(event)),
    update: (event) => write(({ events }) => events.update(event)),
    findById: (owner, id) => read(({ events }) => events.findById(owner, id)),
    takeDue: async (query) => {
      // Who finds nothing due waits for no turn to write.
      const due = await read(({ events }) => events.listDue({ ...query, limit: 1 }));
      return due.length === 0 ? [] : write(({ events }) => events.takeDue(query));
    },
    listDue: (query) => read(({ events }) => events.listDue(query)),
    findUnknown: (owner, ids) => read(({ events }) => events.findUnknown(owner, ids)),
    list: (query) => read(({ events }) => events.list(query)),
    summarize: (owner) => read(({ events }) => events.summarize(owner)),
    removeHandled: (owner, createdBefore, limit) =>
      write(({ events }) => events.removeHandled(owner, createdBefore, limit)),
  };
}

export function feedStore(read: Access, write: Access): EventFeedStore {
  return {
    find: (owner) => read(({ feed }) => feed.find(owner)),
    advance: (owner, cursor, believedUntil) =>
      write(({ feed }) => feed.advance(owner, cursor, believedUntil)),
  };
}

export function strayChargeStore(read: Access, write: Access): StrayChargeStore {
  return {
    record: (stray) => write(({ strays }) => strays.record(stray)),
    update: (stray) => write(({ strays }) => strays.update(stray)),
    find: (owner, id) => read(({ strays }) => strays.find(owner, id)),
    listOpen: (owner, limit) => read(({ strays }) => strays.listOpen(owner, limit)),
    listClosed: (owner, query) => read(({ strays }) => strays.listClosed(owner, query)),
    countOpen: (owner) => read(({ strays }) => strays.countOpen(owner)),
  };
}
