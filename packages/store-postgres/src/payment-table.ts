import {
  needsPerson,
  type OrderKey,
  type Payment,
  type PaymentStore,
  paymentFromJson,
  paymentToJson,
  unheardOf,
} from "@chargeonce/core";
import { type ElsewhereStatements, elsewhere, elsewhereStatements } from "./elsewhere.ts";
import { keyText, orderKey } from "./key-text.ts";
import { type OtherOwnersStatements, otherOwners, otherOwnersStatements } from "./other-owners.ts";
import {
  type PaymentListStatements,
  paymentListStatements,
  paymentLists,
} from "./payment-lists.ts";
import { belongsElsewhere, conflictsForEver } from "./postgres-failure.ts";
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

// "attempt" is the last, because it is the database that counts it when a payment is reserved.
const COLUMNS: readonly Column[] = [
  { name: "id", type: "text" },
  { name: "order_key", type: "bytea" },
  { name: "payment_intent_id", type: "text" },
  { name: "tenant", type: "text" },
  { name: "account", type: "text" },
  { name: "livemode", type: "boolean" },
  { name: "installation", type: "text" },
  { name: "order_ref", type: "text" },
  { name: "status", type: "text" },
  { name: "amount", type: "bigint" },
  { name: "currency", type: "text" },
  { name: "needs_person", type: "boolean" },
  { name: "due_at", type: "timestamptz" },
  { name: "abandon_at", type: "timestamptz" },
  { name: "unheard", type: "text" },
  { name: "unheard_at", type: "timestamptz" },
  { name: "created_at", type: "timestamptz" },
  { name: "updated_at", type: "timestamptz" },
  { name: "version", type: "integer" },
  { name: "record", type: "text" },
  { name: "attempt", type: "integer" },
];
const GIVEN = COLUMNS.slice(0, -1);
const ID = placeOf(COLUMNS, "id");
const ORDER = placeOf(COLUMNS, "order_key");

/** How often a reservation is asked again that saw neither its own row nor another's. */
const MOST_LOOKS = 20;

/** Everything that is said to the payments' table. */
export interface PaymentStatements
  extends PaymentListStatements,
    ElsewhereStatements,
    OtherOwnersStatements {
  readonly reserve: Statement;
  readonly findTwin: Statement;
  readonly update: Statement;
  readonly findById: Statement;
  readonly findByPaymentIntentId: Statement;
  readonly findLive: Statement;
}

/** @param lock `for update` inside a transaction, where a read locks the row until the end. */
export function paymentStatements(names: TableNames, lock: "" | "for update"): PaymentStatements {
  const { payments } = names;
  const select = `select attempt, record from ${payments}`;
  return {
    // A row that another transaction committed after this statement began is neither seen nor written over: then the
    // answer is empty, and asking again sees it.
    reserve: named(`
      with held as (
        ${select} where order_key = ${ORDER} and (id = ${ID} or status <> 'canceled')
        order by id = ${ID} desc limit 1 ${lock}
      ), added as (
        insert into ${payments} (${namesOf(COLUMNS)})
        select ${placesOf(GIVEN)},
          (select coalesce(max(attempt), 0) + 1 from ${payments} where order_key = ${ORDER})
        where not exists (select 1 from held)
        on conflict do nothing
        returning attempt
      )
      select true as inserted, attempt, null as record from added
      union all select false, attempt, record from held`),
    findTwin: named(`
      select 1 from ${payments} where id = $1::text and order_key <> $2::bytea
      union all select 1 from ${payments} where payment_intent_id = $3::text and id <> $1::text`),
    update: named(`
      update ${payments} set ${assignments(COLUMNS, "id")}, taken_until = null
      where id = ${ID} and version = ${placeOf(COLUMNS, "version")} - 1`),
    findById: named(`${select} where id = $1::text ${lock}`),
    findByPaymentIntentId: named(`${select} where payment_intent_id = $1::text ${lock}`),
    findLive: named(`${select} where order_key = $1::bytea and status <> 'canceled' ${lock}`),
    ...elsewhereStatements(names, lock),
    ...otherOwnersStatements(names),
    ...paymentListStatements(names, lock),
  };
}

/** The payments, by way of `run`. */
export function paymentStore(statements: PaymentStatements, run: Run): PaymentStore {
  const find = async (statement: Statement, values: readonly unknown[]) => {
    const { rows } = await run(statement, values);
    return rows[0] === undefined ? null : paymentOf(rows[0]);
  };
  return {
    async reserve(payment) {
      const { id, order_key, payment_intent_id } = columnsOf(payment);
      const values = valuesOf(payment, GIVEN);
      for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
        const [row] = (await run(statements.reserve, values)).rows;
        if (row !== undefined) return reserved(payment, row);
        const twin = await run(statements.findTwin, [id, order_key, payment_intent_id]);
        if (twin.rows.length > 0) throw belongsElsewhere();
      }
      throw conflictsForEver();
    },
    async update(payment) {
      return (await run(statements.update, valuesOf(payment, COLUMNS))).count === 1;
    },
    findById: (id) => find(statements.findById, [keyText(id)]),
    findByPaymentIntentId: (id) => find(statements.findByPaymentIntentId, [keyText(id)]),
    findLive: (order: OrderKey) => find(statements.findLive, [orderKey(order)]),
    findElsewhere: elsewhere(statements, find),
    listOtherOwners: otherOwners(statements, run),
    ...paymentLists(statements, run, paymentOf),
  };
}

function reserved(given: Payment, row: Row): { payment: Payment; inserted: boolean } {
  const inserted = textOf(row, "inserted") === "t";
  const attempt = Number(textOf(row, "attempt"));
  return { payment: inserted ? { ...given, attempt } : paymentOf(row), inserted };
}

/** The record, with the attempt that the database counted after the record was made. */
function paymentOf(row: Row): Payment {
  return { ...paymentFromJson(textOf(row, "record")), attempt: Number(textOf(row, "attempt")) };
}

function valuesOf(payment: Payment, columns: readonly Column[]): unknown[] {
  const values: Readonly<Record<string, unknown>> = columnsOf(payment);
  return columns.map(({ name }) => values[name]);
}

function columnsOf(payment: Payment) {
  const unheard = unheardOf(payment);
  return {
    id: keyText(payment.id),
    order_key: orderKey(payment),
    payment_intent_id: payment.paymentIntentId === null ? null : keyText(payment.paymentIntentId),
    tenant: keyText(payment.tenant),
    account: keyText(payment.account),
    livemode: payment.livemode,
    installation: keyText(payment.installation),
    order_ref: keyText(payment.orderRef),
    status: keyText(payment.status),
    amount: payment.amount,
    currency: keyText(payment.currency),
    needs_person: needsPerson(payment),
    due_at: payment.dueAt?.toISOString() ?? null,
    abandon_at: payment.abandonAt?.toISOString() ?? null,
    unheard: unheard?.kinds.join(" ") ?? null,
    unheard_at: unheard?.at.toISOString() ?? null,
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
    version: payment.version,
    record: paymentToJson(payment),
    attempt: payment.attempt,
  };
}
