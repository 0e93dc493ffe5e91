import assert from "node:assert/strict";
import { openTransaction } from "../open-transaction.ts";
import { freshEvent, freshPayment, minute, OWNER } from "../samples.ts";
import { doorOf, type StoreLaw, type TransactionSubject, transactionLaw } from "../store-law.ts";
import { together } from "../together.ts";

const PAYMENT = freshPayment();
const PAID = { ...PAYMENT, status: "succeeded", version: 2 };
const EVENT = freshEvent();
const HANDLED = { ...EVENT, status: "done" as const, doneAt: minute(1), version: 2 };

export const transactionLaws: readonly StoreLaw[] = [
  transactionLaw(
    "TX-01",
    "the payment, the event and the handler's own writes commit together, and the work's result comes back",
    async (subject) => {
      const { one, other, effects } = subject;
      await prepare(subject);
      const result = await one.transaction(async ({ payments, events, tx }) => {
        await effects.make(tx, "paid");
        assert.equal(await payments.update(PAID), true);
        assert.equal(await events.update(HANDLED), true);
        return { answer: 42 };
      });
      assert.deepStrictEqual(result, { answer: 42 });
      assert.deepStrictEqual(await other.payments.findById(PAID.id), PAID);
      assert.deepStrictEqual(await other.events.findById(OWNER, EVENT.id), HANDLED);
      assert.deepStrictEqual(await effects.seen(), ["paid"]);
    },
  ),
  transactionLaw(
    "TX-02",
    "what the work throws comes back as it was thrown, and nothing of the work is left",
    async (subject) => {
      const { one, other, effects } = subject;
      await prepare(subject);
      const reason = new Error("The handler failed.");
      const thrown = await one
        .transaction(async ({ payments, events, tx }) => {
          await effects.make(tx, "paid");
          await payments.update(PAID);
          await events.update(HANDLED);
          await payments.reserve(freshPayment({ id: "pay_new", orderRef: "new" }));
          await events.record(freshEvent({ id: "evt_new" }));
          throw reason;
        })
        .catch((error: unknown) => error);
      assert.equal(thrown, reason);
      assert.deepStrictEqual(await other.payments.findById(PAYMENT.id), PAYMENT);
      assert.deepStrictEqual(await other.events.findById(OWNER, EVENT.id), EVENT);
      assert.equal(await other.payments.findById("pay_new"), null);
      assert.equal(await other.events.findById(OWNER, "evt_new"), null);
      assert.deepStrictEqual(await effects.seen(), []);
    },
  ),
  transactionLaw("TX-03", "the work reads what it wrote", async (subject) => {
    await prepare(subject);
    await subject.one.transaction(async ({ payments, events }) => {
      await payments.update({ ...PAID, paymentIntentId: "pi_1", dueAt: minute(1) });
      await events.update({ ...HANDLED, status: "pending", nextAttemptAt: minute(1) });
      assert.equal((await payments.findById(PAID.id))?.status, "succeeded");
      assert.equal((await payments.findLive(PAID))?.version, 2);
      assert.equal((await payments.findByPaymentIntentId("pi_1"))?.id, PAID.id);
      assert.equal((await payments.listDue({ ...OWNER, now: minute(1), limit: 1 })).length, 1);
      assert.equal((await events.findById(OWNER, EVENT.id))?.version, 2);
      assert.equal((await events.listDue({ ...OWNER, now: minute(1), limit: 1 }))[0]?.version, 2);
    });
  }),
  transactionLaw(
    "TX-04",
    "nobody else reads what a transaction wrote and took back",
    async (subject) => {
      const { one, other, effects } = subject;
      await prepare(subject);
      const { begun, fail, ended } = openTransaction(one, async ({ payments, events, tx }) => {
        await effects.make(tx, "paid");
        await payments.update(PAID);
        await events.update(HANDLED);
      });
      await begun;
      const reads = Promise.all([
        one.payments.findById(PAID.id),
        other.payments.findById(PAID.id),
        one.payments.findLive(PAID),
        other.events.findById(OWNER, EVENT.id),
      ]);
      fail();
      assert.deepStrictEqual(await reads, [PAYMENT, PAYMENT, PAYMENT, EVENT]);
      await ended;
    },
  ),
  transactionLaw(
    "TX-05",
    "a write of somebody else that begins during a transaction is no part of it and outlives its rollback",
    async (subject) => {
      const { one, other } = subject;
      await prepare(subject);
      const { begun, fail, ended } = openTransaction(one, async ({ payments }) => {
        await payments.update(PAID);
      });
      await begun;
      const writes = Promise.all([
        one.payments.reserve(freshPayment({ id: "pay_b", orderRef: "b" })),
        other.payments.reserve(freshPayment({ id: "pay_c", orderRef: "c" })),
        one.events.record(freshEvent({ id: "evt_b" })),
        ended,
      ]);
      fail();
      const [first, second, recorded] = await writes;
      assert.deepStrictEqual(
        [first.inserted, second.inserted, recorded.inserted],
        [true, true, true],
      );
      assert.equal((await other.payments.findById("pay_b"))?.id, "pay_b");
      assert.equal((await one.payments.findById("pay_c"))?.id, "pay_c");
      assert.equal((await other.events.findById(OWNER, "evt_b"))?.id, "evt_b");
      assert.deepStrictEqual(await one.payments.findById(PAYMENT.id), PAYMENT);
    },
  ),
  transactionLaw(
    "TX-06",
    "transactions that read the same payment run one after the other: none of 10 is refused its update",
    async (subject) => {
      const { one, doors } = subject;
      await prepare(subject);
      await together(10, (n) =>
        doorOf(doors, n).transaction(async ({ payments }) => {
          const read = await payments.findById(PAYMENT.id);
          assert.ok(read !== null);
          const next = { ...read, amount: read.amount + 1, version: read.version + 1 };
          assert.equal(await payments.update(next), true);
        }),
      );
      const stored = await one.payments.findById(PAYMENT.id);
      assert.equal(stored?.amount, 2009);
      assert.equal(stored?.version, 11);
    },
  ),
  transactionLaw(
    "TX-07",
    "of 20 transactions at once that handle one event only the first finds it pending",
    async (subject) => {
      const { doors, effects } = subject;
      await prepare(subject);
      await together(20, (n) =>
        doorOf(doors, n).transaction(async ({ events, tx }) => {
          const read = await events.findById(OWNER, EVENT.id);
          if (read?.status !== "pending") return;
          await effects.make(tx, "paid");
          assert.equal(await events.update(HANDLED), true);
        }),
      );
      assert.deepStrictEqual(await effects.seen(), ["paid"]);
    },
  ),
  transactionLaw(
    "TX-08",
    "a refused update is an answer: the transaction goes on and commits",
    async (subject) => {
      const { one, other, effects } = subject;
      await prepare(subject);
      await one.transaction(async ({ payments, events, tx }) => {
        assert.equal(await payments.update({ ...PAID, version: 7 }), false);
        assert.equal((await payments.reserve(freshPayment({ id: "pay_late" }))).inserted, false);
        assert.equal((await events.record(EVENT)).inserted, false);
        await effects.make(tx, "noticed");
      });
      assert.deepStrictEqual(await other.payments.findById(PAYMENT.id), PAYMENT);
      assert.deepStrictEqual(await effects.seen(), ["noticed"]);
    },
  ),
  transactionLaw(
    "TX-09",
    "a unit that is used after its transaction ended throws and writes nothing, also while the next one is open",
    async (subject) => {
      const { one, other } = subject;
      await prepare(subject);
      const kept = await one.transaction(async (unit) => unit);
      const refused = async () => {
        await assert.rejects(kept.payments.update(PAID));
        await assert.rejects(kept.payments.findById(PAYMENT.id));
        await assert.rejects(kept.events.update(HANDLED));
      };
      await refused();
      await one.transaction(refused);
      assert.deepStrictEqual(await other.payments.findById(PAYMENT.id), PAYMENT);
      assert.deepStrictEqual(await other.events.findById(OWNER, EVENT.id), EVENT);
    },
  ),
  transactionLaw(
    "TX-10",
    "a tx that is used after its transaction ended throws and writes nothing, also while the next one is open",
    async ({ one, effects }) => {
      const { tx: kept } = await one.transaction(async ({ tx }) => ({ tx }));
      const refused = () => assert.rejects(async () => effects.make(kept, "too late"));
      await refused();
      await one.transaction(refused);
      assert.deepStrictEqual(await effects.seen(), []);
    },
  ),
  transactionLaw("TX-11", "the store goes on after a transaction that failed", async (subject) => {
    const { one, other, effects } = subject;
    await prepare(subject);
    await assert.rejects(
      one.transaction(async ({ payments }) => {
        await payments.update(PAID);
        throw new Error("The handler failed.");
      }),
    );
    await one.transaction(async ({ payments, tx }) => {
      assert.equal(await payments.update(PAID), true);
      await effects.make(tx, "paid");
    });
    assert.deepStrictEqual(await other.payments.findById(PAID.id), PAID);
    assert.deepStrictEqual(await effects.seen(), ["paid"]);
  }),
];

async function prepare<Tx>({ one }: TransactionSubject<Tx>): Promise<void> {
  await one.payments.reserve(PAYMENT);
  await one.events.record(EVENT);
}
