import type { DatabaseSync } from "node:sqlite";
import { eventFromJson, eventToJson, type Owner, type WebhookEvent } from "@chargeonce/core";
import { type EventLists, eventLists } from "./event-lists.ts";
import { instant, OF_OWNER, ownerColumns, type Row, textOf } from "./rows.ts";

/** Webhook events on one connection, synchronously. */
export interface EventTable extends EventLists {
  /** Two statements: only inside a transaction that holds the write lock. */
  record(event: WebhookEvent): { event: WebhookEvent; inserted: boolean };
  update(event: WebhookEvent): boolean;
  findById(owner: Owner, id: string): WebhookEvent | null;
}

export function eventTable(database: DatabaseSync): EventTable {
  const insert = database.prepare(`
    insert into chargeonce_events (
      id, type, account, livemode, installation, object_id, payment_intent_id, status, unheard,
      next_attempt_at, received_at, created_at, version, record
    ) values (
      :id, :type, :account, :livemode, :installation, :object_id, :payment_intent_id, :status, :unheard,
      :next_attempt_at, :received_at, :created_at, :version, :record
    )`);
  const replace = database.prepare(`
    update chargeonce_events set
      type = :type, object_id = :object_id, payment_intent_id = :payment_intent_id, status = :status,
      unheard = :unheard, next_attempt_at = :next_attempt_at, received_at = :received_at, created_at = :created_at,
      version = :version, record = :record, taken_until = null
    where ${OF_OWNER} and id = :id and version = :version - 1`);
  const selectById = database.prepare(
    `select record from chargeonce_events where ${OF_OWNER} and id = :id`,
  );
  const findById = (owner: Owner, id: string) => {
    const row = selectById.get({ ...ownerColumns(owner), id });
    return row === undefined ? null : eventOf(row);
  };

  return {
    record(event) {
      const stored = findById(event, event.id);
      if (stored !== null) return { event: stored, inserted: false };
      insert.run(columnsOf(event));
      return { event, inserted: true };
    },
    update: (event) => replace.run(columnsOf(event)).changes === 1,
    findById,
    ...eventLists(database, eventOf),
  };
}

function eventOf(row: Row): WebhookEvent {
  return eventFromJson(textOf(row, "record"));
}

function columnsOf(event: WebhookEvent) {
  return {
    id: event.id,
    type: event.type,
    ...ownerColumns(event),
    object_id: event.objectId,
    payment_intent_id: event.paymentIntentId,
    status: event.status,
    unheard: event.unheard ? 1 : 0,
    next_attempt_at: instant(event.nextAttemptAt),
    received_at: instant(event.receivedAt),
    created_at: instant(event.createdAt),
    version: event.version,
    record: eventToJson(event),
  };
}
