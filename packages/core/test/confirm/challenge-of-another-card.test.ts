import { expect, test } from "vitest";
import { charged, confirmOrder, intentIdOf, processOrder, requestsTo } from "../kit/pay.ts";
import { START_OVER } from "../kit/people.ts";
import { createShop } from "../kit/shop.ts";

test("a card that was confirmed during another card's challenge, and got lost, is never answered with that challenge", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  const first = await confirmOrder(shop, processed, "pm_card_threeDSecure2Required", { key: "a" });
  expect(first.body.status).toBe("requires_action");
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  const other = () => confirmOrder(shop, processed, "pm_card_mastercard", { key: "b" });
  expect((await other()).status).toBe(503);
  expect((await other()).body.error.code).toBe("payment_in_progress");
  shop.clock.advance({ seconds: 30 });
  expect(await other()).toMatchObject(START_OVER);
  expect(() => shop.simulator.authenticate(intentIdOf(processed), "complete")).toThrow();
  expect(charged(shop)).toEqual([]);
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
});

test("an older card's lost confirm does not end the challenge of a newer one", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_request", { route: "confirm" });
  const older = () => confirmOrder(shop, processed, "pm_card_mastercard", { key: "a" });
  expect((await older()).status).toBe(503);
  const app = shop.simulator.confirmOnClient(processed.body.client_secret, {
    paymentMethod: "pm_card_threeDSecure2Required",
  });
  expect(app.ok).toBe(true);
  expect((await older()).body.status).toBe("requires_action");
  expect(requestsTo(shop, "cancel")).toEqual([]);
});
