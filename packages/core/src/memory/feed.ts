import type { EventFeedStore } from "../ports/event-feed-store.ts";
import { type Access, copyOrNull, ownerKey } from "./tables.ts";

export function feedStore(read: Access, write: Access): EventFeedStore {
  return {
    find: (owner) => read(({ cursors }) => copyOrNull(cursors.get(ownerKey(owner)))),
    advance: (owner, cursor, believedUntil) =>
      write(({ cursors }) => {
        const stored = cursors.get(ownerKey(owner)) ?? cursor;
        const isUnbelievable = believedUntil !== undefined && stored.readAt > believedUntil;
        cursors.set(ownerKey(owner), {
          readUntil: later(stored.readUntil, cursor.readUntil),
          readAt: isUnbelievable ? cursor.readAt : later(stored.readAt, cursor.readAt),
        });
      }),
  };
}

function later(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}
