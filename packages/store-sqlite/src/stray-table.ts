import type { DatabaseSync } from "node:sqlite";
import { type Owner, type StrayCharge, strayFromJson, strayToJson } from "@chargeonce/core";
import { instant, integerOf, OF_OWNER, onlyRow, ownerColumns, type Row, textOf } from "./rows.ts";

/** Stray charges on one connection, synchronously. */
export interface StrayTable {
  /** Two statements: only inside a transaction that holds the write lock. */
  record(stray: StrayCharge): { stray: StrayCharge; inserted: boolean };
  update(stray: StrayCharge): boolean;
  find(owner: Owner, id: string): StrayCharge | null;
  listOpen(owner: Owner, limit: number): StrayCharge[];
  listClosed(owner: Owner, query: { since: Date; limit: number }): StrayCharge[];
  countOpen(owner: Owner): number;
}

const STRAYS = "chargeonce_strays";
const SELECT = `select record from ${STRAYS}`;
// As the indexes say it.
const IS_OPEN = `${OF_OWNER} and resolved_at is null`;
const IS_CLOSED = `${OF_OWNER} and resolved_as = 'closed'`;

export function strayTable(database: DatabaseSync): StrayTable {
  const insert = database.prepare(`
    insert into ${STRAYS} (
      account, livemode, installation, id, seen_at, resolved_at, resolved_as, version, record
    ) values (:account, :livemode, :installation, :id, :seen_at, :resolved_at, :resolved_as, :version, :record)`);
  const replace = database.prepare(`
    update ${STRAYS} set
      seen_at = :seen_at, resolved_at = :resolved_at, resolved_as = :resolved_as, version = :version,
      record = :record
    where ${OF_OWNER} and id = :id and version = :version - 1`);
  const select = database.prepare(`${SELECT} where ${OF_OWNER} and id = :id`);
  const selectOpen = database.prepare(
    `${SELECT} where ${IS_OPEN} order by seen_at, id limit :limit`,
  );
  const selectClosed = database.prepare(
    `${SELECT} where ${IS_CLOSED} and resolved_at >= :since order by resolved_at desc, id desc limit :limit`,
  );
  const count = database.prepare(`select count(*) as open from ${STRAYS} where ${IS_OPEN}`);
  const find = (owner: Owner, id: string) => {
    const row = select.get({ ...ownerColumns(owner), id });
    return row === undefined ? null : strayOf(row);
  };

  return {
    record(stray) {
      const stored = find(stray, stray.id);
      if (stored !== null) return { stray: stored, inserted: false };
      insert.run(columnsOf(stray));
      return { stray, inserted: true };
    },
    update: (stray) => replace.run(columnsOf(stray)).changes === 1,
    find,
    listOpen: (owner, limit) => selectOpen.all({ ...ownerColumns(owner), limit }).map(strayOf),
    listClosed: (owner, { since, limit }) =>
      selectClosed.all({ ...ownerColumns(owner), since: since.getTime(), limit }).map(strayOf),
    countOpen: (owner) => integerOf(onlyRow(count.get(ownerColumns(owner))), "open"),
  };
}

function strayOf(row: Row): StrayCharge {
  return strayFromJson(textOf(row, "record"));
}

function columnsOf(stray: StrayCharge) {
  const { id, seenAt, resolvedAt, resolvedAs, version } = stray;
  return {
    ...ownerColumns(stray),
    id,
    seen_at: seenAt.getTime(),
    resolved_at: instant(resolvedAt),
    resolved_as: resolvedAs,
    version,
    record: strayToJson(stray),
  };
}
