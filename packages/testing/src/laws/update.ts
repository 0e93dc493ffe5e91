import assert from "node:assert/strict";
import { isInternalError } from "../is-internal-error.ts";
import { raiseAmount } from "../raise-amount.ts";
import { everyField, freshPayment, minute } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

export const updateLaws: readonly StoreLaw[] = [
  law(
    "UPDATE-01",
    "an update that names the version it read is written whole",
    async ({ stores: [one, other] }) => {
      const before = freshPayment({
        ...everyField(),
        status: "creating",
        paymentIntentId: null,
        steps: [],
      });
      await one.payments.reserve(before);
      const after = { ...before, ...everyField(), version: 2 };
      assert.equal(await one.payments.update(after), true);
      assert.deepStrictEqual(await other.payments.findById(before.id), after);
      assert.deepStrictEqual(await other.payments.findLive(before), after);
    },
  ),
  law(
    "UPDATE-02",
    "an update based on an outdated version is refused and changes nothing",
    async ({ stores: [one, other] }) => {
      const read = freshPayment();
      await one.payments.reserve(read);
      const newer = { ...read, status: "succeeded", version: 2 };
      await one.payments.update(newer);
      assert.equal(await other.payments.update({ ...read, status: "canceled", version: 2 }), false);
      assert.deepStrictEqual(await other.payments.findById(read.id), newer);
    },
  ),
  law(
    "UPDATE-03",
    "an update that keeps its version or skips one is refused",
    async ({ stores: [one] }) => {
      const read = freshPayment();
      await one.payments.reserve(read);
      for (const version of [1, 3, 4]) {
        assert.equal(await one.payments.update({ ...read, status: "review", version }), false);
      }
      assert.deepStrictEqual(await one.payments.findById(read.id), read);
    },
  ),
  law(
    "UPDATE-04",
    "an update of a payment that is not there is refused and makes none",
    async ({ stores: [one] }) => {
      assert.equal(await one.payments.update(freshPayment({ version: 2 })), false);
      assert.equal(await one.payments.update(freshPayment({ version: 1 })), false);
      assert.equal(await one.payments.findById(freshPayment().id), null);
    },
  ),
  law(
    "UPDATE-05",
    "of 20 updates from one version at once exactly one is written",
    async ({ stores }) => {
      const read = freshPayment();
      await stores[0].payments.reserve(read);
      const written = await together(20, (n) =>
        doorOf(stores, n).payments.update({
          ...read,
          customerId: `cus_${n}`,
          version: 2,
        }),
      );
      assert.equal(written.filter((each) => each).length, 1);
      const stored = await stores[1].payments.findById(read.id);
      assert.equal(stored?.customerId, `cus_${written.indexOf(true)}`);
      assert.equal(stored?.version, 2);
    },
  ),
  law(
    "UPDATE-06",
    "20 writers who read again after each refusal lose no update, and nobody is refused in vain",
    async ({ stores }) => {
      await stores[0].payments.reserve(freshPayment({ amount: 1 }));
      // Others write between the reading and the writing of those that are slow.
      await together(20, (n) =>
        raiseAmount(
          doorOf(stores, n).payments,
          freshPayment().id,
          n % 3 === 0 ? "slowly" : "at once",
        ),
      );
      for (let n = 0; n < 5; n += 1) {
        await raiseAmount(doorOf(stores, n).payments, freshPayment().id);
      }
      const stored = await stores[0].payments.findById(freshPayment().id);
      assert.equal(stored?.amount, 26);
      assert.equal(stored?.version, 26);
    },
  ),
  law(
    "UPDATE-07",
    "a PaymentIntent id belongs to one payment: storing it in a second one is an internal error and writes nothing",
    async ({ stores: [one, other] }) => {
      const first = freshPayment({ id: "pay_a", orderRef: "a" });
      const second = freshPayment({ id: "pay_b", orderRef: "b" });
      await one.payments.reserve(first);
      await one.payments.reserve(second);
      await one.payments.update({ ...first, paymentIntentId: "pi_1", version: 2 });
      await assert.rejects(
        other.payments.update({ ...second, paymentIntentId: "pi_1", version: 2 }),
        isInternalError,
      );
      assert.deepStrictEqual(await other.payments.findById("pay_b"), second);
      assert.equal((await other.payments.findByPaymentIntentId("pi_1"))?.id, "pay_a");
    },
  ),
  law(
    "UPDATE-08",
    "a canceled payment cannot come back to life beside the order's next one",
    async ({ stores: [one, other] }) => {
      const first = freshPayment({ id: "pay_a" });
      await one.payments.reserve(first);
      const canceled = { ...first, status: "canceled", version: 2 };
      await one.payments.update(canceled);
      await one.payments.reserve(freshPayment({ id: "pay_b" }));
      await assert.rejects(
        other.payments.update({ ...first, status: "succeeded", updatedAt: minute(1), version: 3 }),
        isInternalError,
      );
      assert.deepStrictEqual(await other.payments.findById("pay_a"), canceled);
      assert.equal((await other.payments.findLive(first))?.id, "pay_b");
    },
  ),
];
