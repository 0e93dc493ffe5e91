import assert from "node:assert/strict";
import type { WebhookEvent } from "@chargeonce/core";
import { oddJson } from "../odd-json.ts";
import { freshEvent, minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

const EVERY_FIELD: Partial<WebhookEvent> = {
  type: "a.type.of.tomorrow",
  broughtBy: "list",
  objectId: null,
  paymentIntentId: null,
  apiVersion: null,
  createdAt: minute(-1),
  status: "dead",
  attempts: 20,
  nextAttemptAt: null,
  lastError: "odd \u0000 text 🙈",
  receivedAt: minute(1),
  doneAt: minute(2),
  unheardSince: minute(3),
  merged: true,
};

export const eventLaws: readonly StoreLaw[] = [
  law("EVENT-01", "a recorded event is stored whole", async ({ stores: [one, other] }) => {
    for (const given of [
      freshEvent({ id: "evt_1", body: oddJson() }),
      freshEvent({ id: "evt_2", ...EVERY_FIELD }),
      ...STRANGERS.map((stranger) => freshEvent({ id: "evt_3", ...stranger })),
    ]) {
      assert.deepStrictEqual(await one.events.record(given), { event: given, inserted: true });
      assert.deepStrictEqual(await other.events.findById(given, given.id), given);
    }
  }),
  law(
    "EVENT-02",
    "of 20 deliveries of one event at once exactly one is recorded, and all get its record",
    async ({ stores }) => {
      const answers = await together(20, (n) =>
        doorOf(stores, n).events.record(freshEvent({ receivedAt: minute(n) })),
      );
      const [winner, ...others] = answers.filter(({ inserted }) => inserted);
      assert.ok(winner !== undefined, "nobody inserted");
      assert.equal(others.length, 0, "several inserted");
      for (const { event } of answers) assert.deepStrictEqual(event, winner.event);
    },
  ),
  law(
    "EVENT-03",
    "a second delivery changes nothing and gets the record as it is now",
    async ({ stores: [one, other] }) => {
      const first = freshEvent();
      await one.events.record(first);
      const done = { ...first, status: "done" as const, doneAt: minute(1), version: 2 };
      await one.events.update(done);
      assert.deepStrictEqual(await other.events.record(freshEvent({ receivedAt: minute(2) })), {
        event: done,
        inserted: false,
      });
      assert.deepStrictEqual(await one.events.findById(OWNER, first.id), done);
    },
  ),
  law(
    "EVENT-04",
    "an event's update is written whole when it names the version that was read, and refused otherwise",
    async ({ stores: [one, other] }) => {
      const read = freshEvent();
      await one.events.record(read);
      for (const version of [1, 3]) {
        assert.equal(await other.events.update({ ...read, status: "dead", version }), false);
      }
      assert.deepStrictEqual(await one.events.findById(OWNER, read.id), read);
      const changed = { ...read, ...EVERY_FIELD, body: oddJson(), version: 2 };
      assert.equal(await other.events.update(changed), true);
      assert.equal(await other.events.update({ ...read, version: 2 }), false);
      assert.deepStrictEqual(await one.events.findById(OWNER, read.id), changed);
      assert.equal(await one.events.update(freshEvent({ id: "evt_absent", version: 2 })), false);
      assert.equal(await one.events.findById(OWNER, "evt_absent"), null);
    },
  ),
  law(
    "EVENT-05",
    "of 20 updates of an event from one version at once exactly one is written",
    async ({ stores }) => {
      const read = freshEvent();
      await stores[0].events.record(read);
      const written = await together(20, (n) =>
        doorOf(stores, n).events.update({ ...read, attempts: n, version: 2 }),
      );
      assert.equal(written.filter((each) => each).length, 1);
      assert.equal(
        (await stores[1].events.findById(OWNER, read.id))?.attempts,
        written.indexOf(true),
      );
    },
  ),
  law(
    "EVENT-06",
    "pending events are listed from their next attempt on, the longest due first, no more than asked for",
    async ({ stores: [one, other] }) => {
      const events: readonly Partial<WebhookEvent>[] = [
        { id: "evt_2", nextAttemptAt: minute(2) },
        { id: "evt_later", nextAttemptAt: minute(9) },
        { id: "evt_1", nextAttemptAt: minute(1) },
        { id: "evt_unplanned", nextAttemptAt: null },
        { id: "evt_done", status: "done", nextAttemptAt: minute(0) },
        { id: "evt_ignored", status: "ignored", nextAttemptAt: minute(0) },
        { id: "evt_dead", status: "dead", nextAttemptAt: minute(0) },
        { id: "evt_3", nextAttemptAt: minute(3) },
      ];
      for (const each of events) await one.events.record(freshEvent(each));
      const due = async (limit: number) =>
        (await other.events.listDue({ ...OWNER, now: minute(3), limit })).map(({ id }) => id);
      assert.deepStrictEqual(await due(10), ["evt_1", "evt_2", "evt_3"]);
      assert.deepStrictEqual(await due(2), ["evt_1", "evt_2"]);

      await one.events.update(
        freshEvent({ id: "evt_1", nextAttemptAt: minute(1), status: "done", version: 2 }),
      );
      await one.events.update(freshEvent({ id: "evt_2", nextAttemptAt: minute(8), version: 2 }));
      assert.deepStrictEqual(await due(10), ["evt_3"]);
    },
  ),
  law(
    "EVENT-07",
    "one event id of several accounts, modes and installations is several events: each is recorded, found and updated by itself",
    async ({ stores: [one, other] }) => {
      const events = [OWNER, ...STRANGERS].map((owner, n) =>
        freshEvent({ ...owner, receivedAt: minute(n) }),
      );
      for (const event of events) {
        assert.equal(await other.events.findById(event, event.id), null);
        assert.deepStrictEqual(await one.events.record(event), { event, inserted: true });
      }
      for (const [n, event] of events.entries()) {
        const filed = { ...event, status: "ignored" as const, nextAttemptAt: null, version: 2 };
        assert.equal(await one.events.update(filed), true);
        for (const [place, each] of events.entries()) {
          const stored = await other.events.findById(each, each.id);
          assert.equal(stored?.status, place <= n ? "ignored" : "pending");
          assert.deepStrictEqual(stored.receivedAt, each.receivedAt);
        }
      }
    },
  ),
];
