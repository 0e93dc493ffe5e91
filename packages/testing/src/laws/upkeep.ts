import assert from "node:assert/strict";
import type { Effect, Payment, WebhookEvent } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshEvent, minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

const DEAD: Effect = {
  key: "succeeded",
  kind: "succeeded",
  state: "dead",
  failure: null,
  reason: null,
  about: null,
  tries: 20,
  dueAt: minute(5),
  lastError: "The handler said no.",
};

const STUCK: readonly Partial<Payment>[] = [
  { id: "overdue", status: "processing", dueAt: minute(4) },
  { id: "overdue_and_old", status: "requires_action", dueAt: minute(4), abandonAt: minute(1) },
  { id: "old_1", status: "creating", abandonAt: minute(1), dueAt: minute(5) },
  { id: "old_2", status: "requires_payment_method", abandonAt: minute(1) },
  { id: "old_3", status: "requires_confirmation", abandonAt: minute(1) },
  { id: "old_4", status: "requires_action", abandonAt: new Date(minute(2).getTime() - 1) },
];

const NOT_STUCK: readonly Partial<Payment>[] = [
  { id: "just_due", status: "processing", dueAt: minute(5) },
  { id: "just_left", status: "creating", abandonAt: minute(2) },
  { id: "made_long_ago", status: "requires_action", createdAt: minute(1), abandonAt: minute(9) },
  { id: "confirmed", status: "processing", createdAt: minute(0) },
  { id: "authorized", status: "requires_capture", createdAt: minute(1) },
  { id: "paid", status: "succeeded", createdAt: minute(1) },
  { id: "canceled", status: "canceled", createdAt: minute(1) },
  { id: "reviewed", status: "review", createdAt: minute(1) },
  { id: "untold", status: "succeeded", createdAt: minute(1), effects: [DEAD] },
];

const HANDLED: readonly Partial<WebhookEvent>[] = [
  { id: "done_1", status: "done", createdAt: minute(1), receivedAt: minute(9) },
  { id: "ignored_1", status: "ignored", createdAt: minute(1), receivedAt: minute(9) },
  { id: "done_2", status: "done", createdAt: minute(2), receivedAt: minute(9) },
  { id: "pending", status: "pending", createdAt: minute(0), nextAttemptAt: null },
  { id: "dead", status: "dead", createdAt: minute(0), nextAttemptAt: null },
  { id: "young_done", status: "done", createdAt: minute(3), receivedAt: minute(-9) },
  { id: "young_ignored", status: "ignored", createdAt: minute(4), receivedAt: minute(-9) },
];

export const upkeepLaws: readonly StoreLaw[] = [
  law(
    "SUMMARY-01",
    "payments are counted that are overdue or should have been canceled, each once, and those for a person",
    async ({ stores: [one, other] }) => {
      const stuck = { dueBefore: minute(5), abandonBefore: minute(2) };
      assert.deepStrictEqual(await other.payments.summarize(OWNER, stuck), {
        stuck: 0,
        forReview: 0,
        firstCreatedAt: null,
      });
      for (const each of [...STUCK, ...NOT_STUCK]) {
        await keep(one.payments, { createdAt: minute(3), ...each, orderRef: `${each.id}` });
      }
      for (const stranger of STRANGERS) {
        const id = `foreign_${JSON.stringify(stranger)}`;
        const foreign = { id, orderRef: id, createdAt: minute(-9), dueAt: minute(-9), ...stranger };
        await keep(one.payments, { ...foreign, effects: [DEAD] });
      }
      assert.deepStrictEqual(await other.payments.summarize(OWNER, stuck), {
        stuck: 6,
        forReview: 2,
        firstCreatedAt: minute(0),
      });
    },
  ),
  law(
    "SUMMARY-02",
    "pending and dead events are counted, and said how long one waits and when the last of all came in",
    async ({ stores: [one, other] }) => {
      assert.deepStrictEqual(await other.events.summarize(OWNER), {
        pending: 0,
        oldestPendingAt: null,
        dead: 0,
        lastReceivedAt: null,
      });
      const events: readonly Partial<WebhookEvent>[] = [
        { id: "evt_1", status: "done", receivedAt: minute(1) },
        { id: "evt_2", status: "pending", receivedAt: minute(3) },
        { id: "evt_3", status: "pending", receivedAt: minute(2), nextAttemptAt: minute(90) },
        { id: "evt_4", status: "pending", receivedAt: minute(4), nextAttemptAt: null },
        { id: "evt_5", status: "dead", receivedAt: minute(0) },
        { id: "evt_6", status: "ignored", receivedAt: minute(5) },
      ];
      for (const each of events) await one.events.record(freshEvent(each));
      for (const [n, stranger] of STRANGERS.entries()) {
        const receivedAt = minute(n === 0 ? 9 : -9);
        await one.events.record(freshEvent({ id: `pending_${n}`, receivedAt, ...stranger }));
        await one.events.record(freshEvent({ id: `dead_${n}`, status: "dead", ...stranger }));
      }
      assert.deepStrictEqual(await other.events.summarize(OWNER), {
        pending: 3,
        oldestPendingAt: minute(2),
        dead: 1,
        lastReceivedAt: minute(5),
      });
    },
  ),
  law(
    "UPKEEP-01",
    "of a hundred event ids those are told that the owner's inbox has not, whoever else has them",
    async ({ stores: [one, other] }) => {
      assert.deepStrictEqual(await other.events.findUnknown(OWNER, []), []);
      const ids = Array.from({ length: 100 }, (_, n) => `evt_${n}`);
      for (const [n, id] of ids.entries()) {
        if (n % 3 === 0) await one.events.record(freshEvent({ id, status: "done" }));
        const stranger = STRANGERS[n % STRANGERS.length];
        await one.events.record(freshEvent({ id, ...stranger }));
      }
      const unknown = ids.filter((_, n) => n % 3 !== 0);
      assert.deepStrictEqual((await other.events.findUnknown(OWNER, ids)).sort(), unknown.sort());
    },
  ),
  law(
    "UPKEEP-02",
    "an owner's handled events are removed that Stripe made before an instant, no more than asked for; pending, dead, younger and others' stay",
    async ({ stores: [one, other] }) => {
      for (const each of HANDLED) await one.events.record(freshEvent(each));
      for (const stranger of STRANGERS) {
        await one.events.record(freshEvent({ ...HANDLED[0], ...stranger }));
      }
      assert.equal(await other.events.removeHandled(OWNER, minute(3), 2), 2);
      assert.equal(await other.events.removeHandled(OWNER, minute(3), 2), 1);
      assert.equal(await other.events.removeHandled(OWNER, minute(3), 2), 0);
      const left: string[] = [];
      for (const { id = "" } of HANDLED) {
        if ((await one.events.findById(OWNER, id)) !== null) left.push(id);
      }
      assert.deepStrictEqual(left, ["pending", "dead", "young_done", "young_ignored"]);
      for (const stranger of STRANGERS) {
        assert.notEqual(await one.events.findById(stranger, "done_1"), null);
      }
    },
  ),
  law(
    "UPKEEP-03",
    "of 20 removals at once none fails and each event is counted once",
    async ({ stores }) => {
      for (let n = 0; n < 30; n += 1) {
        await doorOf(stores, n).events.record(freshEvent({ id: `evt_${n}`, status: "done" }));
      }
      const removed = await together(20, (n) =>
        doorOf(stores, n).events.removeHandled(OWNER, minute(1), 5),
      );
      removed.push(await stores[0].events.removeHandled(OWNER, minute(1), 30));
      assert.equal(
        removed.reduce((sum, count) => sum + count, 0),
        30,
      );
    },
  ),
];
