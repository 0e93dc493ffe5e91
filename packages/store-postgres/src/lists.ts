import type { DueQuery, Owner, PageMark, Taken } from "@chargeonce/core";
import { keyText } from "./key-text.ts";
import { type Column, type Row, type Statement, textOf, unnamed } from "./statement.ts";

/** Every list begins with these two conditions, as every index for one begins with these columns. */
export const OF_OWNER = "account = $1::text and livemode = $2::boolean";

export function ownerValues({ account, livemode }: Owner): unknown[] {
  return [keyText(account), livemode];
}

export function dueValues({ now, limit, ...owner }: DueQuery): unknown[] {
  return [...ownerValues(owner), now.toISOString(), limit];
}

/** A row that was marked, and whether it bore a mark before. */
export function takenOf<Item>(row: Row, itemOf: (row: Row) => Item): Taken<Item> {
  return { item: itemOf(row), leftBehind: textOf(row, "left_behind") === "t" };
}

/** What narrows a list. */
export interface Condition {
  readonly column: string;
  readonly type: Column["type"];
  readonly is?: "=" | ">=";
  readonly value: unknown;
  /** Said besides, because it follows and names the index's own condition. */
  readonly follows?: string;
}

export interface PageOptions {
  /** `select … from …`. */
  readonly select: string;
  /** The column by which the newest is the first. */
  readonly instant: string;
  readonly lock: "" | "for update";
  readonly conditions: readonly Condition[];
}

/** One page, the newest first. Planned for its values: which index is best depends on them. */
export function pageStatement(
  { select, instant, lock, conditions }: PageOptions,
  { after, limit, ...owner }: Owner & { readonly after?: PageMark; readonly limit: number },
): { statement: Statement; values: unknown[] } {
  const values = ownerValues(owner);
  const place = (type: Column["type"], value: unknown) => {
    values.push(value);
    return `$${values.length}::${type}`;
  };
  const where = [OF_OWNER];
  for (const { column, type, is = "=", value, follows } of conditions) {
    where.push(`${column} ${is} ${place(type, value)}`);
    if (follows !== undefined) where.push(follows);
  }
  if (after !== undefined) {
    const [at, id] = [
      place("timestamptz", after.at.toISOString()),
      place("text", keyText(after.id)),
    ];
    where.push(`(${instant}, id) < (${at}, ${id})`);
  }
  const statement = unnamed(`
    ${select} where ${where.join(" and ")}
    order by ${instant} desc, id desc limit ${place("integer", limit)} ${lock}`);
  return { statement, values };
}
