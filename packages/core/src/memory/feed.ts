import type { EventFeedStore } from "../ports/event-feed-store.ts";
import type { Owner } from "../ports/owner.ts";
import { type Access, copyOrNull } from "./tables.ts";

export function feedStore(read: Access, write: Access): EventFeedStore {
  return {
    find: (owner) => read(({ cursors }) => copyOrNull(cursors.get(keyOf(owner)))),
    advance: (owner, cursor) =>
      write(({ cursors }) => {
        const stored = cursors.get(keyOf(owner)) ?? cursor;
        cursors.set(keyOf(owner), {
          readUntil: later(stored.readUntil, cursor.readUntil),
          readAt: later(stored.readAt, cursor.readAt),
        });
      }),
  };
}

function keyOf({ account, livemode }: Owner): string {
  return `${livemode ? "live" : "test"}:${account}`;
}

function later(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}
