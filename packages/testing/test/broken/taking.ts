import type { DueQuery } from "@chargeonce/core";
import { STRANGERS } from "../../src/samples.ts";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";
import { inBoth } from "./in-both.ts";

export const brokenTaking: readonly BrokenStore[] = [
  ...inBoth(
    "are taken the shortest due first",
    (inner) => ({ takeDue: async (query) => (await inner.takeDue(query)).reverse() }),
    { payments: ["TAKE-01", "TAKE-09"], events: ["INBOX-01", "INBOX-09", "TURN-01", "TURN-05"] },
  ),
  ...inBoth(
    "are looked for, and marked as taken after a wait",
    (inner) => ({
      takeDue: async (query) => {
        const seen = await inner.takeDue({ ...query, takenUntil: query.now });
        await inner.takeDue(query);
        return seen;
      },
    }),
    { payments: ["TAKE-02"], events: ["INBOX-02", "TURN-06"] },
  ),
  ...inBoth(
    "are taken for good",
    (inner) => ({
      takeDue: (query) => inner.takeDue({ ...query, takenUntil: new Date(8.64e15) }),
    }),
    {
      payments: ["TAKE-03", "TAKE-07", "TAKE-08", "TAKE-10"],
      events: ["INBOX-03", "INBOX-07", "INBOX-08", "INBOX-10", "TURN-03"],
    },
  ),
  ...inBoth(
    "stay taken when they are updated",
    (inner) => {
      const until = new Map<string, Date>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          const free = taken.filter(({ item }) => (until.get(item.id) ?? query.now) <= query.now);
          for (const { item } of free) until.set(item.id, query.takenUntil);
          return free;
        },
      };
    },
    { payments: ["TAKE-04", "TAKE-10"], events: ["INBOX-04", "INBOX-10"] },
  ),
  ...inBoth(
    "are not listed as due while they are taken",
    (inner) => {
      const held = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          for (const { item } of taken) held.add(item.id);
          return taken;
        },
        listDue: async (query) => (await inner.listDue(query)).filter(({ id }) => !held.has(id)),
      };
    },
    { payments: ["TAKE-05"], events: ["INBOX-05"] },
  ),
  ...inBoth(
    "are told apart by their owner after the limit",
    (inner) => {
      const starved = async (query: DueQuery): Promise<DueQuery> => {
        let limit = query.limit;
        for (const stranger of STRANGERS) {
          limit -= (await inner.listDue({ ...query, ...stranger })).length;
        }
        return { ...query, limit: Math.max(0, limit) };
      };
      return {
        takeDue: async (query) => inner.takeDue({ ...query, ...(await starved(query)) }),
        listDue: async (query) => inner.listDue(await starved(query)),
      };
    },
    { payments: ["TAKE-06"], events: ["INBOX-06"] },
  ),
  ...inBoth(
    "are never said to be left behind",
    (inner) => ({
      takeDue: async (query) => {
        const taken = await inner.takeDue(query);
        return taken.map(({ item }) => ({ item, leftBehind: false }));
      },
    }),
    { payments: ["TAKE-07", "TAKE-08", "TAKE-10"], events: ["INBOX-07", "INBOX-08", "INBOX-10"] },
  ),
  ...inBoth(
    "are said to be left behind once and never again",
    (inner) => {
      const said = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          return taken.map(({ item, leftBehind }) => {
            const again = said.has(item.id);
            if (leftBehind) said.add(item.id);
            return { item, leftBehind: leftBehind && !again };
          });
        },
      };
    },
    { payments: ["TAKE-07"], events: ["INBOX-07"] },
  ),
  ...inBoth(
    "count as left behind though they were updated",
    (inner) => {
      const before = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          const said = taken.map(({ item }) => ({ item, leftBehind: before.has(item.id) }));
          for (const { item } of taken) before.add(item.id);
          return said;
        },
      };
    },
    { payments: ["TAKE-07", "TAKE-08"], events: ["INBOX-07", "INBOX-08"] },
  ),
  ...inBoth(
    "are no longer left behind after a refused update",
    (inner) => {
      const touched = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          return taken.map(({ item, leftBehind }) => ({
            item,
            leftBehind: leftBehind && !touched.has(item.id),
          }));
        },
        update: async (task) => {
          const written = await inner.update(task);
          if (!written) touched.add(task.id);
          return written;
        },
      };
    },
    { payments: ["TAKE-08"], events: ["INBOX-08"] },
  ),
  brokenMethods(
    "a payment's events are taken together",
    ["TURN-01", "TURN-02", "TURN-03", "TURN-06", "TURN-07"],
    {
      events: (inner) => ({
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          const due = await inner.listDue(query);
          const ids = new Set(taken.map(({ item }) => item.id));
          const payments = new Set(taken.map(({ item }) => item.paymentIntentId ?? ""));
          const more = due.filter(
            ({ id, paymentIntentId }) => !ids.has(id) && payments.has(paymentIntentId ?? "none"),
          );
          return [...taken, ...more.map((item) => ({ item, leftBehind: false }))];
        },
      }),
    },
  ),
  brokenMethods("an event that failed holds up its payment's until it is done", ["TURN-02"], {
    events: (inner) => ({
      takeDue: async (query) => {
        const { account, livemode, installation } = query;
        const owner = { account, livemode, installation };
        const pending = await inner.list({ ...owner, status: "pending", limit: 100 });
        return (await inner.takeDue(query)).filter(
          ({ item }) =>
            !pending.some(
              (each) =>
                each.paymentIntentId === item.paymentIntentId && each.attempts > item.attempts,
            ),
        );
      },
    }),
  }),
  brokenMethods("the next event passes one whose worker died", ["TURN-03"], {
    events: (inner) => {
      const held = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          const due = await inner.listDue(query);
          const passed = taken.map((each) => {
            const next = due.find(
              ({ id, paymentIntentId }) =>
                id !== each.item.id && paymentIntentId === each.item.paymentIntentId,
            );
            return held.has(each.item.id) ? { ...each, item: next ?? each.item } : each;
          });
          for (const { item } of taken) held.add(item.id);
          return passed;
        },
      };
    },
  }),
  brokenMethods("an earlier event does not wait for the one in hand", ["TURN-04", "TURN-07"], {
    events: (inner) => {
      const held = new Set<string>();
      return {
        takeDue: async (query) => {
          const taken = await inner.takeDue(query);
          const [first] = await inner.listDue(query);
          const early = first !== undefined && !held.has(first.id) && taken.length === 0;
          for (const { item } of taken) held.add(item.id);
          return early ? [{ item: first, leftBehind: false }] : taken;
        },
      };
    },
  }),
  ...inBoth(
    "are due when they say so, and never when nobody can believe it",
    (inner) => ({
      takeDue: ({ believedUntil: _, ...query }) => inner.takeDue(query),
      listDue: ({ believedUntil: _, ...query }) => inner.listDue(query),
    }),
    { payments: ["TAKE-09"], events: ["INBOX-09"] },
  ),
  ...inBoth(
    "stay taken for as long as a wrong clock said",
    (inner) => ({ takeDue: ({ keptUntil: _, ...query }) => inner.takeDue(query) }),
    { payments: ["TAKE-10"], events: ["INBOX-10", "TURN-07"] },
  ),
  brokenMethods("events about no payment wait for one another", ["TURN-05"], {
    events: (inner) => ({
      takeDue: async (query) => {
        const taken = await inner.takeDue(query);
        const [alone] = taken.filter(({ item }) => item.paymentIntentId === null);
        return taken.filter((each) => each.item.paymentIntentId !== null || each === alone);
      },
    }),
  }),
];
