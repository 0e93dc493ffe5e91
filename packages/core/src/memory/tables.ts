import type { FeedCursor } from "../ports/event-feed-store.ts";
import type { IdempotencyRecord } from "../ports/idempotency-store.ts";
import type { DueQuery, PageMark, Taken, TakeQuery } from "../ports/queries.ts";
import type { Owner } from "../records/owner.ts";
import type { Payment } from "../records/payment.ts";
import type { StrayCharge } from "../records/stray-charge.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";

/** Everything that is kept. Records are never changed in place: a copy of the maps is a copy of the tables. */
export interface Tables {
  readonly payments: Map<string, Payment>;
  readonly keys: Map<string, IdempotencyRecord>;
  /** By owner and id. */
  readonly events: Map<string, WebhookEvent>;
  /** By owner. */
  readonly cursors: Map<string, FeedCursor>;
  /** By owner and id. */
  readonly strays: Map<string, StrayCharge>;
  /** Until when a payment or an event is kept from other workers, by the key of its own table; stays until it is updated. */
  readonly taken: Map<string, Date>;
}

/** Runs a synchronous look at the tables, or a change of them. */
export type Access = <Result>(work: (tables: Tables) => Result) => Promise<Result>;

export function emptyTables(): Tables {
  return {
    payments: new Map(),
    keys: new Map(),
    events: new Map(),
    cursors: new Map(),
    strays: new Map(),
    taken: new Map(),
  };
}

export function copyTables({ payments, keys, events, cursors, strays, taken }: Tables): Tables {
  return {
    payments: new Map(payments),
    keys: new Map(keys),
    events: new Map(events),
    cursors: new Map(cursors),
    strays: new Map(strays),
    taken: new Map(taken),
  };
}

export function copyOrNull<Item>(item: Item | undefined): Item | null {
  return item === undefined ? null : structuredClone(item);
}

export function sameOwner(one: Owner, other: Owner): boolean {
  return ownerKey(one) === ownerKey(other);
}

/** The owner as the beginning of a key. */
export function ownerKey({ account, livemode, installation }: Owner): string {
  return JSON.stringify([account, livemode, installation]);
}

/** What is due of an owner's, the longest due first; at last what is due at an instant that nobody can believe. */
export function dueOf<Item extends Owner & { readonly id: string }>(
  items: Iterable<Item>,
  dueAt: (item: Item) => Date | null,
  query: DueQuery,
): Item[] {
  return [...items]
    .flatMap((item) => {
      const due = sameOwner(item, query) ? dueAt(item)?.getTime() : undefined;
      const isDue = due !== undefined && !isToCome(due, query.now, query.believedUntil);
      return isDue ? [{ item, due }] : [];
    })
    .sort((one, other) => one.due - other.due || compareText(one.item.id, other.item.id))
    .map(({ item }) => item);
}

/** Whether an instant lies in the future, and not so far that a wrong clock must have written it. */
function isToCome(instantMs: number, now: Date, believedUntil: Date | undefined): boolean {
  return (
    instantMs > now.getTime() &&
    (believedUntil === undefined || instantMs <= believedUntil.getTime())
  );
}

/** Whether somebody holds what lies under a key. */
export function isHeld(
  { taken }: Tables,
  key: string,
  { now, keptUntil }: Pick<TakeQuery, "now" | "keptUntil">,
): boolean {
  const until = taken.get(key)?.getTime();
  return until !== undefined && isToCome(until, now, keptUntil);
}

/** Takes of these what nobody holds. */
export function take<Item>(
  items: readonly Item[],
  tables: Tables,
  query: TakeQuery,
  keyOf: (item: Item) => string,
): Taken<Item>[] {
  const { taken } = tables;
  const free = items.filter((item) => !isHeld(tables, keyOf(item), query));
  return free.slice(0, query.limit).map((item) => {
    const leftBehind = taken.has(keyOf(item));
    taken.set(keyOf(item), query.takenUntil);
    return { item: structuredClone(item), leftBehind };
  });
}

/** One page, the newest first. */
export function pageOf<Item>(
  items: readonly Item[],
  mark: (item: Item) => PageMark,
  { after, limit }: { after?: PageMark; limit: number },
): Item[] {
  const newestFirst = (one: PageMark, other: PageMark) =>
    other.at.getTime() - one.at.getTime() || compareText(other.id, one.id);
  return items
    .map((item) => ({ item, mark: mark(item) }))
    .filter((each) => after === undefined || newestFirst(after, each.mark) < 0)
    .sort((one, other) => newestFirst(one.mark, other.mark))
    .slice(0, limit)
    .map(({ item }) => structuredClone(item));
}

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
