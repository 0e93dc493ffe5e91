import type { DatabaseSync } from "node:sqlite";
import type { FeedCursor, Owner } from "@chargeonce/core";
import { integerOf, OF_OWNER, ownerColumns } from "./rows.ts";

/** The feed's cursors on one connection, synchronously. */
export interface FeedTable {
  find(owner: Owner): FeedCursor | null;
  advance(owner: Owner, cursor: FeedCursor, believedUntil?: Date): void;
}

const FOR_EVER = new Date(8.64e15);

export function feedTable(database: DatabaseSync): FeedTable {
  const select = database.prepare(
    `select read_until, read_at from chargeonce_feed where ${OF_OWNER}`,
  );
  const advance = database.prepare(`
    insert into chargeonce_feed (account, livemode, installation, read_until, read_at)
    values (:account, :livemode, :installation, :read_until, :read_at)
    on conflict do update set
      read_until = max(read_until, excluded.read_until),
      read_at = iif(read_at > :believed_until, excluded.read_at, max(read_at, excluded.read_at))`);

  return {
    find(owner) {
      const row = select.get(ownerColumns(owner));
      if (row === undefined) return null;
      return {
        readUntil: new Date(integerOf(row, "read_until")),
        readAt: new Date(integerOf(row, "read_at")),
      };
    },
    advance: (owner, { readUntil, readAt }, believedUntil = FOR_EVER) => {
      const instants = {
        read_until: readUntil.getTime(),
        read_at: readAt.getTime(),
        believed_until: believedUntil.getTime(),
      };
      advance.run({ ...ownerColumns(owner), ...instants });
    },
  };
}
