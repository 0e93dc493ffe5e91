import { describe, expect, it } from "vitest";
import { asked, ORDER_1 } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

const SECRET = { payment_intent_client_secret: "pi_1_secret_1" };

describe("a field that means money or a payment method to Stripe, and that this contract does not take", () => {
  it.each([
    ["confirmation_token", "ctoken_1NnQUf2eZvKYlo2CIObdtbnb"],
    ["confirmationToken", "ctoken_1NnQUf2eZvKYlo2CIObdtbnb"],
    ["payment_method", "pm_card_visa"],
    ["paymentMethod", { id: "pm_card_visa" }],
    ["paymentMethodId", "pm_card_visa"],
    ["payment_method_data", { type: "card" }],
    ["payment_method_options", { card: { request_three_d_secure: "any" } }],
    ["payment_method_types", ["card"]],
    ["card", "pm_card_visa"],
    ["source", "src_1"],
    ["stripeToken", "tok_visa"],
    ["application_fee_amount", 100],
    ["transfer_data", { destination: "acct_1" }],
    ["on_behalf_of", "acct_1"],
    ["amount_to_capture", 100],
    ["client_secret", "pi_1_secret_1"],
    ["clientSecret", "pi_1_secret_1"],
  ])("%s is refused by name on process, confirm and status", async (name, value) => {
    const shop = createShop();
    for (const path of ["/process", "/confirm", "/status"]) {
      const reply = await shop.post(path, { ...ORDER_1, ...SECRET, [name]: value });
      expect(reply).toMatchObject({
        status: 400,
        body: { error: { code: "invalid_request", issues: [{ path: name }] } },
      });
      expect(reply.body.error.message).toMatch(
        new RegExp(`^${name} is refused rather than ignored: .+\\. \\(${name}\\)$`),
      );
    }
    expect(asked(shop)).toEqual([]);
  });

  it("says what to send instead", async () => {
    const shop = createShop();
    const { body } = await shop.post("/process", { ...ORDER_1, confirmation_token: "ctoken_1" });
    expect(body.error.issues).toEqual([
      {
        path: "confirmation_token",
        message:
          "confirmation_token is refused rather than ignored: make a PaymentMethod with Stripe's SDK (createPaymentMethod) and send its id as payment_method_id.",
      },
    ]);
  });

  it("never charges the card that process had named in place of the one in the field", async () => {
    const shop = createShop();
    const begun = await shop.post("/process", { ...ORDER_1, payment_method_id: "pm_card_visa" });
    const secret = { payment_intent_client_secret: begun.body.client_secret };
    const reply = await shop.post("/confirm", { ...secret, confirmation_token: "ctoken_1" });
    expect(reply.status).toBe(400);
    expect(shop.simulator.ledger.charges()).toEqual([]);
  });

  it("is as good as absent when it is null", async () => {
    const shop = createShop();
    const nothing = { confirmation_token: null, payment_method: null, card: null };
    expect((await shop.post("/process", { ...ORDER_1, ...nothing })).status).toBe(200);
  });
});

it("every other field is the application's own, also one of these names inside of it", async () => {
  const bodies: unknown[] = [];
  const shop = createShop({
    loadOrder: async ({ body }) => {
      bodies.push(body);
      return { id: "order_1", amount: 1050, currency: "usd" };
    },
  });
  const own = {
    customer: { email: "a@b.test" },
    token: "session-1",
    setup_future_usage: "off_session",
    save_card: true,
    return_url: "shop://back",
    order: { card: "birthday", source: "newsletter", payment_method: "invoice" },
  };
  const sent = { order_id: "order_1", amount: 1050, currency: "usd", ...own };
  expect((await shop.post("/process", sent)).status).toBe(200);
  expect(bodies[0]).toEqual(sent);
});

it("a client secret that process is shown is handed to nobody and stored nowhere", async () => {
  const bodies: unknown[] = [];
  const shop = createShop({
    loadOrder: async ({ body }) => {
      bodies.push(body);
      return { id: "order_1", amount: 1050, currency: "usd" };
    },
  });
  const sent = { order_id: "order_1", amount: 1050, currency: "usd" };
  const begun = await shop.post("/process", sent);
  const secret: string = begun.body.client_secret;
  const again = await shop.post("/process", { ...sent, payment_intent_client_secret: secret });
  expect(again.body.client_secret).toBe(secret);
  expect(bodies).toEqual([sent, sent]);
  expect(JSON.stringify(await shop.payments.list())).not.toContain(secret);
});
