import type { Payment, PaymentQuery, PaymentStore } from "@chargeonce/core";
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
  unnamed,
} from "./statement.ts";
import type { TableNames } from "./table-names.ts";

/** What is said to the payments' table by workers and for people. */
export interface PaymentListStatements {
  readonly takeDue: Statement;
  readonly listDue: Statement;
  readonly listForReview: Statement;
  readonly listUnheard: Statement;
  readonly summarize: Statement;
  list(query: PaymentQuery): { statement: Statement; values: unknown[] };
}

/** How due payments are found. */
const DUE = { columns: "attempt, record", instant: "due_at" };
// As the index says it, which holds no others.
const IS_OPEN = "status not in ('succeeded', 'canceled')";

/**
 * Planned for the values of each call: a plan for any instant and any limit might sort all that is due.
 *
 * @param lock `for update` inside a transaction, where a read locks the row until the end.
 */
export function paymentListStatements(
  { payments }: TableNames,
  lock: "" | "for update",
): PaymentListStatements {
  const select = `select attempt, record from ${payments}`;
  return {
    takeDue: takeStatement(payments, { ...DUE, and: IS_FREE }),
    listDue: dueStatement(payments, { ...DUE, and: "true", lock }),
    listForReview: unnamed(
      `${select} where ${OF_OWNER} and needs_person order by created_at, id limit $4::integer ${lock}`,
    ),
    listUnheard: unnamed(`
      ${select} where ${OF_OWNER} and unheard_at is not null and unheard_at >= $4::timestamptz
        and string_to_array(unheard, ' ') && $5::text[]
      order by unheard_at, id limit $6::integer ${lock}`),
    summarize: unnamed(`
      select
        (
          select count(*) from ${payments}
          where ${OF_OWNER} and due_at is not null and due_at < $4::timestamptz
        ) + (
          select count(*) from ${payments}
          where ${OF_OWNER} and abandon_at is not null and abandon_at < $5::timestamptz
            and (due_at is null or due_at >= $4::timestamptz)
        ) as stuck,
        (select count(*) from ${payments} where ${OF_OWNER} and needs_person) as for_review,
        (
          select ${inMs("created_at")} from ${payments} where ${OF_OWNER}
          order by created_at, id limit 1
        ) as first_created_ms`),
    list: ({ status, orderRef, createdFrom, ...query }) => {
      const conditions: Condition[] = [];
      if (status !== undefined) conditions.push(hasStatus(status));
      if (orderRef !== undefined) {
        const value = keyText(orderRef);
        const indexed = [...value].slice(0, 500).join("");
        conditions.push(
          { column: "left(order_ref, 500)", type: "text", value: indexed },
          { column: "order_ref", type: "text", value },
        );
      }
      if (createdFrom !== undefined) {
        const value = createdFrom.toISOString();
        conditions.push({ column: "created_at", type: "timestamptz", is: ">=", value });
      }
      return pageStatement({ select, instant: "created_at", lock, conditions }, query);
    },
  };
}

function hasStatus(status: string): Condition {
  const condition: Condition = { column: "status", type: "text", value: keyText(status) };
  const isFinal = status === "succeeded" || status === "canceled";
  return isFinal ? condition : { ...condition, follows: IS_OPEN };
}

type PaymentLists = Pick<
  PaymentStore,
  "takeDue" | "listDue" | "listForReview" | "listUnheard" | "summarize" | "list"
>;

/** Those methods of the payments that read or take many. */
export function paymentLists(
  statements: PaymentListStatements,
  run: Run,
  paymentOf: (row: Row) => Payment,
): PaymentLists {
  const read = async (statement: Statement, values: readonly unknown[]) =>
    (await run(statement, values)).rows.map(paymentOf);
  return {
    async takeDue(query) {
      const { rows } = await run(statements.takeDue, takeValues(query));
      return rows.map((row) => takenOf(row, paymentOf));
    },
    listDue: (query) => read(statements.listDue, dueValues(query)),
    listForReview: (owner, limit) => read(statements.listForReview, [...ownerValues(owner), limit]),
    listUnheard: ({ kinds, since, limit, ...owner }) =>
      read(statements.listUnheard, [...ownerValues(owner), since.toISOString(), kinds, limit]),
    list(query) {
      const { statement, values } = statements.list(query);
      return read(statement, values);
    },
    async summarize(owner, { dueBefore, abandonBefore }) {
      const before = [dueBefore, abandonBefore].map((instant) => instant.toISOString());
      const { rows } = await run(statements.summarize, [...ownerValues(owner), ...before]);
      const [row = {}] = rows;
      return {
        stuck: numberOf(row, "stuck"),
        forReview: numberOf(row, "for_review"),
        firstCreatedAt: instantOf(row, "first_created_ms"),
      };
    },
  };
}
