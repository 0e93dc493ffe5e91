import type { DueQuery, Owner, PageMark, Taken, TakeQuery } from "@chargeonce/core";
import { keyText } from "./key-text.ts";
import { type Column, type Row, type Statement, textOf, unnamed } from "./statement.ts";

/** Every list begins with these conditions, as every index for one begins with these columns. */
export const OF_OWNER = "account = $1::text and livemode = $2::boolean and installation = $3::text";

export function ownerValues({ account, livemode, installation }: Owner): unknown[] {
  return [keyText(account), livemode, keyText(installation)];
}

/** `$4` to `$6`: now, how many, and how long an instant is believed. */
export function dueValues({ now, limit, believedUntil, ...owner }: DueQuery): unknown[] {
  return [...ownerValues(owner), now.toISOString(), limit, instantOrNever(believedUntil)];
}

/** `$7` and `$8` besides: until when it is taken, and how long a mark is believed. */
export function takeValues({ takenUntil, keptUntil, ...query }: TakeQuery): unknown[] {
  return [...dueValues(query), takenUntil.toISOString(), instantOrNever(keptUntil)];
}

function instantOrNever(instant: Date | undefined): string {
  return instant?.toISOString() ?? "infinity";
}

/** Nobody holds it; or until an instant that only a wrong clock can have written. */
export const IS_FREE =
  "(taken_until is null or taken_until <= $4::timestamptz or taken_until > $8::timestamptz)";

/**
 * Takes what is due, the longest first, and then what is due at an instant that nobody can believe. Nobody waits: a row
 * that another worker is taking just now is passed over, and one that it took meanwhile is looked at again before it is
 * locked, and then not taken.
 *
 * @param due.columns What is given back of each row.
 * @param due.instant The column of the instant from which a row is due; the rows without one are not.
 * @param due.and What must hold besides, of the row `e`.
 */
export function takeStatement(
  table: string,
  { columns, instant, and }: { columns: string; instant: string; and: string },
): Statement {
  const rows = (range: string, limit: string) => `
        select e.id, e.taken_until is not null as left_behind from ${table} e
        where ${OF_OWNER} and e.${instant} is not null and e.${instant} ${range} and ${and}
        order by e.${instant}, e.id limit ${limit}
        for update of e skip locked`;
  return unnamed(`
      with due as (${rows("<= $4::timestamptz", "$5::integer")}
      ), unbelievable as (${rows("> $6::timestamptz", "$5::integer - (select count(*) from due)")}
      ), found as (
        select * from due union all select * from unbelievable
      ), taken as (
        update ${table} set taken_until = $7::timestamptz
        where ${OF_OWNER} and id = any (array(select id from found))
        returning ${columns}, ${instant}, id
      )
      select ${columns}, id = any (array(select id from found where left_behind)) as left_behind
      from taken order by ${instant}, id`);
}

/** Lists what such a take would find, taken or not. @param lock `for update` inside a transaction. */
export function dueStatement(
  table: string,
  {
    columns,
    instant,
    and,
    lock,
  }: { columns: string; instant: string; and: string; lock: "" | "for update" },
): Statement {
  const ids = (range: string) => `
        array(
          select id from ${table} where ${OF_OWNER} and ${instant} is not null and ${instant} ${range} and ${and}
          order by ${instant}, id limit $5::integer
        )`;
  return unnamed(`
      select ${columns} from ${table}
      where ${OF_OWNER}
        and id = any (${ids("<= $4::timestamptz")} || ${ids("> $6::timestamptz")})
      order by ${instant}, id limit $5::integer ${lock}`);
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
