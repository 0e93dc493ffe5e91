import type { DatabaseSync } from "node:sqlite";
import type {
  DueQuery,
  EventQuery,
  EventSummary,
  Owner,
  Taken,
  TakeQuery,
  WebhookEvent,
} from "@chargeonce/core";
import { createDueRows, IS_FREE } from "./due-rows.ts";
import { type Condition, createPages } from "./pages.ts";
import {
  instantOf,
  integerOf,
  markColumns,
  markStatement,
  OF_OWNER,
  onlyRow,
  ownerColumns,
  type Row,
  takenOf,
} from "./rows.ts";

/** Those methods of the inbox that read, take or remove many. */
export interface EventLists {
  /** Only inside a transaction. */
  takeDue(query: TakeQuery): Taken<WebhookEvent>[];
  listDue(query: DueQuery): WebhookEvent[];
  findUnknown(owner: Owner, ids: readonly string[]): string[];
  list(query: EventQuery): WebhookEvent[];
  summarize(owner: Owner): EventSummary;
  /** Only inside a transaction. */
  removeHandled(owner: Owner, createdBefore: Date, limit: number): number;
}

const EVENTS = "chargeonce_events";
const SELECT = `select record from ${EVENTS}`;
const SIBLINGS = `${EVENTS} s indexed by ${EVENTS}_turn
        where s.payment_intent_id = e.payment_intent_id and s.account = :account and s.livemode = :livemode
          and s.installation = :installation and s.status = 'pending' and s.next_attempt_at is not null`;

/** `indexed by` where SQLite without statistics would take an index that holds every event for as good. */
export function eventLists(
  database: DatabaseSync,
  eventOf: (row: Row) => WebhookEvent,
): EventLists {
  const freeRows = createDueRows(database, {
    select: `select id, record, taken_until is not null as left_behind from ${EVENTS} e`,
    instant: "next_attempt_at",
    and: `and status = 'pending' and ${IS_FREE}
      and (payment_intent_id is null or (
        id = (select s.id from ${SIBLINGS} order by s.next_attempt_at, s.id limit 1)
        and not exists (select 1 from ${SIBLINGS} and s.taken_until > :now and s.taken_until <= :kept_until)
      ))`,
  });
  // An id alone may be that of several owners' events.
  const mark = database.prepare(`${markStatement(EVENTS)} and ${OF_OWNER}`);
  const dueRows = createDueRows(database, {
    select: SELECT,
    instant: "next_attempt_at",
    and: "and status = 'pending'",
  });
  const selectStored = database.prepare(
    `select id from ${EVENTS} where ${OF_OWNER} and id in (select value from json_each(:ids))`,
  );
  const count = database.prepare(`
    select
      (
        select count(*) from ${EVENTS}
        where ${OF_OWNER} and status = 'pending' and status in ('pending', 'dead')
      ) as pending,
      (
        select received_at from ${EVENTS}
        where ${OF_OWNER} and status = 'pending' and status in ('pending', 'dead')
        order by received_at, id limit 1
      ) as oldest_pending_at,
      (
        select count(*) from ${EVENTS}
        where ${OF_OWNER} and status = 'dead' and status in ('pending', 'dead')
      ) as dead,
      (
        select received_at from ${EVENTS} where ${OF_OWNER} order by received_at desc, id desc limit 1
      ) as last_received_at`);
  const remove = database.prepare(`
    delete from ${EVENTS} where ${OF_OWNER} and id in (
      select id from ${EVENTS}
      where ${OF_OWNER} and status in ('done', 'ignored') and created_at < :created_before
      order by created_at limit :limit
    )`);
  const page = createPages(database, { table: EVENTS, instant: "received_at" });

  return {
    takeDue(query) {
      const free = freeRows(query);
      mark.run({ ...ownerColumns(query), ...markColumns(free, query.takenUntil) });
      return free.map((row) => takenOf(row, eventOf));
    },
    listDue: (query) => dueRows(query).map(eventOf),
    findUnknown(owner, ids) {
      const columns = { ...ownerColumns(owner), ids: JSON.stringify(ids) };
      const stored = new Set(selectStored.all(columns).map(({ id }) => id));
      return ids.filter((id) => !stored.has(id));
    },
    list({ status, type, paymentIntentId, unheard, ...query }) {
      const conditions: Condition[] = [];
      if (status !== undefined) conditions.push(hasStatus(status));
      if (type !== undefined) conditions.push({ sql: "type = :type", name: "type", value: type });
      if (unheard !== undefined) {
        const index = unheard && type !== undefined ? { index: `${EVENTS}_unheard` } : {};
        const sql = unheard ? "unheard = :unheard and unheard = 1" : "unheard = :unheard";
        conditions.push({ sql, name: "unheard", value: unheard ? 1 : 0, ...index });
      }
      if (paymentIntentId !== undefined) {
        conditions.push({
          sql: "payment_intent_id = :payment_intent_id",
          name: "payment_intent_id",
          value: paymentIntentId,
          index: `${EVENTS}_payment_intent_id`,
        });
      }
      return page(conditions, query).map(eventOf);
    },
    summarize(owner) {
      const row = onlyRow(count.get(ownerColumns(owner)));
      return {
        pending: integerOf(row, "pending"),
        oldestPendingAt: instantOf(row, "oldest_pending_at"),
        dead: integerOf(row, "dead"),
        lastReceivedAt: instantOf(row, "last_received_at"),
      };
    },
    removeHandled(owner, createdBefore, limit) {
      const columns = { ...ownerColumns(owner), created_before: createdBefore.getTime(), limit };
      return Number(remove.run(columns).changes);
    },
  };
}

function hasStatus(status: WebhookEvent["status"]): Condition {
  const isOpen = status === "pending" || status === "dead";
  const sql = isOpen ? "status = :status and status in ('pending', 'dead')" : "status = :status";
  return { sql, name: "status", value: status };
}
