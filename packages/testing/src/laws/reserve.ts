import assert from "node:assert/strict";
import type { Payment } from "@chargeonce/core";
import { isInternalError } from "../is-internal-error.ts";
import { everyField, freshPayment, minute } from "../samples.ts";
import { doorOf, law, type StoreLaw } from "../store-law.ts";
import { together } from "../together.ts";

const LIVE = [
  "creating",
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "processing",
  "requires_capture",
  "succeeded",
  "review",
  "a_status_of_tomorrow",
];

/** Orders that a careless key, a collation or a text encoding would take for one. */
const ORDERS: readonly Partial<Payment>[] = [
  {},
  { tenant: "b" },
  { account: "acct_1" },
  { livemode: true },
  { installation: "staging" },
  { orderRef: "a" },
  { orderRef: "A" },
  { orderRef: "a " },
  { orderRef: "a\u0000" },
  { orderRef: "a\u0000b" },
  { orderRef: "\u00e9" },
  { orderRef: "e\u0301" },
  { orderRef: "\ud800" },
  { orderRef: "\ud801" },
  { orderRef: "\ufffd" },
  { orderRef: "\\ud800" },
  { orderRef: "1" },
  { orderRef: "01" },
  { orderRef: "1.0" },
  { tenant: "x", orderRef: "y|z" },
  { tenant: "x|y", orderRef: "z" },
];

export const reserveLaws: readonly StoreLaw[] = [
  law(
    "RESERVE-01",
    "a reserved payment is stored whole, every field as it was given",
    async ({ stores: [one, other] }) => {
      const given = freshPayment(everyField());
      assert.deepStrictEqual(await one.payments.reserve(given), { payment: given, inserted: true });
      assert.deepStrictEqual(await other.payments.findById(given.id), given);
    },
  ),
  law(
    "RESERVE-02",
    "of 20 reservations of one order at once exactly one inserts, and all get its payment",
    async ({ stores }) => {
      const answers = await together(20, (n) =>
        doorOf(stores, n).payments.reserve(freshPayment({ id: `pay_${n}`, amount: 100 + n })),
      );
      const [winner, ...others] = answers.filter(({ inserted }) => inserted);
      assert.ok(winner !== undefined, "nobody inserted");
      assert.equal(others.length, 0, "several inserted");
      for (const { payment } of answers) assert.deepStrictEqual(payment, winner.payment);
      assert.deepStrictEqual(await stores[0].payments.findById(winner.payment.id), winner.payment);
    },
  ),
  law(
    "RESERVE-03",
    "a payment in any status but canceled holds its order",
    async ({ stores: [one, other] }) => {
      for (const status of LIVE) {
        const held = freshPayment({ id: `pay_held_${status}`, orderRef: status });
        await one.payments.reserve(held);
        const live = { ...held, status, version: 2 };
        assert.equal(await one.payments.update(live), true);
        assert.deepStrictEqual(
          await other.payments.reserve(
            freshPayment({ id: `pay_late_${status}`, orderRef: status }),
          ),
          { payment: live, inserted: false },
        );
        assert.equal(await one.payments.findById(`pay_late_${status}`), null);
      }
    },
  ),
  law(
    "RESERVE-04",
    "a canceled payment frees its order, and stays",
    async ({ stores: [one, other] }) => {
      await one.payments.reserve(freshPayment({ id: "pay_a" }));
      const canceled = freshPayment({ id: "pay_a", status: "canceled", version: 2 });
      await one.payments.update(canceled);
      const next = await other.payments.reserve(freshPayment({ id: "pay_b" }));
      assert.equal(next.inserted, true);
      assert.equal(next.payment.id, "pay_b");
      assert.deepStrictEqual(await other.payments.findById("pay_a"), canceled);
    },
  ),
  law(
    "RESERVE-05",
    "the store counts an order's payments: the attempt that was given is ignored",
    async ({ stores: [one, other] }) => {
      await one.payments.reserve(freshPayment({ id: "pay_other", orderRef: "another order" }));
      for (const [id, attempt] of [
        ["pay_a", 1],
        ["pay_b", 2],
        ["pay_c", 3],
      ] as const) {
        const { payment } = await one.payments.reserve(freshPayment({ id, attempt: 99 }));
        assert.equal(payment.attempt, attempt);
        assert.equal((await other.payments.findById(id))?.attempt, attempt);
        await one.payments.update({ ...payment, status: "canceled", version: 2 });
      }
    },
  ),
  law(
    "RESERVE-06",
    "reserving a stored payment again returns it as it is, live or not, and inserts nothing",
    async ({ stores: [one, other] }) => {
      const first = freshPayment({ id: "pay_a" });
      await one.payments.reserve(first);
      const changed = {
        ...first,
        status: "requires_action",
        amount: 5,
        updatedAt: minute(1),
        version: 2,
      };
      await one.payments.update(changed);
      assert.deepStrictEqual(await other.payments.reserve(first), {
        payment: changed,
        inserted: false,
      });

      const canceled = { ...changed, status: "canceled", version: 3 };
      await one.payments.update(canceled);
      assert.deepStrictEqual(await other.payments.reserve(first), {
        payment: canceled,
        inserted: false,
      });
      assert.equal(await one.payments.findLive(first), null);

      await one.payments.reserve(freshPayment({ id: "pay_b" }));
      assert.deepStrictEqual(await other.payments.reserve(first), {
        payment: canceled,
        inserted: false,
      });
    },
  ),
  law(
    "RESERVE-07",
    "orders that differ in tenant, account, mode, installation or one character of their id are different orders",
    async ({ stores: [one, other] }) => {
      for (const [n, order] of ORDERS.entries()) {
        const { inserted } = await one.payments.reserve(freshPayment({ id: `pay_${n}`, ...order }));
        assert.equal(inserted, true, `order ${n} was taken for another`);
      }
      for (const [n, order] of ORDERS.entries()) {
        const given = freshPayment({ id: `pay_${n}`, ...order });
        assert.deepStrictEqual(await other.payments.findLive(given), given);
      }
    },
  ),
  law(
    "RESERVE-08",
    "a payment id belongs to one order: reserving it for a second one is an internal error and writes nothing",
    async ({ stores: [one, other] }) => {
      const first = freshPayment({ orderRef: "a" });
      await one.payments.reserve(first);
      for (const elsewhere of [{ orderRef: "b" }, { tenant: "b" }, { livemode: true }]) {
        const second = freshPayment({ ...first, ...elsewhere, amount: 5 });
        await assert.rejects(other.payments.reserve(second), isInternalError);
        assert.equal(await other.payments.findLive(second), null);
      }
      assert.deepStrictEqual(await other.payments.findById(first.id), first);
    },
  ),
];
