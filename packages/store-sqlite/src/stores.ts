import type { DatabaseSync } from "node:sqlite";
import type { IdempotencyStore, PaymentStore, WebhookEventStore } from "@chargeonce/core";
import { type EventTable, eventTable } from "./event-table.ts";
import { type KeyTable, keyTable } from "./key-table.ts";
import { type PaymentTable, paymentTable } from "./payment-table.ts";

/** The tables on one connection, with their statements prepared. */
export interface Tables {
  readonly payments: PaymentTable;
  readonly keys: KeyTable;
  readonly events: EventTable;
}

export function prepareTables(database: DatabaseSync): Tables {
  return {
    payments: paymentTable(database),
    keys: keyTable(database),
    events: eventTable(database),
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
    listDue: (now, limit) => read(({ payments }) => payments.listDue(now, limit)),
    listForReview: (limit) => read(({ payments }) => payments.listForReview(limit)),
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
    findById: (id) => read(({ events }) => events.findById(id)),
    listDue: (now, limit) => read(({ events }) => events.listDue(now, limit)),
  };
}
