import type { SQLOutputValue } from "node:sqlite";

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

/**
 * An application's text as a key column: the same text for the same key, another for any other.
 *
 * SQLite stores UTF-8, in which every lone surrogate becomes the same replacement character, and tools cut text at NUL:
 * two orders would be one. JSON's escapes keep them apart, and leave every usual id as it is.
 */
export function keyText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** An instant as a column. */
export function instant(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}
