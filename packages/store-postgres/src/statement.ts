import { createHash } from "node:crypto";
import type { ClientBase, CustomTypesConfig } from "pg";

/** One statement, prepared under its name on every connection that runs it. */
export interface Statement {
  /** Null for one that is planned for its values each time. */
  readonly name: string | null;
  readonly text: string;
}

/** What a column holds, as Postgres wrote it. */
export type Row = Readonly<Record<string, string | null>>;

export interface Answer {
  readonly rows: readonly Row[];
  /** How many rows were written. */
  readonly count: number;
}

/** Runs a statement somewhere: by itself, or inside an open transaction. */
export type Run = (statement: Statement, values: readonly unknown[]) => Promise<Answer>;

/** A statement under a name that only this text has: stores with other tables share the pool's connections. */
export function named(text: string): Statement {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 24);
  return { name: `chargeonce_${hash}`, text };
}

/** A statement whose plan depends on its values. */
export function unnamed(text: string): Statement {
  return { name: null, text };
}

// Whatever parsers the application gave to pg (for int8, for timestamptz): ours see the text that Postgres wrote.
const AS_WRITTEN: CustomTypesConfig = {
  // pg asks for text only, because no query here is binary; so the parser's input is a string.
  getTypeParser: (() => (text: string) => text) as unknown as CustomTypesConfig["getTypeParser"],
};

/** @param prepare Whether names are used; without them nothing is left behind on the connection. */
export async function runStatement(
  client: ClientBase,
  { name, text }: Statement,
  { values, prepare }: { values: readonly unknown[]; prepare: boolean },
): Promise<Answer> {
  const { rows, rowCount } = await client.query<Row>({
    ...(prepare && name !== null ? { name } : {}),
    text,
    values: [...values],
    types: AS_WRITTEN,
  });
  return { rows, count: rowCount ?? 0 };
}

/** A column that holds something. @throws Error when it is null, which the schema excludes. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (value === null || value === undefined)
    throw new Error(`Column ${column} holds nothing: the schema was changed.`);
  return value;
}

/** A whole number, such as a count. */
export function numberOf(row: Row, column: string): number {
  return Number(textOf(row, column));
}

/** An instant that {@link inMs} wrote. */
export function instantOf(row: Row, column: string): Date | null {
  const ms = row[column];
  return ms === null || ms === undefined ? null : new Date(Number(ms));
}

/** An instant in milliseconds, however the session writes instants. */
export function inMs(column: string): string {
  return `round(extract(epoch from ${column}) * 1000)::bigint`;
}

/** A column as SQL writes it in a list, and its value: `$3::boolean`, so that no type is guessed. */
export interface Column {
  readonly name: string;
  readonly type: "text" | "boolean" | "integer" | "bigint" | "timestamptz" | "bytea";
}

/** The place of a column's value in a statement. */
export function placeOf(columns: readonly Column[], name: string): string {
  const index = columns.findIndex((each) => each.name === name);
  return `$${index + 1}::${columns[index]?.type}`;
}

/** `a = $1::text, b = $2::bigint` for all but the named columns. */
export function assignments(columns: readonly Column[], except: string): string {
  return columns
    .filter(({ name }) => name !== except)
    .map(({ name }) => `${name} = ${placeOf(columns, name)}`)
    .join(", ");
}

export function namesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(", ");
}

export function placesOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => placeOf(columns, name)).join(", ");
}
