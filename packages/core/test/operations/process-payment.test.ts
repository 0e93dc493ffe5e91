import { PaymentsError } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { asked, ORDER_1, process } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

const SECRET = expect.stringMatching(/^pi_[A-Za-z0-9]+_secret_[A-Za-z0-9]+$/);
const PAYMENT_ID = expect.stringMatching(/^pay_[0-9a-f]+$/);

describe("POST /process", () => {
  it("without a payment_method_id answers requires_payment_method, and no requires_action", async () => {
    const reply = await process(createShop());
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      client_secret: SECRET,
      status: "requires_payment_method",
      payment_id: PAYMENT_ID,
      next_step: "confirm_on_client",
    });
  });

  it("with a payment_method_id creates the intent with it and does not confirm it", async () => {
    const shop = createShop();
    const reply = await process(shop, { payment_method_id: "pm_card_visa" });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      client_secret: SECRET,
      status: "requires_confirmation",
      payment_id: PAYMENT_ID,
      next_step: "confirm_on_server",
    });
    expect(asked(shop)).toEqual(["POST payment_intents"]);
    expect(shop.simulator.ledger.charges()).toEqual([]);
  });

  it("takes a payment_method_id of null as absent", async () => {
    const reply = await process(createShop(), { payment_method_id: null });
    expect(reply).toMatchObject({ status: 200, body: { status: "requires_payment_method" } });
  });

  it("takes the amount in the smallest unit by default", async () => {
    const shop = createShop();
    expect((await process(shop, { amount: 1050 })).status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toMatchObject([
      { amount: 1050, currency: "usd" },
    ]);
    expect(await process(shop, { amount: 10.5 })).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_request", issues: [{ path: "amount" }] } },
    });
  });

  it.each([10.5, "10.5", "10.50"])(
    "takes %j as the decimal it is where the server counts in major units",
    async (amount) => {
      const shop = createShop({ amountUnit: "major" });
      expect((await process(shop, { amount })).status).toBe(200);
      expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ amount: 1050 }]);
    },
  );

  it("refuses a major amount with more decimals than the currency, rounding nothing", async () => {
    const shop = createShop({ amountUnit: "major" });
    expect(await process(shop, { amount: "10.500" })).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable" } },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("takes the currency in either case", async () => {
    const shop = createShop();
    expect((await process(shop, { currency: "USD" })).status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ currency: "usd" }]);
  });

  it.each([
    ["amount", undefined],
    ["amount", "1050"],
    ["amount", 0],
    ["amount", -1050],
    ["currency", undefined],
    ["currency", 840],
    ["currency", "dollars"],
    ["payment_method_id", 7],
    ["payment_method_id", "tok_visa"],
  ])("refuses %s %j, naming the field", async (field, value) => {
    const shop = createShop();
    expect(await process(shop, { [field]: value })).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_request", issues: [{ path: field }] } },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("hands every further field to loadOrder untouched, with the caller's context", async () => {
    const heard: object[] = [];
    const shop = createShop({
      loadOrder: async (input) => {
        heard.push(input);
        return { id: 7, amount: 1050, currency: "USD" };
      },
    });
    const body = { ...ORDER_1, cart: { items: [{ sku: "A-1", count: 2 }, null], gift: false } };
    const reply = await shop.post("/process", body, { context: { user: "ann" } });
    expect(reply.status).toBe(200);
    expect(heard).toEqual([{ body, context: { user: "ann" }, operation: "process" }]);
  });
});

describe("the amount and currency of POST /process are an assertion", () => {
  it.each([
    ["a smaller amount", { amount: 1049 }],
    ["a larger amount", { amount: 1051 }],
    ["another currency", { currency: "eur" }],
  ])("%s is refused, the order's is not told, Stripe is not asked", async (_, more) => {
    const shop = createShop();
    const reply = await process(shop, more);
    expect(reply.status).toBe(422);
    expect(reply.body).toEqual({
      error: {
        code: "order_amount_mismatch",
        message: "The amount or the currency is not the order's; load the order again.",
        retryable: false,
      },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("an order that loadOrder does not know is 404, and Stripe is not asked", async () => {
    const shop = createShop();
    const reply = await process(shop, { order_id: "order_9" });
    expect(reply).toMatchObject({ status: 404, body: { error: { code: "order_not_found" } } });
    expect(asked(shop)).toEqual([]);
  });

  it("an order whose id is a number is paid under its decimal text", async () => {
    const shop = createShop({
      loadOrder: async () => ({ id: 1001, amount: 1050, currency: "usd" }),
    });
    expect((await process(shop)).status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toMatchObject([
      { metadata: { order_id: "1001" } },
    ]);
  });

  it("what loadOrder throws as unauthorized or forbidden is answered as such", async () => {
    const shop = createShop({
      loadOrder: async ({ context }) => {
        throw context.user === undefined
          ? new PaymentsError("unauthorized", "Log in first.")
          : new PaymentsError("forbidden", "This is somebody else's order.");
      },
    });
    const guest = await process(shop, {}, { context: {} });
    expect(guest).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    const user = await process(shop, {}, { context: { user: "ann" } });
    expect(user).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
    expect(asked(shop)).toEqual([]);
  });
});
