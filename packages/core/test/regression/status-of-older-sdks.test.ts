import { expect, it } from "vitest";
import { factsOfResponse } from "../../src/stripe/read-http-facts.ts";

it("the status of an answer is known with the fetch client of older Stripe SDKs, which hands over the Response", () => {
  const lastResponse = Object.assign(new Response("{}", { status: 201 }), { requestId: "req_1" });
  expect(factsOfResponse({ lastResponse })).toEqual({
    status: 201,
    requestId: "req_1",
    failure: null,
  });
});
