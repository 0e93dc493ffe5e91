import type { EventFeedStore } from "@chargeonce/core";
import { OF_OWNER, ownerValues } from "./lists.ts";
import { inMs, named, numberOf, type Run, type Statement } from "./statement.ts";
import type { TableNames } from "./table-names.ts";

/** Everything that is said to the feed's table. */
export interface FeedStatements {
  readonly find: Statement;
  readonly advance: Statement;
}

export function feedStatements({ feed }: TableNames): FeedStatements {
  return {
    find: named(`
      select ${inMs("read_until")} as until_ms, ${inMs("read_at")} as at_ms
      from ${feed} where ${OF_OWNER}`),
    advance: named(`
      insert into ${feed} as stored (account, livemode, installation, read_until, read_at)
      values ($1::text, $2::boolean, $3::text, $4::timestamptz, $5::timestamptz)
      on conflict (account, livemode, installation) do update set
        read_until = greatest(stored.read_until, excluded.read_until),
        read_at = case when stored.read_at > $6::timestamptz then excluded.read_at
          else greatest(stored.read_at, excluded.read_at) end`),
  };
}

/** The cursors, by way of `run`. */
export function feedStore(statements: FeedStatements, run: Run): EventFeedStore {
  return {
    async find(owner) {
      const [row] = (await run(statements.find, ownerValues(owner))).rows;
      if (row === undefined) return null;
      return {
        readUntil: new Date(numberOf(row, "until_ms")),
        readAt: new Date(numberOf(row, "at_ms")),
      };
    },
    async advance(owner, { readUntil, readAt }, believedUntil) {
      const instants = [readUntil, readAt].map((instant) => instant.toISOString());
      const believed = believedUntil?.toISOString() ?? "infinity";
      await run(statements.advance, [...ownerValues(owner), ...instants, believed]);
    },
  };
}
