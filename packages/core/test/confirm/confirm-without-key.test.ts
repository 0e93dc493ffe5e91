import { expect, test } from "vitest";
import { fixedIds } from "../kit/fixed-ids.ts";
import { confirmOrder, intentIdOf, processOrder, requestsTo } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test("a request without a key that hears how its card's challenge ended does not begin another one", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  shop.simulator.faults.next("lose_response", { route: "confirm" });
  const confirmAgain = () => confirmOrder(shop, processed, "pm_card_authenticationRequired");
  expect((await confirmAgain()).status).toBe(503);
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  expect(await confirmAgain()).toMatchObject({
    status: 402,
    body: { error: { code: "authentication_failed" } },
  });
  expect(requestsTo(shop, "confirm").map(({ replayed }) => replayed)).toEqual([false, true]);
});
