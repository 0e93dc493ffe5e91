import {
  eventFromJson,
  eventToJson,
  type WebhookEvent,
  type WebhookEventStore,
} from "@chargeonce/core";
import { type EventListStatements, eventListStatements, eventLists } from "./event-lists.ts";
import { keyText } from "./key-text.ts";
import { OF_OWNER, ownerValues } from "./lists.ts";
import {
  assignments,
  type Column,
  named,
  namesOf,
  placeOf,
  placesOf,
  type Row,
  type Run,
  type Statement,
  textOf,
} from "./statement.ts";
import type { TableNames } from "./table-names.ts";
import { untilSeen } from "./until-seen.ts";

// Whose it is and its id come first, as OF_OWNER counts its places.
const COLUMNS: readonly Column[] = [
  { name: "account", type: "text" },
  { name: "livemode", type: "boolean" },
  { name: "installation", type: "text" },
  { name: "id", type: "text" },
  { name: "type", type: "text" },
  { name: "object_id", type: "text" },
  { name: "payment_intent_id", type: "text" },
  { name: "status", type: "text" },
  { name: "unheard", type: "boolean" },
  { name: "next_attempt_at", type: "timestamptz" },
  { name: "received_at", type: "timestamptz" },
  { name: "created_at", type: "timestamptz" },
  { name: "version", type: "integer" },
  { name: "record", type: "text" },
];

/** Everything that is said to the inbox. */
export interface EventStatements extends EventListStatements {
  readonly record: Statement;
  readonly update: Statement;
  readonly findById: Statement;
}

/** @param lock `for update` inside a transaction, where a read locks the row until the end. */
export function eventStatements(names: TableNames, lock: "" | "for update"): EventStatements {
  const { events } = names;
  const held = `select record from ${events} where ${OF_OWNER} and id = $4::text ${lock}`;
  return {
    record: named(`
      with held as (${held}), added as (
        insert into ${events} (${namesOf(COLUMNS)})
        select ${placesOf(COLUMNS)} where not exists (select 1 from held)
        on conflict do nothing
        returning id
      )
      select true as inserted, null as record from added
      union all select false, record from held`),
    update: named(`
      update ${events} set ${assignments(COLUMNS, "id")}, taken_until = null
      where ${OF_OWNER} and id = $4::text and version = ${placeOf(COLUMNS, "version")} - 1`),
    findById: named(held),
    ...eventListStatements(names, lock),
  };
}

/** The inbox, by way of `run`. */
export function eventStore(statements: EventStatements, run: Run): WebhookEventStore {
  return {
    async record(event) {
      const row = await untilSeen(run, statements.record, valuesOf(event));
      const inserted = textOf(row, "inserted") === "t";
      return { event: inserted ? event : eventOf(row), inserted };
    },
    async update(event) {
      return (await run(statements.update, valuesOf(event))).count === 1;
    },
    async findById(owner, id) {
      const [row] = (await run(statements.findById, [...ownerValues(owner), keyText(id)])).rows;
      return row === undefined ? null : eventOf(row);
    },
    ...eventLists(statements, run, eventOf),
  };
}

function eventOf(row: Row): WebhookEvent {
  return eventFromJson(textOf(row, "record"));
}

function valuesOf(event: WebhookEvent): unknown[] {
  const values: Readonly<Record<string, unknown>> = {
    id: keyText(event.id),
    type: keyText(event.type),
    account: keyText(event.account),
    livemode: event.livemode,
    installation: keyText(event.installation),
    object_id: event.objectId === null ? null : keyText(event.objectId),
    payment_intent_id: event.paymentIntentId === null ? null : keyText(event.paymentIntentId),
    status: event.status,
    unheard: event.unheard,
    next_attempt_at: event.nextAttemptAt?.toISOString() ?? null,
    received_at: event.receivedAt.toISOString(),
    created_at: event.createdAt.toISOString(),
    version: event.version,
    record: eventToJson(event),
  };
  return COLUMNS.map(({ name }) => values[name]);
}
