import type { SQLOutputValue } from "node:sqlite";
import type { Owner, Taken } from "@chargeonce/core";

/** A row as node:sqlite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** A text column. @throws Error when it holds something else, which the strict tables exclude. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string")
    throw new Error(`Column ${column} holds no text: the schema was changed.`);
  return value;
}

/** An integer column. @throws Error when it holds something else, which the strict tables exclude. */
export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number")
    throw new Error(`Column ${column} holds no integer: the schema was changed.`);
  return value;
}

/** An instant's column, or one that no row had a value for. */
export function instantOf(row: Row, column: string): Date | null {
  return row[column] === null ? null : new Date(integerOf(row, column));
}

/** The one row of a statement that counts. @throws Error when there is none, which SQL excludes. */
export function onlyRow(row: Row | undefined): Row {
  if (row === undefined) throw new Error("A count gave no row.");
  return row;
}

/**
 * An application's text as a key column: the same text for the same key, another for any other.
 *
 * SQLite stores UTF-8, in which every lone surrogate becomes the same replacement character, and tools cut text at NUL:
 * two orders would be one. JSON's escapes keep them apart, and leave every usual id as it is.
 */
export function keyText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text that {@link keyText} was given. */
export function fromKeyText(stored: string): string {
  return JSON.parse(`"${stored}"`) as string; // a JSON string by its quotes
}

/** Whose rows: every list begins with these two conditions, as every index for one begins with these columns. */
export const OF_OWNER =
  "account = :account and livemode = :livemode and installation = :installation";

export function ownerColumns({ account, livemode, installation }: Owner) {
  return {
    account: keyText(account),
    livemode: livemode ? 1 : 0,
    installation: keyText(installation),
  };
}

/** Marks what {@link markColumns} names as taken; what SQLite's `returning` gives is only what is written. */
export function markStatement(table: string): string {
  return `update ${table} set taken_until = :taken_until where id in (select value from json_each(:ids))`;
}

export function markColumns(rows: readonly Row[], takenUntil: Date) {
  const ids = JSON.stringify(rows.map((row) => textOf(row, "id")));
  return { ids, taken_until: takenUntil.getTime() };
}

/** A row as it was before it was marked. */
export function takenOf<Item>(row: Row, itemOf: (row: Row) => Item): Taken<Item> {
  return { item: itemOf(row), leftBehind: integerOf(row, "left_behind") === 1 };
}

/** An instant as a column. */
export function instant(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}
