import { expect, test } from "vitest";
import { setUp } from "./stripe-client.ts";

test("the log of requests keeps the newest 10,000, in order", () => {
  const { simulator } = setUp();
  for (let n = 1; n <= 10_003; n += 1) {
    simulator.engine.handle({
      method: "GET",
      path: `/v1/nothing/${n}`,
      query: "",
      headers: { authorization: "Bearer sk_test_simulator" },
      body: "",
    });
  }
  expect(simulator.requests).toHaveLength(10_000);
  expect(simulator.requests[0]?.path).toBe("/v1/nothing/4");
  expect(simulator.requests.at(-1)?.path).toBe("/v1/nothing/10003");
});
