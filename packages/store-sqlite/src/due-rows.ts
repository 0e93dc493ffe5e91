import type { DatabaseSync } from "node:sqlite";
import type { DueQuery, TakeQuery } from "@chargeonce/core";
import { OF_OWNER, ownerColumns, type Row } from "./rows.ts";

/** How a table's due rows are read. */
export interface DueTable {
  /** `select … from …`. */
  readonly select: string;
  /** The column of the instant from which a row is due; the rows without one are not. */
  readonly instant: string;
  /** What must hold besides. */
  readonly and?: string;
}

/** Nobody holds it; or until an instant that only a wrong clock can have written. */
export const IS_FREE = "(taken_until is null or taken_until <= :now or taken_until > :kept_until)";

const FOR_EVER = new Date(8.64e15);

/**
 * Reads what is due, the longest first, then what is due at an instant that nobody can believe: two ranges of one index,
 * since SQLite would sort for an `or`.
 */
export function createDueRows(
  database: DatabaseSync,
  { select, instant, and = "" }: DueTable,
): (query: DueQuery & Pick<TakeQuery, "keptUntil">) => Row[] {
  const within = (range: string) =>
    database.prepare(
      `${select} where ${OF_OWNER} and ${instant} is not null and ${range} ${and} order by ${instant}, id limit :limit`,
    );
  const selectDue = within(`${instant} <= :now`);
  const selectUnbelievable = within(`${instant} > :believed_until`);
  // A parameter that a statement does not name is an error.
  const names = and.includes(IS_FREE);

  return ({ now, limit, believedUntil, keptUntil = FOR_EVER, ...owner }) => {
    const free = names ? { now: now.getTime(), kept_until: keptUntil.getTime() } : {};
    const columns = { ...ownerColumns(owner), ...free };
    const due = selectDue.all({ ...columns, now: now.getTime(), limit });
    if (believedUntil === undefined || due.length === limit) return due;
    const rest = { believed_until: believedUntil.getTime(), limit: limit - due.length };
    return [...due, ...selectUnbelievable.all({ ...columns, ...rest })];
  };
}
