import type { EventQuery, WebhookEvent, WebhookEventStore } from "@chargeonce/core";
import { keyText } from "./key-text.ts";
import {
  type Condition,
  dueStatement,
  dueValues,
  IS_FREE,
  OF_OWNER,
  ownerValues,
  pageStatement,
  takenOf,
  takeStatement,
  takeValues,
} from "./lists.ts";
import {
  inMs,
  instantOf,
  numberOf,
  type Row,
  type Run,
  type Statement,
  textOf,
  unnamed,
} from "./statement.ts";
import type { TableNames } from "./table-names.ts";

/** What is said to the inbox by workers and for people. */
export interface EventListStatements {
  readonly takeDue: Statement;
  readonly listDue: Statement;
  readonly findStored: Statement;
  readonly summarize: Statement;
  readonly removeHandled: Statement;
  list(query: EventQuery): { statement: Statement; values: unknown[] };
}

/** How due events are found. */
const DUE = { columns: "record", instant: "next_attempt_at" };

/**
 * Planned for the values of each call: a plan for any instant and any limit might sort all that is due.
 *
 * @param lock `for update` inside a transaction, where a read locks the row until the end.
 */
export function eventListStatements(
  { events }: TableNames,
  lock: "" | "for update",
): EventListStatements {
  const select = `select record from ${events}`;
  const siblings = `${events} s
          where s.payment_intent_id = e.payment_intent_id and s.account = $1::text and s.livemode = $2::boolean
            and s.installation = $3::text and s.status = 'pending' and s.next_attempt_at is not null`;
  return {
    // A payment's later event is held back by the first one whoever takes that, and however far that is: it is pending
    // until its handler's write is committed, and only who began after that finds the later one the first.
    takeDue: takeStatement(events, {
      ...DUE,
      and: `status = 'pending' and ${IS_FREE}
          and (e.payment_intent_id is null or (
            e.id = (select s.id from ${siblings} order by s.next_attempt_at, s.id limit 1)
            and (
              select coalesce(bool_and(s.taken_until <= $4::timestamptz or s.taken_until > $8::timestamptz), true)
              from ${siblings}
            )
          ))`,
    }),
    listDue: dueStatement(events, { ...DUE, and: "status = 'pending'", lock }),
    findStored: unnamed(
      `select id from ${events} where ${OF_OWNER} and id = any ($4::text[]) ${lock}`,
    ),
    summarize: unnamed(`
      select
        (select count(*) from ${events} where ${OF_OWNER} and status = 'pending') as pending,
        (
          select ${inMs("received_at")} from ${events} where ${OF_OWNER} and status = 'pending'
          order by received_at, id limit 1
        ) as oldest_pending_ms,
        (select count(*) from ${events} where ${OF_OWNER} and status = 'dead') as dead,
        (
          select ${inMs("received_at")} from ${events} where ${OF_OWNER}
          order by received_at desc, id desc limit 1
        ) as last_received_ms`),
    removeHandled: unnamed(`
      with old as (
        select id from ${events}
        where ${OF_OWNER} and status in ('done', 'ignored') and created_at < $4::timestamptz
        order by created_at limit $5::integer
        for update skip locked
      )
      delete from ${events} where ${OF_OWNER} and id = any (array(select id from old))`),
    list: ({ status, type, paymentIntentId, unheard, ...query }) => {
      const conditions: Condition[] = [];
      if (status !== undefined) conditions.push(hasStatus(status));
      if (type !== undefined) {
        conditions.push({ column: "type", type: "text", value: keyText(type) });
      }
      if (unheard !== undefined) {
        const condition: Condition = { column: "unheard", type: "boolean", value: unheard };
        conditions.push(unheard ? { ...condition, follows: "unheard" } : condition);
      }
      if (paymentIntentId !== undefined) {
        const value = keyText(paymentIntentId);
        conditions.push({ column: "payment_intent_id", type: "text", value });
      }
      return pageStatement({ select, instant: "received_at", lock, conditions }, query);
    },
  };
}

function hasStatus(status: WebhookEvent["status"]): Condition {
  const condition: Condition = { column: "status", type: "text", value: status };
  const isOpen = status === "pending" || status === "dead";
  return isOpen ? { ...condition, follows: "status in ('pending', 'dead')" } : condition;
}

type EventLists = Omit<WebhookEventStore, "record" | "update" | "findById">;

/** Those methods of the inbox that read, take or remove many. */
export function eventLists(
  statements: EventListStatements,
  run: Run,
  eventOf: (row: Row) => WebhookEvent,
): EventLists {
  const read = async (statement: Statement, values: readonly unknown[]) =>
    (await run(statement, values)).rows.map(eventOf);
  return {
    async takeDue(query) {
      const { rows } = await run(statements.takeDue, takeValues(query));
      return rows.map((row) => takenOf(row, eventOf));
    },
    listDue: (query) => read(statements.listDue, dueValues(query)),
    async findUnknown(owner, ids) {
      const values = [...ownerValues(owner), ids.map(keyText)];
      const { rows } = await run(statements.findStored, values);
      const stored = new Set(rows.map((row) => textOf(row, "id")));
      return ids.filter((id) => !stored.has(keyText(id)));
    },
    list(query) {
      const { statement, values } = statements.list(query);
      return read(statement, values);
    },
    async summarize(owner) {
      const [row = {}] = (await run(statements.summarize, ownerValues(owner))).rows;
      return {
        pending: numberOf(row, "pending"),
        oldestPendingAt: instantOf(row, "oldest_pending_ms"),
        dead: numberOf(row, "dead"),
        lastReceivedAt: instantOf(row, "last_received_ms"),
      };
    },
    async removeHandled(owner, createdBefore, limit) {
      const values = [...ownerValues(owner), createdBefore.toISOString(), limit];
      return (await run(statements.removeHandled, values)).count;
    },
  };
}
