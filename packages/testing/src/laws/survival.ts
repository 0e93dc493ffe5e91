import assert from "node:assert/strict";
import { isPaymentsError } from "@chargeonce/core";
import { freshEvent, freshKey, freshPayment, minute, OWNER } from "../samples.ts";
import { lawThatNeeds, type StoreLaw } from "../store-law.ts";
import { freshStray } from "../stray-samples.ts";

export const survivalLaws: readonly StoreLaw[] = [
  lawThatNeeds(
    "reopen",
    "DURABLE-01",
    "what was acknowledged is there when the data is opened anew",
    async ({ 0: one }, reopen) => {
      const payment = { ...freshPayment(), status: "requires_action", version: 2 };
      const key = { ...freshKey(), paymentId: "pay_b" };
      const event = { ...freshEvent(), status: "dead" as const, version: 2 };
      await one.payments.reserve(freshPayment());
      await one.payments.update(payment);
      await one.idempotency.claim(freshKey());
      await one.idempotency.repoint(key.scopeKey, freshKey().paymentId, key.paymentId);
      await one.events.record(freshEvent());
      await one.events.update(event);
      const cursor = { readUntil: minute(3), readAt: minute(4) };
      await one.feed.advance(OWNER, cursor);
      const stray = freshStray({ resolvedAt: minute(5), resolvedAs: "kept", version: 2 });
      await one.strays.record(freshStray());
      await one.strays.update(stray);
      const anew = await reopen();
      assert.deepStrictEqual(await anew.payments.findById(payment.id), payment);
      assert.deepStrictEqual(await anew.idempotency.find(key.scopeKey), key);
      assert.deepStrictEqual(await anew.events.findById(OWNER, event.id), event);
      assert.deepStrictEqual(await anew.feed.find(OWNER), cursor);
      assert.deepStrictEqual(await anew.strays.find(OWNER, stray.id), stray);
    },
  ),
  lawThatNeeds(
    "cutOff",
    "OUTAGE-01",
    "a store without its data throws store_unavailable from every method: out of reach is never absent",
    async ({ 0: one }, cutOff) => {
      const { payments, idempotency, events, feed, strays } = one;
      const due = { ...OWNER, now: minute(0), limit: 1 };
      const take = { ...due, takenUntil: minute(1) };
      await payments.reserve(freshPayment());
      await idempotency.claim(freshKey());
      await events.record(freshEvent());
      await cutOff();
      const calls: Readonly<Record<string, () => Promise<unknown>>> = {
        reserve: () => payments.reserve(freshPayment()),
        update: () => payments.update(freshPayment({ version: 2 })),
        findById: () => payments.findById("pay_absent"),
        findByPaymentIntentId: () => payments.findByPaymentIntentId("pi_absent"),
        findLive: () => payments.findLive(freshPayment({ orderRef: "absent" })),
        findElsewhere: () => payments.findElsewhere(freshPayment()),
        listOtherOwners: () => payments.listOtherOwners(OWNER, 1),
        takeDue: () => payments.takeDue(take),
        listDue: () => payments.listDue(due),
        listForReview: () => payments.listForReview(OWNER, 1),
        list: () => payments.list({ ...OWNER, limit: 1 }),
        summarize: () =>
          payments.summarize(OWNER, { dueBefore: minute(0), abandonBefore: minute(0) }),
        claim: () => idempotency.claim(freshKey()),
        find: () => idempotency.find("absent"),
        repoint: () => idempotency.repoint("absent", "a", "b"),
        record: () => events.record(freshEvent()),
        "events.update": () => events.update(freshEvent({ version: 2 })),
        "events.findById": () => events.findById(OWNER, "evt_absent"),
        "events.takeDue": () => events.takeDue(take),
        "events.listDue": () => events.listDue(due),
        findUnknown: () => events.findUnknown(OWNER, ["evt_absent"]),
        "events.list": () => events.list({ ...OWNER, limit: 1 }),
        "events.summarize": () => events.summarize(OWNER),
        removeHandled: () => events.removeHandled(OWNER, minute(0), 1),
        "feed.find": () => feed.find(OWNER),
        advance: () => feed.advance(OWNER, { readUntil: minute(0), readAt: minute(0) }),
        "strays.record": () => strays.record(freshStray()),
        "strays.update": () => strays.update(freshStray({ version: 2 })),
        "strays.find": () => strays.find(OWNER, "pi_absent"),
        listOpen: () => strays.listOpen(OWNER, 1),
        listClosed: () => strays.listClosed(OWNER, { since: minute(0), limit: 1 }),
        countOpen: () => strays.countOpen(OWNER),
      };
      for (const [name, call] of Object.entries(calls)) {
        await assert.rejects(call, isStoreUnavailable, `${name} must throw store_unavailable`);
      }
      if (one.transaction !== undefined) {
        await assert.rejects(
          one.transaction(async () => "done"),
          isStoreUnavailable,
        );
      }
    },
  ),
];

function isStoreUnavailable(error: unknown): boolean {
  return isPaymentsError(error) && error.code === "store_unavailable";
}
