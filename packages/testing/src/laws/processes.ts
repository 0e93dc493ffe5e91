import assert from "node:assert/strict";
import type { RaceAnswer } from "../race/racer.ts";
import { runRace } from "../race/run-race.ts";
import { freshEvent, freshKey, freshPayment } from "../samples.ts";
import { processLaw, type StoreLaw } from "../store-law.ts";

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
      assert.equal((await events.findById(freshEvent().id))?.receivedAt.toISOString(), winner);
    },
  ),
  processLaw(
    "PROCESS-05",
    "of 20 updates of an event from one version by 4 processes exactly one is written",
    [],
    async (racer, { events }) => {
      await events.record(freshEvent());
      const winner = onlyWinner(await runRace(racer, "update"));
      const stored = await events.findById(freshEvent().id);
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
      assert.equal((await events.findById(freshEvent().id))?.version, 2);
    },
  ),
];

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
