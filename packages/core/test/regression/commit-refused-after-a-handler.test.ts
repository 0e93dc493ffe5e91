import { type MemoryTransaction, memoryStore, PaymentsError, type Store } from "@chargeonce/core";
import { expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

/** A database whose constraints look at what handlers wrote when the transaction commits, as deferred ones do. */
function shopWithDeferredConstraint() {
  const memory = memoryStore();
  const rows: string[] = [];
  const constraint = { broken: true };
  const store: Store<MemoryTransaction> = {
    ...memory,
    transaction: (work) =>
      memory.transaction(async (unit) => {
        const result = await work(unit);
        if (rows.length === 0 || !constraint.broken) return result;
        throw new PaymentsError("internal_error", "The commit was refused by a constraint.");
      }),
  };
  const write = (row: string, tx: MemoryTransaction) => {
    rows.push(row);
    tx.onRollback(() => rows.pop());
  };
  const shop = createShop(
    {
      ids: fixedIds(),
      onPayment: { succeeded: ({ payment, tx }) => write(payment.orderRef, tx) },
      onEvent: { "charge.succeeded": ({ event, tx }) => write(event.type, tx) },
    },
    { store },
  );
  return { shop, rows, constraint };
}

test("a commit that is refused after a handler was heard does not hide from the payer that he paid", async () => {
  const { shop, rows, constraint } = shopWithDeferredConstraint();
  const told = await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
  const kept = await storedPayment(shop, FIRST_PAYMENT);
  expect(kept.status).toBe("succeeded");
  expect(kept.effects).toMatchObject([
    {
      key: "succeeded",
      state: "due",
      tries: 1,
      lastError: "The commit was refused by a constraint.",
    },
  ]);
  expect(rows).toEqual([]);

  constraint.broken = false;
  shop.clock.advance({ minutes: 1 });
  await shop.payments.reconcile();
  expect(rows).toEqual(["charge.succeeded", "order_1"]);
  expect(charged(shop)).toHaveLength(1);
});

test("an event whose handler's writes are refused at the commit is kept, and handled when they can be", async () => {
  const { shop, rows, constraint } = shopWithDeferredConstraint();
  await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  const event = lastEvent(shop, "charge.succeeded");
  expect((await deliverCrafted(shop, event)).status).toBe(503);
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({
    status: "pending",
    attempts: 1,
  });

  constraint.broken = false;
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect(rows).toEqual(["charge.succeeded"]);
});
