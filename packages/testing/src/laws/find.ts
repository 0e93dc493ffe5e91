import assert from "node:assert/strict";
import type { Contradiction, Effect, Payment } from "@chargeonce/core";
import { keep } from "../keep.ts";
import { freshEvent, freshKey, freshPayment, minute, OWNER } from "../samples.ts";
import { law, type StoreLaw } from "../store-law.ts";

export const findLaws: readonly StoreLaw[] = [
  law("FIND-01", "what is not there is null", async ({ stores: [one] }) => {
    await one.payments.reserve(freshPayment());
    await one.idempotency.claim(freshKey());
    await one.events.record(freshEvent());
    assert.equal(await one.payments.findById("pay_absent"), null);
    assert.equal(await one.payments.findByPaymentIntentId("pi_absent"), null);
    assert.equal(await one.payments.findLive(freshPayment({ orderRef: "absent" })), null);
    assert.equal(await one.payments.findElsewhere(freshPayment()), null);
    assert.equal(await one.idempotency.find("absent"), null);
    assert.equal(await one.events.findById(OWNER, "evt_absent"), null);
  }),
  law(
    "FIND-02",
    "a payment is found by its PaymentIntent, also when it is canceled",
    async ({ stores: [one, other] }) => {
      const a = await keep(one.payments, { id: "pay_a", orderRef: "a", paymentIntentId: "pi_a" });
      const b = await keep(one.payments, {
        id: "pay_b",
        orderRef: "b",
        paymentIntentId: "pi_b",
        status: "canceled",
      });
      await keep(one.payments, { id: "pay_c", orderRef: "c" });
      assert.deepStrictEqual(await other.payments.findByPaymentIntentId("pi_a"), a);
      assert.deepStrictEqual(await other.payments.findByPaymentIntentId("pi_b"), b);
      assert.equal(await other.payments.findByPaymentIntentId(""), null);
    },
  ),
  law("FIND-03", "a canceled payment is not live", async ({ stores: [one, other] }) => {
    const canceled = await keep(one.payments, { status: "canceled" });
    assert.equal(await other.payments.findLive(canceled), null);
  }),
  law(
    "FIND-04",
    "due payments are listed from their instant on, the longest due first, no more than asked for",
    async ({ stores: [one, other] }) => {
      for (const [id, dueAt] of [
        ["pay_2", minute(2)],
        ["pay_never", null],
        ["pay_1", minute(1)],
        ["pay_4", minute(4)],
        ["pay_3", minute(3)],
      ] as const) {
        await keep(one.payments, { id, orderRef: id, dueAt });
      }
      const due = async (now: Date, limit: number) =>
        (await other.payments.listDue({ ...OWNER, now, limit })).map(({ id }) => id);
      assert.deepStrictEqual(await due(minute(3), 10), ["pay_1", "pay_2", "pay_3"]);
      assert.deepStrictEqual(await due(minute(3), 2), ["pay_1", "pay_2"]);
      assert.deepStrictEqual(await due(new Date(minute(1).getTime() - 1), 10), []);
    },
  ),
  law(
    "FIND-05",
    "an update moves a payment in the list of what is due, or out of it",
    async ({ stores: [one, other] }) => {
      const a = await keep(one.payments, { id: "pay_a", orderRef: "a", dueAt: minute(1) });
      const b = await keep(one.payments, { id: "pay_b", orderRef: "b", dueAt: minute(2) });
      await one.payments.update({ ...a, dueAt: minute(3), version: a.version + 1 });
      await one.payments.update({ ...b, dueAt: null, version: b.version + 1 });
      const due = (now: Date) => other.payments.listDue({ ...OWNER, now, limit: 10 });
      assert.deepStrictEqual(await due(minute(2)), []);
      assert.deepStrictEqual(await due(minute(3)), [{ ...a, dueAt: minute(3), version: 3 }]);
    },
  ),
  law(
    "FIND-06",
    "payments in review, with an open contradiction or a dead effect are listed for a person, oldest first, no more than asked for",
    async ({ stores: [one, other] }) => {
      const open: Contradiction = {
        kind: "succeeded_after_canceled",
        paymentIntentId: "pi_1",
        seenAt: minute(5),
        resolvedAt: null,
        resolvedAs: null,
      };
      const closed: Contradiction = { ...open, resolvedAt: minute(6), resolvedAs: "closed" };
      const dead: Effect = {
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
      const payments: readonly Partial<Payment>[] = [
        { id: "pay_4", createdAt: minute(4), status: "succeeded", effects: [dead] },
        { id: "pay_3", createdAt: minute(3), status: "succeeded", contradictions: [closed, open] },
        { id: "pay_1", createdAt: minute(1), status: "canceled", contradictions: [open] },
        { id: "pay_fine", createdAt: minute(0), status: "succeeded" },
        { id: "pay_closed", createdAt: minute(0), status: "canceled", contradictions: [closed] },
        { id: "pay_2", createdAt: minute(2), status: "review" },
      ];
      for (const each of payments) await keep(one.payments, { orderRef: `${each.id}`, ...each });
      const listed = async (limit: number) =>
        (await other.payments.listForReview(OWNER, limit)).map(({ id }) => id);
      assert.deepStrictEqual(await listed(10), ["pay_1", "pay_2", "pay_3", "pay_4"]);
      assert.deepStrictEqual(await listed(2), ["pay_1", "pay_2"]);

      const reviewed = await other.payments.findById("pay_2");
      assert.ok(reviewed !== null);
      await one.payments.update({ ...reviewed, status: "succeeded", version: 3 });
      assert.deepStrictEqual(await listed(10), ["pay_1", "pay_3", "pay_4"]);
    },
  ),
  law(
    "FIND-07",
    "what a caller changes in a record it gave or got changes nothing that is stored",
    async ({ stores: [one] }) => {
      const given = freshPayment({ orderRequest: { cart: ["a"] } });
      const { payment: reserved } = await one.payments.reserve(given);
      spoil(given);
      spoil(reserved);
      spoil(await one.payments.findById(given.id));
      spoil(await one.payments.findLive(given));
      assert.deepStrictEqual(
        await one.payments.findById(given.id),
        freshPayment({ orderRequest: { cart: ["a"] } }),
      );

      const event = freshEvent({ body: { cart: ["a"] } });
      await one.events.record(event);
      spoil({ orderRequest: event.body });
      spoil({ orderRequest: (await one.events.findById(OWNER, event.id))?.body ?? {} });
      assert.deepStrictEqual((await one.events.findById(OWNER, event.id))?.body, { cart: ["a"] });
    },
  ),
];

function spoil(record: Pick<Payment, "orderRequest"> | null): void {
  assert.ok(record !== null);
  record.orderRequest.cart = ["spoiled"];
}
