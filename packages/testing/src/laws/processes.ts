import assert from "node:assert/strict";
import { keep } from "../keep.ts";
import type { RaceAnswer } from "../race/racer.ts";
import { runRace } from "../race/run-race.ts";
import { freshEvent, freshKey, freshPayment, minute, OWNER } from "../samples.ts";
import { processLaw, type StoreLaw } from "../store-law.ts";
import { seenTo } from "../stray-samples.ts";

export const processLaws: readonly StoreLaw[] = [
  processLaw(
    "PROCESS-01",
    "of 20 reservations of one order by 4 processes exactly one inserts, and all get its payment",
    [],
    async (racer, { payments }) => {
      const winner = onlyWinner(await runRace(racer, "reserve"), "all are told");
      assert.equal((await payments.findLive(freshPayment()))?.id, winner);
    },
  ),
  processLaw(
    "PROCESS-02",
    "of 20 claims of one key by 4 processes exactly one inserts, and all get its record",
    [],
    async (racer, { idempotency }) => {
      const winner = onlyWinner(await runRace(racer, "claim"), "all are told");
      assert.equal((await idempotency.find(freshKey().scopeKey))?.paymentId, winner);
    },
  ),
  processLaw(
    "PROCESS-03",
    "of 20 attempts by 4 processes to point a key elsewhere exactly one is written",
    [],
    async (racer, { idempotency }) => {
      await idempotency.claim(freshKey());
      const winner = onlyWinner(await runRace(racer, "repoint"));
      assert.equal((await idempotency.find(freshKey().scopeKey))?.paymentId, winner);
    },
  ),
  processLaw(
    "PROCESS-04",
    "of 20 deliveries of one event to 4 processes exactly one is recorded, and all get its record",
    [],
    async (racer, { events }) => {
      const winner = onlyWinner(await runRace(racer, "record"), "all are told");
      assert.equal(
        (await events.findById(OWNER, freshEvent().id))?.receivedAt.toISOString(),
        winner,
      );
    },
  ),
  processLaw(
    "PROCESS-05",
    "of 20 updates of an event from one version by 4 processes exactly one is written",
    [],
    async (racer, { events }) => {
      await events.record(freshEvent());
      const winner = onlyWinner(await runRace(racer, "update"));
      const stored = await events.findById(OWNER, freshEvent().id);
      assert.equal(`${stored?.attempts}`, winner);
      assert.equal(stored?.version, 2);
    },
  ),
  processLaw(
    "PROCESS-06",
    "4 processes that update one payment, reading it again after each refusal, lose no update",
    [],
    async (racer, { payments }) => {
      await payments.reserve(freshPayment({ amount: 1 }));
      assert.equal((await runRace(racer, "raise")).length, 20);
      const stored = await payments.findById(freshPayment().id);
      assert.equal(stored?.amount, 21);
      assert.equal(stored?.version, 21);
    },
  ),
  processLaw(
    "PROCESS-07",
    "of 20 transactions of 4 processes that handle one event only the first finds it pending",
    ["transaction"],
    async (racer, { events }) => {
      await events.record(freshEvent());
      assert.equal(onlyWinner(await runRace(racer, "handle")), "written");
      assert.equal((await events.findById(OWNER, freshEvent().id))?.version, 2);
    },
  ),
  processLaw(
    "PROCESS-08",
    "of 40 due payments no two of 4 processes take the same one, and together they take all",
    [],
    async (racer, { payments }) => {
      for (let n = 0; n < 40; n += 1) {
        await keep(payments, { id: `pay_${n}`, orderRef: `${n}`, dueAt: minute(n % 3) });
      }
      const taken = takenIn(await runRace(racer, "take"));
      const rest = { ...OWNER, now: minute(5), limit: 40, takenUntil: minute(10) };
      taken.push(...(await payments.takeDue(rest)).map(({ item }) => item.id));
      assert.equal(taken.length, 40);
      assert.equal(new Set(taken).size, 40);
    },
  ),
  processLaw(
    "PROCESS-09",
    "4 processes that take and handle the events of two payments take each once, and a payment's in their order",
    [],
    async (racer, { events }) => {
      for (let n = 0; n < 10; n += 1) {
        const paymentIntentId = `pi_${n % 2}`;
        await events.record(
          freshEvent({ id: `evt_${n}`, paymentIntentId, nextAttemptAt: minute(n - 5) }),
        );
      }
      const taken = takenIn(await runRace(racer, "take turns"));
      assert.equal(new Set(taken).size, taken.length);
      for (const payment of [0, 1]) {
        const own = Array.from({ length: 5 }, (_, turn) => `evt_${2 * turn + payment}`);
        const turns = own.filter((id) => taken.includes(id));
        assert.ok(turns.length > 0, "nobody took an event");
        assert.deepStrictEqual(turns, own.slice(0, turns.length));
      }
    },
  ),
  processLaw(
    "PROCESS-10",
    "of 20 advances of a cursor by 4 processes the latest of each instant stays",
    [],
    async (racer, { feed }) => {
      assert.equal((await runRace(racer, "advance")).length, 20);
      assert.deepStrictEqual(await feed.find(OWNER), { readUntil: minute(19), readAt: minute(40) });
    },
  ),
  processLaw(
    "PROCESS-11",
    "of 20 records of one stray charge by 4 processes exactly one inserts, and all get its record",
    [],
    async (racer, { strays }) => {
      const winner = onlyWinner(await runRace(racer, "note"), "all are told");
      const open = await strays.listOpen(OWNER, 9);
      assert.deepStrictEqual(
        open.map(({ amount }) => `${amount}`),
        [winner],
      );
    },
  ),
  processLaw(
    "PROCESS-12",
    "stray charges that 4 processes have kept and updated are there after each was killed as soon as it knew",
    [],
    async (racer, { strays }) => {
      const answers = await runRace(racer, "keep and die");
      assert.equal(answers.length, 20);
      for (const { won, told } of answers) {
        assert.ok(won && told !== null, "a charge of its own was refused");
        assert.deepStrictEqual(await strays.find(OWNER, told), seenTo(told));
      }
    },
  ),
];

/** The ids that somebody took. */
function takenIn(answers: readonly RaceAnswer[]): string[] {
  assert.equal(answers.length, 20);
  return answers.flatMap(({ told }) => told?.split(" ") ?? []).filter((id) => id !== "");
}

/** The one who won. @param everybody Whether the losers, too, must have been told what the winner stored. */
function onlyWinner(answers: readonly RaceAnswer[], everybody?: "all are told"): string | null {
  assert.equal(answers.length, 20);
  const [winner, ...others] = answers.filter(({ won }) => won);
  assert.ok(winner !== undefined, "nobody won");
  assert.equal(others.length, 0, "several won");
  if (everybody !== undefined) {
    for (const { told } of answers) assert.equal(told, winner.told);
  }
  return winner.told;
}
