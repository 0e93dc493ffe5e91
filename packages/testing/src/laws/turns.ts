import assert from "node:assert/strict";
import type { Store, TakeQuery, WebhookEvent } from "@chargeonce/core";
import { freshEvent, minute, OWNER, STRANGERS } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

/** Each payment's events come one after the other. */
export const turnLaws: readonly StoreLaw[] = [
  law(
    "TURN-01",
    "of a payment's due events only the first by its next attempt, then by its id, is taken, and while it is taken no other",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_c", nextAttemptAt: minute(1) });
      await put(one, { id: "evt_b", nextAttemptAt: minute(0) });
      await put(one, { id: "evt_a", nextAttemptAt: minute(1) });
      await put(one, { id: "evt_d", paymentIntentId: "pi_2", nextAttemptAt: minute(2) });
      assert.deepStrictEqual(await taken(other), ["evt_b", "evt_d"]);
      assert.deepStrictEqual(await taken(one), []);
      await change(one, "evt_b", { status: "done" });
      assert.deepStrictEqual(await taken(one), ["evt_a"]);
      assert.deepStrictEqual(await taken(other), []);
      await change(one, "evt_a", { status: "ignored" });
      assert.deepStrictEqual(await taken(other), ["evt_c"]);
    },
  ),
  law(
    "TURN-02",
    "an event that failed and comes later holds up none of its payment's, nor does a dead one or one that is not due",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_1", nextAttemptAt: minute(0) });
      await put(one, { id: "evt_2", nextAttemptAt: minute(1) });
      await put(one, { id: "evt_3", nextAttemptAt: minute(2) });
      await put(one, { id: "evt_0", nextAttemptAt: null });
      assert.deepStrictEqual(await taken(other), ["evt_1"]);
      await change(one, "evt_1", { attempts: 1, nextAttemptAt: minute(20) });
      assert.deepStrictEqual(await taken(other), ["evt_2"]);
      await change(one, "evt_2", { status: "dead" });
      assert.deepStrictEqual(await taken(other), ["evt_3"]);
    },
  ),
  law(
    "TURN-03",
    "an event whose worker died is taken again before those that wait for it",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_1", nextAttemptAt: minute(0) });
      await put(one, { id: "evt_2", nextAttemptAt: minute(1) });
      assert.deepStrictEqual(await taken(one, { takenUntil: minute(6) }), ["evt_1"]);
      assert.deepStrictEqual(await taken(other, { now: minute(6) }), ["evt_1"]);
      assert.deepStrictEqual(await taken(one, { now: minute(6) }), []);
    },
  ),
  law(
    "TURN-04",
    "an event that comes in with an earlier instant waits while another one of its payment is taken",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_2", nextAttemptAt: minute(1) });
      assert.deepStrictEqual(await taken(other), ["evt_2"]);
      await put(one, { id: "evt_1", nextAttemptAt: minute(0) });
      assert.deepStrictEqual(await taken(other), []);
      await change(one, "evt_2", { status: "done" });
      assert.deepStrictEqual(await taken(other), ["evt_1"]);
    },
  ),
  law(
    "TURN-05",
    "events about no payment wait for none, and nobody waits for an event of another mode, account or installation",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_1", paymentIntentId: null });
      await put(one, { id: "evt_2", paymentIntentId: null });
      for (const [n, stranger] of STRANGERS.entries()) {
        await put(one, { id: `evt_0${n}`, nextAttemptAt: minute(-1), ...stranger });
      }
      await put(one, { id: "evt_3", nextAttemptAt: minute(1) });
      assert.deepStrictEqual(await taken(other), ["evt_1", "evt_2", "evt_3"]);
    },
  ),
  law(
    "TURN-06",
    "20 workers at once take one event of each payment, and after it was handled the next",
    async ({ stores }) => {
      for (let n = 0; n < 24; n += 1) {
        const paymentIntentId = `pi_${n % 4}`;
        await put(doorOf(stores, n), { id: `evt_${n}`, paymentIntentId, nextAttemptAt: minute(n) });
      }
      for (let round = 0; round < 6; round += 1) {
        const all = await together(20, (n) => taken(doorOf(stores, n), { now: minute(30) }));
        const expected = [0, 1, 2, 3].map((n) => `evt_${round * 4 + n}`);
        assert.deepStrictEqual(all.flat().sort(), expected.sort());
        for (const id of expected) await change(stores[0], id, { status: "done" });
      }
    },
  ),
  law(
    "TURN-07",
    "an event that is taken for longer than anybody takes one holds up none of its payment's",
    async ({ stores: [one, other] }) => {
      await put(one, { id: "evt_2", nextAttemptAt: minute(1) });
      assert.deepStrictEqual(await taken(one, { takenUntil: minute(4_000) }), ["evt_2"]);
      await put(one, { id: "evt_1", nextAttemptAt: minute(0) });
      assert.deepStrictEqual(await taken(other), []);
      assert.deepStrictEqual(await taken(other, { keptUntil: minute(60) }), ["evt_1"]);
    },
  ),
];

async function put<Tx>({ events }: Store<Tx>, changes: Partial<WebhookEvent>): Promise<void> {
  assert.equal((await events.record(freshEvent(changes))).inserted, true);
}

async function change<Tx>(
  { events }: Store<Tx>,
  id: string,
  changes: Partial<WebhookEvent>,
): Promise<void> {
  const read = await events.findById(OWNER, id);
  assert.ok(read !== null);
  assert.equal(await events.update({ ...read, ...changes, version: read.version + 1 }), true);
}

/** Takes what is due at the fifth minute. @returns The ids. */
async function taken<Tx>({ events }: Store<Tx>, changes: Partial<TakeQuery> = {}) {
  const query = { ...OWNER, now: minute(5), limit: 10, takenUntil: minute(40), ...changes };
  return (await events.takeDue(query)).map(({ item }) => item.id);
}
