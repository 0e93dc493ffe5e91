import { describe, expect, it } from "vitest";
import { createShop, type Shop } from "../harness/shop.ts";
import { asked, handle, ORDER_1, raw } from "./customer.ts";

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
          message,
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
    const value = { ...ORDER_1, note: "card 4242-4242-4242-4242" };
    const answer = await handle(shop.payments, { body: { kind: "parsed", value, advice: "" } });
    expect(answer.status).toBe(400);
    expect(told(shop, answer.body)).not.toContain("4242");
  });

  it("is refused also under a field's name, which is not repeated", async () => {
    const shop = createShop();
    const body = raw(JSON.stringify({ ...ORDER_1, "4242424242424242": true }));
    const answer = await handle(shop.payments, { body });
    expect(JSON.parse(answer.body)).toMatchObject({ error: { issues: [{ path: "(name)" }] } });
    expect(told(shop, answer.body)).not.toContain("4242");
  });
});
