import { PaymentsError } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { handle, ORDER_1, pay, process, raw } from "../kit/customer.ts";
import { deliver, paidInTheApp, sign } from "../kit/deliveries.ts";
import { createShop } from "../kit/shop.ts";

describe("every answer", () => {
  it.each([
    ["a success", {}],
    ["a refusal", { body: raw("no JSON") }],
    ["a body of the wrong type", { headers: {} }],
    ["GET", { method: "GET" }],
    ["a webhook", { path: "/webhook" }],
  ])("%s is JSON in UTF-8, is not to be stored, and tells its length", async (_, request) => {
    const answer = await handle(createShop().payments, request);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "content-length": String(Buffer.byteLength(answer.body)),
    });
  });

  it("has its length in bytes, not in characters", async () => {
    const shop = createShop({
      loadOrder: async () => {
        throw new PaymentsError("forbidden", "€ ü 😀");
      },
    });
    const answer = await handle(shop.payments, {});
    expect(answer.body).toBe('{"error":{"code":"forbidden","message":"€ ü 😀","retryable":false}}');
    expect(answer.headers["content-length"]).toBe("72");
  });

  it("to a webhook that was received has the same headers", async () => {
    const { shop, event } = await paidInTheApp();
    const payload = JSON.stringify(event);
    const headers = { "stripe-signature": sign(payload) };
    const answer = await handle(shop.payments, { path: "/webhook", headers, body: raw(payload) });
    expect(answer).toEqual({
      status: 200,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        "content-length": "17",
      },
      body: '{"received":true}',
    });
  });
});

describe("a body", () => {
  it.each([
    ["no JSON", "amount=1050"],
    ["empty", ""],
    ["half", '{"amount":1050'],
    ["text", '"amount"'],
    ["a list", "[1050]"],
    ["null", "null"],
    ["with a member named __proto__", '{"amount":1050,"currency":"usd","__proto__":{}}'],
    ["nested 40 deep", `{"amount":1050,"currency":"usd","x":${"[".repeat(40)}${"]".repeat(40)}}`],
  ])("that is %s is refused as invalid_request", async (_, text) => {
    const answer = await handle(createShop().payments, { body: raw(text) });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "invalid_request" } });
  });

  it("that is not UTF-8 is refused as invalid_request", async () => {
    const bytes = raw(JSON.stringify({ ...ORDER_1, note: "x" })).bytes.map((byte) =>
      byte === 0x78 ? 0xff : byte,
    );
    const answer = await handle(createShop().payments, { body: { kind: "raw", bytes } });
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { code: "invalid_request", message: "The body is not JSON in UTF-8." },
    });
  });

  it("that did not come whole is refused as invalid_request", async () => {
    const answer = await handle(createShop().payments, { body: { kind: "aborted" } });
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { code: "invalid_request", message: "The body did not come whole." },
    });
  });

  it.each([
    ["application/json", 200],
    ["application/json; charset=utf-8", 200],
    ["Application/JSON", 200],
    ["application/vnd.shop+json", 200],
    ["application/x-www-form-urlencoded", 415],
    ["text/plain", 415],
    ["application/jsonp", 415],
  ])("of the type %s is answered %i", async (type, status) => {
    const answer = await handle(createShop().payments, { headers: { "content-type": type } });
    expect(answer.status).toBe(status);
  });
});

describe("internal_error", () => {
  const LEAKY = new Error(
    "SELECT * FROM payments WHERE key='sk_live_51secret' -- pi_1_secret_2 at /srv/app/orders.js:7",
  );
  const CLEAN =
    "SELECT * FROM payments WHERE key='sk_live_[removed]' -- pi_1_secret_[removed] at /srv/app/orders.js:7";

  it("says nothing of what was thrown; the log has it under the error_id of the answer", async () => {
    const shop = createShop({
      loadOrder: async () => {
        throw LEAKY;
      },
    });
    const reply = await process(shop);
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply.body)).not.toMatch(
      /SELECT|sk_live|_secret_|\/srv|orders\.js|stack/,
    );
    expect(shop.log).toEqual([
      {
        level: "error",
        fields: {
          event: "internal_error",
          error_id: reply.body.error.error_id,
          error: {
            type: "Error",
            message: CLEAN,
            stack: expect.stringContaining(`Error: ${CLEAN}`),
          },
        },
        message: CLEAN,
      },
    ]);
    expect(JSON.stringify(shop.log)).not.toMatch(/51secret|secret_2/);
  });

  it.each([["text"], [undefined], [{ code: "forbidden" }]])(
    "is told when loadOrder throws %j, which is no Error",
    async (thrown) => {
      const shop = createShop({ loadOrder: () => Promise.reject(thrown) });
      const reply = await process(shop);
      expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
      expect(shop.log).toMatchObject([{ fields: { error_id: reply.body.error.error_id } }]);
    },
  );

  it.each([
    ["context", { context: () => Promise.reject(LEAKY) }],
    ["a path that match does not know", { path: "/refund" }],
  ])("is told when %s fails, and handle never rejects", async (_, request) => {
    const answer = await handle(createShop().payments, request);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("sk_live");
  });

  it("is told when loadOrder answers an order that is none; the log says what is wrong", async () => {
    const wrong = { id: "order_1", amount: 10.5, currency: "usd" };
    const shop = createShop({ loadOrder: async () => wrong });
    expect((await process(shop)).body.error.code).toBe("internal_error");
    expect(shop.log[0]?.message).toMatch(/^loadOrder returned an order whose amount is wrong/);
  });
});

describe("the log", () => {
  it("never holds a client secret, a key or a body, whatever happened", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_visa_chargeDeclined");
    shop.simulator.faults.next("error_500_before", { route: "confirm" });
    await process(shop, { payment_method_id: "pm_card_visa" });
    await shop.post("/confirm", { payment_intent_client_secret: secret });
    await deliver(shop, { id: "evt_1" }, "t=1,v1=2");
    const log = JSON.stringify(shop.log);
    expect(shop.log.length).toBeGreaterThan(1);
    expect(log).not.toMatch(/_secret_|sk_test|whsec_|order_id/);
  });
});
