import type { DatabaseSync } from "node:sqlite";
import type {
  DueQuery,
  Owner,
  Payment,
  PaymentQuery,
  PaymentSummary,
  Taken,
  TakeQuery,
  UnheardQuery,
} from "@chargeonce/core";
import { createDueRows, IS_FREE } from "./due-rows.ts";
import { type Condition, createPages } from "./pages.ts";
import {
  instantOf,
  integerOf,
  keyText,
  markColumns,
  markStatement,
  OF_OWNER,
  onlyRow,
  ownerColumns,
  type Row,
  takenOf,
} from "./rows.ts";

/** Those methods of the payments that read or take many. */
export interface PaymentLists {
  /** Only inside a transaction. */
  takeDue(query: TakeQuery): Taken<Payment>[];
  listDue(query: DueQuery): Payment[];
  listForReview(owner: Owner, limit: number): Payment[];
  listUnheard(query: UnheardQuery): Payment[];
  list(query: PaymentQuery): Payment[];
  summarize(owner: Owner, stuck: { dueBefore: Date; abandonBefore: Date }): PaymentSummary;
}

const PAYMENTS = "chargeonce_payments";
const SELECT = `select record from ${PAYMENTS}`;
// As the index says it, which holds no others.
const IS_OPEN = "status not in ('succeeded', 'canceled')";

/** `indexed by` where SQLite without statistics would take an index that holds every payment for as good. */
export function paymentLists(
  database: DatabaseSync,
  paymentOf: (row: Row) => Payment,
): PaymentLists {
  const freeRows = createDueRows(database, {
    select: `select id, record, taken_until is not null as left_behind from ${PAYMENTS}`,
    instant: "due_at",
    and: `and ${IS_FREE}`,
  });
  const mark = database.prepare(markStatement(PAYMENTS));
  const dueRows = createDueRows(database, { select: SELECT, instant: "due_at" });
  const selectForReview = database.prepare(
    `${SELECT} indexed by ${PAYMENTS}_needs_person where ${OF_OWNER} and needs_person = 1 order by created_at, id limit :limit`,
  );
  const selectUnheard = database.prepare(`
    ${SELECT} indexed by ${PAYMENTS}_unheard
    where ${OF_OWNER} and unheard_at is not null and unheard_at >= :since
      and (select count(*) from json_each(:kinds) where instr(unheard, ' ' || value || ' ') > 0) > 0
    order by unheard_at, id limit :limit`);
  const count = database.prepare(`
    select
      (
        select count(*) from ${PAYMENTS}
        where ${OF_OWNER} and due_at is not null and due_at < :due_before
      ) + (
        select count(*) from ${PAYMENTS}
        where ${OF_OWNER} and abandon_at is not null and abandon_at < :abandon_before
          and (due_at is null or due_at >= :due_before)
      ) as stuck,
      (select count(*) from ${PAYMENTS} where ${OF_OWNER} and needs_person = 1) as for_review,
      (
        select created_at from ${PAYMENTS} where ${OF_OWNER} order by created_at, id limit 1
      ) as first_created_at`);
  const page = createPages(database, { table: PAYMENTS, instant: "created_at" });

  return {
    takeDue(query) {
      const free = freeRows(query);
      mark.run(markColumns(free, query.takenUntil));
      return free.map((row) => takenOf(row, paymentOf));
    },
    listDue: (query) => dueRows(query).map(paymentOf),
    listForReview: (owner, limit) =>
      selectForReview.all({ ...ownerColumns(owner), limit }).map(paymentOf),
    listUnheard: ({ kinds, since, limit, ...owner }) =>
      selectUnheard
        .all({
          ...ownerColumns(owner),
          kinds: JSON.stringify(kinds),
          since: since.getTime(),
          limit,
        })
        .map(paymentOf),
    list({ status, orderRef, createdFrom, ...query }) {
      const conditions: Condition[] = [];
      if (status !== undefined) conditions.push(hasStatus(status));
      if (orderRef !== undefined) {
        conditions.push({
          sql: "order_ref = :order_ref",
          name: "order_ref",
          value: keyText(orderRef),
          index: `${PAYMENTS}_order_ref`,
        });
      }
      if (createdFrom !== undefined) {
        const value = createdFrom.getTime();
        conditions.push({ sql: "created_at >= :created_from", name: "created_from", value });
      }
      return page(conditions, query).map(paymentOf);
    },
    summarize(owner, { dueBefore, abandonBefore }) {
      const before = { due_before: dueBefore.getTime(), abandon_before: abandonBefore.getTime() };
      const row = onlyRow(count.get({ ...ownerColumns(owner), ...before }));
      return {
        stuck: integerOf(row, "stuck"),
        forReview: integerOf(row, "for_review"),
        firstCreatedAt: instantOf(row, "first_created_at"),
      };
    },
  };
}

function hasStatus(status: string): Condition {
  const isFinal = status === "succeeded" || status === "canceled";
  const sql = isFinal ? "status = :status" : `status = :status and ${IS_OPEN}`;
  return { sql, name: "status", value: status };
}
