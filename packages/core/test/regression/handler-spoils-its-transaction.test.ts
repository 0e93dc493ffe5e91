import { expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { storeDown, watchStore } from "../kit/watched-store.ts";

/** As after a statement of the handler's that failed and was swallowed: the database takes nothing more in it. */
function spoilingShop() {
  const watched = watchStore();
  const told: string[] = [];
  const world = { spoils: true };
  const shop = createShop(
    {
      ids: fixedIds(),
      onPayment: {
        succeeded: ({ payment }) => {
          if (world.spoils) watched.next("unit.payments.update", "before", storeDown);
          else told.push(payment.orderRef);
        },
      },
    },
    { store: watched.store },
  );
  return { shop, told, world };
}

test("a handler that spoils its transaction does not keep a taken payment from being stored and told as succeeded", async () => {
  const { shop, told, world } = spoilingShop();
  const paid = await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  expect(paid).toMatchObject({ status: 200, body: { status: "succeeded" } });
  expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
    status: "succeeded",
    effects: [{ key: "succeeded", state: "due", tries: 1 }],
  });
  world.spoils = false;
  shop.clock.advance({ hours: 1 });
  await shop.payments.reconcile();
  expect(told).toEqual(["order_1"]);
  expect(charged(shop)).toHaveLength(1);
});

test("a handler that spoils the webhook's transaction leaves the payment succeeded and the event pending", async () => {
  const { shop, told, world } = spoilingShop();
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  const event = lastEvent(shop, "payment_intent.succeeded");
  expect((await deliverCrafted(shop, event)).status).toBe(503);
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("succeeded");
  expect(await shop.store.events.findById(OWNER, event.id)).toMatchObject({ status: "pending" });
  world.spoils = false;
  expect((await deliverCrafted(shop, event)).status).toBe(200);
  expect(told).toEqual(["order_1"]);
});
