import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Owner, PageMark } from "@chargeonce/core";
import { OF_OWNER, ownerColumns, type Row } from "./rows.ts";

/** What narrows a list: a condition, and the value of its one parameter by name. */
export interface Condition {
  readonly sql: string;
  readonly name: string;
  readonly value: SQLInputValue;
  /** The index to go by, which SQLite would not choose without statistics. */
  readonly index?: string;
}

/** A list of one owner's rows, page by page, the newest first. Each mixture of conditions is prepared once. */
export function createPages(
  database: DatabaseSync,
  { table, instant }: { table: string; instant: string },
): (
  conditions: readonly Condition[],
  page: Owner & { readonly after?: PageMark; readonly limit: number },
) => Row[] {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return (conditions, { after, limit, ...owner }) => {
    const where = [OF_OWNER, ...conditions.map(({ sql }) => sql)];
    if (after !== undefined) where.push(`(${instant}, id) < (:at, :id)`);
    const [index] = conditions.flatMap((condition) => condition.index ?? []);
    const from = index === undefined ? table : `${table} indexed by ${index}`;
    const statement = prepare(
      `select record from ${from} where ${where.join(" and ")} order by ${instant} desc, id desc limit :limit`,
    );
    return statement.all({
      ...ownerColumns(owner),
      ...Object.fromEntries(conditions.map(({ name, value }) => [name, value])),
      ...(after !== undefined && { at: after.at.getTime(), id: after.id }),
      limit,
    });
  };
}
