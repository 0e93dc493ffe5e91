import type { FeedCursor, Owner, PageMark } from "@chargeonce/core";
import { STRANGERS } from "../../src/samples.ts";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

const NEVER = new Date(-8.64e15);

export const brokenListing: readonly BrokenStore[] = [
  brokenMethods("payments are listed the oldest first", ["LIST-01", "LIST-02", "LIST-03"], {
    payments: (inner) => ({ list: async (query) => (await inner.list(query)).reverse() }),
  }),
  brokenMethods("events are listed the oldest first", ["LIST-04", "LIST-05", "LIST-06"], {
    events: (inner) => ({ list: async (query) => (await inner.list(query)).reverse() }),
  }),
  brokenMethods("the instant from which payments were made is left out", ["LIST-02"], {
    payments: (inner) => ({ list: ({ createdFrom: _, ...query }) => inner.list(query) }),
  }),
  brokenMethods("events are listed of any type", ["LIST-05"], {
    events: (inner) => ({ list: ({ type: _, ...query }) => inner.list(query) }),
  }),
  brokenMethods("a page of payments begins at the next instant", ["LIST-03"], {
    payments: (inner) => ({ list: (query) => inner.list({ ...query, ...nextInstant(query) }) }),
  }),
  brokenMethods("a page of events begins at the next instant", ["LIST-06"], {
    events: (inner) => ({ list: (query) => inner.list({ ...query, ...nextInstant(query) }) }),
  }),
  brokenMethods("lists are told apart by their owner after the limit", ["LIST-07"], {
    payments: (inner) => ({
      list: async (query) => {
        const foreign = await ofStrangers(query, (owner) => inner.list({ ...query, ...owner }));
        return inner.list({ ...query, limit: Math.max(0, query.limit - foreign) });
      },
      listForReview: async (owner, limit) => {
        const foreign = await ofStrangers(owner, (each) => inner.listForReview(each, limit));
        return inner.listForReview(owner, Math.max(0, limit - foreign));
      },
    }),
    events: (inner) => ({
      list: async (query) => {
        const foreign = await ofStrangers(query, (owner) => inner.list({ ...query, ...owner }));
        return inner.list({ ...query, limit: Math.max(0, query.limit - foreign) });
      },
    }),
  }),
  brokenMethods("events are listed whether they were heard or not", ["LIST-05"], {
    events: (inner) => ({ list: ({ unheard: _, ...query }) => inner.list(query) }),
  }),
  brokenMethods("unheard effects are listed of every kind", ["UNHEARD-01"], {
    payments: (inner) => ({
      listUnheard: (query) =>
        inner.listUnheard({ ...query, kinds: ["failed", "refunded", "disputed"] }),
    }),
  }),
  brokenMethods("unheard effects are listed however old they are", ["UNHEARD-01"], {
    payments: (inner) => ({
      listUnheard: (query) => inner.listUnheard({ ...query, since: NEVER }),
    }),
  }),
  brokenMethods("a payment that is stuck in two ways is counted twice", ["SUMMARY-01"], {
    payments: (inner) => ({
      summarize: async (owner, { dueBefore, abandonBefore }) => {
        const summary = await inner.summarize(owner, { dueBefore, abandonBefore: NEVER });
        const old = await inner.summarize(owner, { dueBefore: NEVER, abandonBefore });
        return { ...summary, stuck: summary.stuck + old.stuck };
      },
    }),
  }),
  brokenMethods("an event without a next attempt is not counted as pending", ["SUMMARY-02"], {
    events: (inner) => ({
      summarize: async (owner) => {
        const due = await inner.listDue({ ...owner, now: new Date(8.64e15), limit: 1_000 });
        return { ...(await inner.summarize(owner)), pending: due.length };
      },
    }),
  }),
  brokenMethods("ids are looked up a few at a time, and the rest is forgotten", ["UPKEEP-01"], {
    events: (inner) => ({
      findUnknown: (owner, ids) => inner.findUnknown(owner, ids.slice(0, 50)),
    }),
  }),
  brokenMethods("an event is known that another owner's inbox has", ["UPKEEP-01"], {
    events: (inner) => ({
      findUnknown: async (owner, ids) => {
        let unknown = await inner.findUnknown(owner, ids);
        for (const stranger of STRANGERS) unknown = await inner.findUnknown(stranger, unknown);
        return unknown;
      },
    }),
  }),
  brokenMethods("events are removed whosever they are", ["UPKEEP-02"], {
    events: (inner) => ({
      removeHandled: async (owner, before, limit) => {
        for (const stranger of STRANGERS) await inner.removeHandled(stranger, before, limit);
        return inner.removeHandled(owner, before, limit);
      },
    }),
  }),
  brokenMethods("events are removed that were made at the instant itself", ["UPKEEP-02"], {
    events: (inner) => ({
      removeHandled: (owner, before, limit) =>
        inner.removeHandled(owner, new Date(before.getTime() + 1), limit),
    }),
  }),
  brokenMethods("a removal counts what it found, and not what it removed", ["UPKEEP-03"], {
    events: (inner) => ({
      removeHandled: async (owner, before, limit) => {
        let found = 0;
        for (const status of ["done", "ignored"] as const) {
          const handled = await inner.list({ ...owner, status, limit: 1_000 });
          found += handled.filter(({ createdAt }) => createdAt < before).length;
        }
        await inner.removeHandled(owner, before, limit);
        return Math.min(found, limit);
      },
    }),
  }),
  brokenMethods("the modes share a cursor", ["FEED-01"], {
    feed: (inner) => ({
      find: (owner) => inner.find({ ...owner, livemode: false }),
      advance: (owner, ...rest) => inner.advance({ ...owner, livemode: false }, ...rest),
    }),
  }),
  brokenMethods("installations share a cursor", ["FEED-01"], {
    feed: (inner) => ({
      find: (owner) => inner.find({ ...owner, installation: "" }),
      advance: (owner, ...rest) => inner.advance({ ...owner, installation: "" }, ...rest),
    }),
  }),
  brokenMethods("an instant of reading that nobody can believe stays for good", ["FEED-04"], {
    feed: (inner) => ({ advance: (owner, cursor) => inner.advance(owner, cursor) }),
  }),
  brokenMethods("a cursor moves as a whole or not at all", ["FEED-02", "FEED-04"], {
    feed: (inner) => ({
      advance: async (owner, cursor, believedUntil) => {
        const stored = await inner.find(owner);
        if (stored !== null && cursor.readUntil < stored.readUntil) return;
        await inner.advance(owner, cursor, believedUntil);
      },
    }),
  }),
  brokenMethods("a cursor is looked at, compared, and then written", ["FEED-03", "FEED-04"], {
    feed: (inner) => {
      const cursors = new Map<string, FeedCursor>();
      return {
        find: async (owner) => {
          await inner.find(owner);
          return cursors.get(JSON.stringify(owner)) ?? null;
        },
        advance: async (owner, cursor) => {
          const stored = cursors.get(JSON.stringify(owner)) ?? cursor;
          await inner.advance(owner, cursor);
          cursors.set(JSON.stringify(owner), {
            readUntil: later(stored.readUntil, cursor.readUntil),
            readAt: later(stored.readAt, cursor.readAt),
          });
        },
      };
    },
  }),
];

function nextInstant({ after }: { after?: PageMark }): { after?: PageMark } {
  return after === undefined ? {} : { after: { at: after.at, id: "" } };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

/** How many records others have in the same list. */
async function ofStrangers(
  own: Owner,
  list: (owner: Owner) => Promise<readonly unknown[]>,
): Promise<number> {
  let count = 0;
  for (const stranger of STRANGERS) {
    if (JSON.stringify(stranger) === JSON.stringify(own)) continue;
    count += (await list(stranger)).length;
  }
  return count;
}
