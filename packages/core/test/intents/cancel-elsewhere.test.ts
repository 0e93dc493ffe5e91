import { expect, test } from "vitest";
import { clientOf, owners, pay } from "../kit/servers-of-owners.ts";

const ORDER = { order_id: "order_1", amount: 1050, currency: "usd" };
const context = { user: "anna" };

test("a deploy that is rolled back: cancel says whose the order's payment is, and frees what never got an intent", async () => {
  const world = owners();
  const stripe = clientOf(world.simulator, "a");
  const server = world.server("named", { stripe, installation: "shop" });
  world.simulator.faults.next("lose_request", { route: "create" });
  await expect(server.process(ORDER, { context })).rejects.toMatchObject({
    code: "payment_outcome_unknown",
  });
  const back = world.server("back", { stripe });
  await expect(back.cancel("order_1")).rejects.toMatchObject({
    code: "payment_in_progress",
    message: expect.stringContaining('installation "shop"'),
  });
  world.shop.clock.advance({ hours: 24 });
  expect(await back.cancel("order_1")).toMatchObject({ status: "canceled" });
  expect(await pay(back, context)).toBe("succeeded");
  expect(world.simulator.ledger.succeededCharges()).toHaveLength(1);
});
