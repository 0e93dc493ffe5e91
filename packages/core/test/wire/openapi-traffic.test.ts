import { describe, expect, it } from "vitest";
import { checkExchange, type Exchange } from "../kit/check-exchange.ts";
import { ORDER_1, pay } from "../kit/customer.ts";
import { holdToOpenapi } from "../kit/hold-to-openapi.ts";
import { createShop } from "../kit/shop.ts";

// Every shop of these tests is held to the document by its harness: what follows shows that this bites.

const PROCESSED: Exchange = {
  path: "/process",
  amountUnit: "minor",
  request: { headers: { "idempotency-key": "tap-1" }, body: ORDER_1 },
  response: {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: {
      client_secret: "pi_1_secret_2",
      status: "requires_payment_method",
      payment_id: "pay_1",
      next_step: "confirm_on_client",
    },
  },
};
const { request, response } = PROCESSED;
const ERROR = { code: "order_not_found", message: "No.", retryable: false };
const refused = (status: number, error: object, headers = {}): Partial<Exchange> => ({
  response: { status, headers: { ...response.headers, ...headers }, body: { error } },
});

describe("docs/openapi.json", () => {
  it("allows what process answers, and what it refuses", () => {
    expect(checkExchange(PROCESSED)).toEqual([]);
    expect(checkExchange({ ...PROCESSED, ...refused(404, ERROR) })).toEqual([]);
  });

  it.each<[string, Partial<Exchange>, RegExp]>([
    [
      "a status that it does not name",
      { response: { ...response, status: 201 } },
      /does not answer 201/,
    ],
    [
      "an answer without a field that it promises",
      { response: { ...response, body: { client_secret: "pi_1_secret_2" } } },
      /required property 'payment_id'/,
    ],
    [
      "an answer with a field that it does not name",
      { response: { ...response, body: { ...Object(response.body), amount: 1050 } } },
      /unevaluatedProperty":"amount"/,
    ],
    [
      "a next step that it does not list",
      { response: { ...response, body: { ...Object(response.body), next_step: "pray" } } },
      /next_step must be equal to one of the allowed values/,
    ],
    [
      "an answer that a cache may keep",
      { response: { ...response, headers: {} } },
      /header Cache-Control is missing/,
    ],
    [
      "a header that it does not name",
      { response: { ...response, headers: { ...response.headers, "x-powered-by": "us" } } },
      /header x-powered-by is not named/,
    ],
    [
      "a Retry-After that is no number of seconds",
      refused(
        409,
        { ...ERROR, code: "payment_in_progress", retryable: true },
        { "retry-after": "soon" },
      ),
      /Retry-After is "soon"/,
    ],
    [
      "a code under another code's status",
      refused(409, ERROR),
      /error\/code must be equal to one of the allowed values/,
    ],
    [
      "an error with a field that it does not name",
      refused(404, { ...ERROR, stack: "at …" }),
      /"stack"/,
    ],
    [
      "an error without its message",
      refused(404, { code: "order_not_found", retryable: false }),
      /'message'/,
    ],
    [
      "granting a request without an amount",
      { request: { ...request, body: { order_id: "order_1", currency: "usd" } } },
      /the request must have required property 'amount'/,
    ],
    [
      "granting an amount in words where the server counts in minor units",
      { request: { ...request, body: { ...ORDER_1, amount: "10.50" } } },
      /the request\/amount must be integer/,
    ],
    [
      "granting an empty key",
      { request: { ...request, headers: { "idempotency-key": "" } } },
      /header Idempotency-Key/,
    ],
    ["granting an event that nobody signed", { path: "/webhook" }, /Stripe-Signature is missing/],
  ])("does not allow %s", (_, changed, sentence) => {
    expect(checkExchange({ ...PROCESSED, ...changed }).join("; ")).toMatch(sentence);
  });

  it("lets a server that counts in major units take the decimal", () => {
    const body = { ...ORDER_1, amount: "10.50" };
    expect(
      checkExchange({ ...PROCESSED, amountUnit: "major", request: { ...request, body } }),
    ).toEqual([]);
  });

  it("holds every shop: an answer that it does not allow fails the test that asked", async () => {
    const shop = createShop();
    const { confirmed } = await pay(shop);
    expect(confirmed).toMatchObject({ status: 200, body: { status: "succeeded" } });
    const answer = { status: 200, headers: {}, body: '{"status":"succeeded"}' };
    const { http } = shop.payments;
    const bent = { ...shop.payments, http: { ...http, handle: async () => answer } };
    await expect(shop.post("/confirm", {}, { to: holdToOpenapi(bent) })).rejects.toThrow(
      /^docs\/openapi.json does not allow this exchange: the request must have required property 'payment_intent_client_secret'/,
    );
  });
});
