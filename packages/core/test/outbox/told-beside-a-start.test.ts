import { createGate } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { charged, confirmOrder, ORDER_1, processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { watchStore } from "../kit/watched-store.ts";

test("a failure that a key is about to be told is not told once another request of that key has started a try", async () => {
  const watched = watchStore();
  const shop = createShop({}, { store: watched.store });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, {
    paymentMethod: "pm_card_visa_chargeDeclined",
  });
  await shop.deliver();
  const confirm = () => confirmOrder(shop, processed, null, { key: "tap-1" });
  // The first request has seen the failure and is about to write down that its key is told so.
  const writes = createGate();
  const goOn = createGate();
  watched.next("payments.update", "before", async () => {
    writes.open();
    await goOn.passed;
  });
  const told = confirm();
  await writes.passed;
  await shop.post("/process", { ...ORDER_1, payment_method_id: "pm_card_visa" }, { key: "tap-2" });
  const paid = await confirm();
  goOn.open();
  expect(paid.body.status).toBe("succeeded");
  expect((await told).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});
