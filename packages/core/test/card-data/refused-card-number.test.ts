import { describe, expect, it } from "vitest";
import { asked, handle, ORDER_1, raw } from "../kit/customer.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const NUMBERS = [
  ["digits", "4242424242424242", "4242424242424242"],
  ["groups", "4242 4242 4242 4242", "4242 4242 4242 4242"],
  ["a number", 5555555555554444, "5555555555554444"],
] as const;

/** Everything that left the shop but to Stripe: the answer and the log. */
const told = (shop: Shop, body: string) => body + JSON.stringify(shop.log);

describe("a body that holds what looks like a card number", () => {
  describe.each(["/process", "/confirm", "/status"])("POST %s", (path) => {
    it.each(NUMBERS)("is refused with 400 and not logged: %s", async (_, number, text) => {
      const asks: object[] = [];
      const shop = createShop({
        loadOrder: async (input) => {
          asks.push(input);
          return null;
        },
      });
      const body = JSON.stringify({
        ...ORDER_1,
        payment_intent_client_secret: "pi_1_secret_1",
        card: { number },
      });
      const answer = await handle(shop.payments, { path, body: raw(body) });
      expect(answer.status).toBe(400);
      const message =
        "This looks like a card number: collect cards with Stripe's SDK and send only the payment method's id.";
      expect(JSON.parse(answer.body)).toEqual({
        error: {
          code: "invalid_request",
          message: `${message} (card.number)`,
          retryable: false,
          issues: [{ path: "card.number", message }],
        },
      });
      expect(told(shop, answer.body)).not.toContain(text);
      expect(asks).toEqual([]);
      expect(asked(shop)).toEqual([]);
    });
  });

  it("is refused also where a body parser of the application read it first", async () => {
    const shop = createShop();
    const value = { ...ORDER_1, note: { card: "4242-4242-4242-4242" } };
    const answer = await handle(shop.payments, { body: { kind: "parsed", value, advice: "" } });
    expect(answer.status).toBe(400);
    expect(told(shop, answer.body)).not.toContain("4242");
  });

  it("is refused also where the path to it repeats it", async () => {
    const shop = createShop();
    const body = raw(JSON.stringify({ ...ORDER_1, "4242424242424242": { cvc: "737" } }));
    const answer = await handle(shop.payments, { body });
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { issues: [{ path: "[card number].cvc" }] },
    });
    expect(told(shop, answer.body)).not.toContain("4242");
  });
});

const CODES = [
  ["cvc", { cvc: "CODE737" }],
  ["cvv", { cvv: "CODE737" }],
  ["card.cvc", { card: { cvc: "CODE737" } }],
  ["security_code", { security_code: "CODE737" }],
  ["securityCode in a list", { tries: [{ securityCode: "CODE737" }] }],
  ["a form in a text", { raw: "x=1&csc=CODE737" }],
] as const;

describe("a body that holds a card's security code", () => {
  describe.each(["/process", "/confirm", "/status"])("POST %s", (path) => {
    it.each(CODES)("is refused with 400, stored nowhere and not logged: %s", async (_, fields) => {
      const shop = createShop();
      const body = { ...ORDER_1, payment_intent_client_secret: "pi_1_secret_1", ...fields };
      const answer = await handle(shop.payments, { path, body: raw(JSON.stringify(body)) });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).error).toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("This looks like a card's security code"),
      });
      expect(told(shop, answer.body)).not.toContain("737");
      expect(asked(shop)).toEqual([]);
      expect(await shop.payments.list()).toEqual([]);
    });
  });
});

describe("ids that pass a card's check", () => {
  it.each([
    ["36227206271667"],
    [36227206271667],
    ["4000000000000000006"],
    ["5555-5555-5555-4444"],
    ["ORDER 4242-4242-4242-4242"],
    ["114-3924583-0704523"],
  ])("%j pays its order", async (id) => {
    const shop = createShop();
    shop.orders.set(String(id), { id, amount: 1050, currency: "usd" });
    const order = { order_id: id, amount: 1050, currency: "usd" };
    const more = { items: [{ sku: id, qty: 1 }], cart: { number: id }, [String(id)]: true };
    const begun = await shop.post("/process", { ...order, ...more });
    const paid = await shop.post("/confirm", {
      payment_intent_client_secret: begun.body.client_secret,
      payment_method_id: "pm_card_visa",
    });
    expect(paid.body.status).toBe("succeeded");
    expect(shop.effects).toEqual([`succeeded:${id}`]);
  });
});
