import {
  type StrayCharge,
  type StrayChargeStore,
  strayFromJson,
  strayToJson,
} from "@chargeonce/core";
import { keyText } from "./key-text.ts";
import { OF_OWNER, ownerValues } from "./lists.ts";
import { named, numberOf, type Row, type Run, type Statement, textOf } from "./statement.ts";
import type { TableNames } from "./table-names.ts";
import { untilSeen } from "./until-seen.ts";

/** Everything that is said to the stray charges' table. */
export interface StrayStatements {
  readonly record: Statement;
  readonly update: Statement;
  readonly find: Statement;
  readonly listOpen: Statement;
  readonly listClosed: Statement;
  readonly countOpen: Statement;
}

export function strayStatements({ strays }: TableNames): StrayStatements {
  const select = `select record from ${strays} where ${OF_OWNER}`;
  const isOpen = "resolved_at is null";
  return {
    record: named(`
      with added as (
        insert into ${strays} (
          account, livemode, installation, id, seen_at, resolved_at, resolved_as, version, record
        ) values (
          $1::text, $2::boolean, $3::text, $4::text, $5::timestamptz, $6::timestamptz, $7::text, $8::integer, $9::text
        )
        on conflict do nothing
        returning record
      )
      select true as inserted, record from added
      union all select false, held.record from (${select} and id = $4::text) held`),
    update: named(`
      update ${strays} set
        seen_at = $5::timestamptz, resolved_at = $6::timestamptz, resolved_as = $7::text,
        version = $8::integer, record = $9::text
      where ${OF_OWNER} and id = $4::text and version = $8::integer - 1`),
    find: named(`${select} and id = $4::text`),
    listOpen: named(`${select} and ${isOpen} order by seen_at, id limit $4::integer`),
    listClosed: named(`
      ${select} and resolved_as = 'closed' and resolved_at >= $4::timestamptz
      order by resolved_at desc, id desc limit $5::integer`),
    countOpen: named(`select count(*) as open from ${strays} where ${OF_OWNER} and ${isOpen}`),
  };
}

/** The stray charges, by way of `run`. */
export function strayChargeStore(statements: StrayStatements, run: Run): StrayChargeStore {
  const read = async (statement: Statement, values: readonly unknown[]) =>
    (await run(statement, values)).rows.map(strayOf);
  return {
    async record(stray) {
      const row = await untilSeen(run, statements.record, valuesOf(stray));
      return { stray: strayOf(row), inserted: textOf(row, "inserted") === "t" };
    },
    update: async (stray) => (await run(statements.update, valuesOf(stray))).count === 1,
    find: async (owner, id) =>
      (await read(statements.find, [...ownerValues(owner), keyText(id)]))[0] ?? null,
    listOpen: (owner, limit) => read(statements.listOpen, [...ownerValues(owner), limit]),
    listClosed: (owner, { since, limit }) =>
      read(statements.listClosed, [...ownerValues(owner), since.toISOString(), limit]),
    async countOpen(owner) {
      const [row = {}] = (await run(statements.countOpen, ownerValues(owner))).rows;
      return numberOf(row, "open");
    },
  };
}

function strayOf(row: Row): StrayCharge {
  return strayFromJson(textOf(row, "record"));
}

function valuesOf(stray: StrayCharge): unknown[] {
  const { id, seenAt, resolvedAt, resolvedAs, version } = stray;
  return [
    ...ownerValues(stray),
    keyText(id),
    seenAt.toISOString(),
    resolvedAt?.toISOString() ?? null,
    resolvedAs,
    version,
    strayToJson(stray),
  ];
}
