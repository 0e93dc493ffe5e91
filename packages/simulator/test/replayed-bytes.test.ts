import { expect, test } from "vitest";
import { setUp } from "./stripe-client.ts";

const PAY = "amount=1099&currency=usd&confirm=true&return_url=https://shop.example/done";

test.each([
  ["names like numbers", "amount=1099&currency=usd&metadata[2]=b&metadata[1]=a&metadata[x]="],
  ["a name of JavaScript's own", "amount=1099&currency=usd&metadata[__proto__]=1"],
  ["odd characters", "amount=1099&currency=usd&metadata[a]=%22%5C%0A%E2%80%A8%F0%9F%98%80"],
  ["a paid one", `${PAY}&payment_method=pm_card_visa`],
  ["a declined one, with the objects in its error", `${PAY}&payment_method=pm_card_chargeDeclined`],
])("an answer is replayed to the byte: %s", async (_what, body) => {
  const { simulator } = setUp();
  const send = async () => {
    const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
      method: "POST",
      headers: { authorization: "Bearer sk_test_simulator", "idempotency-key": "one" },
      body,
    });
    return { replayed: response.headers.get("idempotent-replayed"), text: await response.text() };
  };
  const first = await send();
  expect(first).toEqual({ replayed: null, text: expect.stringContaining('\n  "') });
  expect(await send()).toEqual({ replayed: "true", text: first.text });
});
