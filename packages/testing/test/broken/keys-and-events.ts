import type { WebhookEvent } from "@chargeonce/core";
import { STRANGERS } from "../../src/samples.ts";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

export const brokenKeysAndEvents: readonly BrokenStore[] = [
  brokenMethods("claim tells everybody that it inserted", ["KEY-02", "KEY-03"], {
    idempotency: (inner) => ({
      claim: async (record) => ({ ...(await inner.claim(record)), inserted: true }),
    }),
  }),
  brokenMethods("claim gives back the caller's own record", ["KEY-02", "KEY-03"], {
    idempotency: (inner) => ({
      claim: async (record) => ({ ...(await inner.claim(record)), record }),
    }),
  }),
  brokenMethods("a second claim takes the key over", ["KEY-03"], {
    idempotency: (inner) => ({
      claim: async (record) => {
        const { record: stored, inserted } = await inner.claim(record);
        if (!inserted) await inner.repoint(record.scopeKey, stored.paymentId, record.paymentId);
        return { record: stored, inserted };
      },
    }),
  }),
  brokenMethods(
    "a key's instant loses its milliseconds",
    ["KEY-01", "KEY-03", "KEY-04", "DURABLE-01"],
    {
      idempotency: (inner) => ({
        claim: (record) => {
          const seconds = Math.floor(record.createdAt.getTime() / 1_000);
          return inner.claim({ ...record, createdAt: new Date(seconds * 1_000) });
        },
      }),
    },
  ),
  brokenMethods("repoint does not compare", ["KEY-04"], {
    idempotency: (inner) => ({
      repoint: async (scopeKey, _, paymentId) => {
        const stored = await inner.find(scopeKey);
        return stored !== null && inner.repoint(scopeKey, stored.paymentId, paymentId);
      },
    }),
  }),
  brokenMethods(
    "repoint answers what it should, and writes nothing",
    ["KEY-04", "KEY-05", "DURABLE-01"],
    {
      idempotency: (inner) => ({
        repoint: async (scopeKey, expected) => (await inner.find(scopeKey))?.paymentId === expected,
      }),
    },
  ),
  brokenMethods("record tells everybody that it inserted", ["EVENT-02", "EVENT-03", "TX-08"], {
    events: (inner) => ({
      record: async (event) => ({ ...(await inner.record(event)), inserted: true }),
    }),
  }),
  brokenMethods("record gives back the caller's own record", ["EVENT-02", "EVENT-03"], {
    events: (inner) => ({
      record: async (event) => ({ ...(await inner.record(event)), event }),
    }),
  }),
  brokenMethods("a second delivery makes an event pending again", ["EVENT-03"], {
    events: (inner) => ({
      record: async (event) => {
        const { event: stored, inserted } = await inner.record(event);
        if (!inserted) await inner.update({ ...event, version: stored.version + 1 });
        return { event: stored, inserted };
      },
    }),
  }),
  brokenMethods(
    "an event's body loses what its database's text cannot hold",
    ["EVENT-01", "EVENT-04"],
    {
      events: (inner) => ({
        findById: async (owner, id) => {
          const found = await inner.findById(owner, id);
          return found === null ? null : { ...found, body: withoutNul(found.body) };
        },
      }),
    },
  ),
  brokenMethods(
    "an event's update writes whatever the version",
    ["EVENT-04", "INBOX-04", "INBOX-08"],
    {
      events: (inner) => ({
        update: async (event) => {
          const stored = await inner.findById(event, event.id);
          return stored !== null && inner.update({ ...event, version: stored.version + 1 });
        },
      }),
    },
  ),
  brokenMethods("an event's update compares, waits, and then writes", ["EVENT-05"], {
    events: (inner) => ({
      update: async (event) => {
        const stored = await inner.findById(event, event.id);
        if (stored?.version !== event.version - 1) return false;
        return (await inner.update(event)) || true;
      },
    }),
  }),
  brokenMethods("an event is known by its id alone", ["EVENT-01", "EVENT-07", "UPKEEP-02"], {
    events: (inner) => {
      const first = new Map<string, WebhookEvent>();
      return {
        record: async (event) => {
          const known = first.get(event.id);
          if (known !== undefined) return inner.record(known);
          first.set(event.id, event);
          return inner.record(event);
        },
      };
    },
  }),
  brokenMethods("an event's update is another owner's, too", ["EVENT-07"], {
    events: (inner) => ({
      update: async (event) => {
        for (const stranger of STRANGERS) {
          const other = await inner.findById(stranger, event.id);
          if (other === null) continue;
          await inner.update({ ...other, status: event.status, version: other.version + 1 });
        }
        return inner.update(event);
      },
    }),
  }),
  brokenMethods(
    "events that are not pending are due, too",
    ["EVENT-06", "INBOX-06", "INBOX-09", "TX-03"],
    {
      events: (inner) => {
        const seen = new Map<string, WebhookEvent>();
        return {
          record: (event) => {
            seen.set(event.id, event);
            return inner.record(event);
          },
          listDue: async ({ now, limit }) =>
            [...seen.values()]
              .filter(({ nextAttemptAt }) => nextAttemptAt !== null && nextAttemptAt <= now)
              .slice(0, limit),
        };
      },
    },
  ),
];

function withoutNul(body: WebhookEvent["body"]): WebhookEvent["body"] {
  return JSON.parse(JSON.stringify(body).replaceAll("\\u0000", ""));
}
