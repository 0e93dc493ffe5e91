import { describe, expect, it } from "vitest";
import { stripeRefusing } from "../kit/altered-stripe.ts";
import { confirm, pay, process } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

const ASK_BANK = "Use another card or ask the bank that issued it.";

describe("card_declined", () => {
  it.each([
    ["chargeDeclined", "card_declined", "generic_decline", "Your card was declined.", ASK_BANK],
    [
      "chargeDeclinedInsufficientFunds",
      "card_declined",
      "insufficient_funds",
      "Your card has insufficient funds.",
      ASK_BANK,
    ],
    [
      "chargeDeclinedExpiredCard",
      "expired_card",
      "expired_card",
      "Your card has expired.",
      ASK_BANK,
    ],
    [
      "chargeDeclinedIncorrectCvc",
      "incorrect_cvc",
      undefined,
      "Your card's security code is incorrect.",
      "Check the card details.",
    ],
    [
      "chargeDeclinedProcessingError",
      "processing_error",
      undefined,
      "An error occurred while processing your card. Try again in a little bit.",
      "Try again in a moment.",
    ],
  ])(
    "%s: with Stripe's codes and advice",
    async (name, stripe_code, decline_code, message, advice) => {
      const { confirmed } = await pay(createShop(), `pm_card_visa_${name}`);
      expect(confirmed).toMatchObject({
        status: 402,
        body: { error: { code: "card_declined", message, stripe_code, advice } },
      });
      expect(confirmed.body.error.decline_code).toBe(decline_code);
    },
  );

  describe.each([
    "lost_card",
    "stolen_card",
    "fraudulent",
    "merchant_blacklist",
    "pickup_card",
    "restricted_card",
    "security_violation",
  ])("%s is generalised for the payer", (decline_code) => {
    it("in the answer", async () => {
      const shop = createShop();
      const { client_secret } = (await process(shop)).body;
      const card = { payment_method_id: "pm_card_visa" };
      const error = {
        type: "card_error",
        code: "card_declined",
        decline_code,
        message: `Your card was refused: ${decline_code}.`,
      };
      const stripe = stripeRefusing(shop.simulator, /\/confirm$/, { status: 402, error });
      const reply = await confirm(shop, client_secret, card, { to: shop.another({ stripe }) });
      expect(reply).toMatchObject({
        status: 402,
        body: {
          error: {
            code: "card_declined",
            decline_code: "generic_decline",
            stripe_code: "card_declined",
            message: "Your card was declined.",
            advice: ASK_BANK,
            status: "requires_payment_method",
            next_step: "new_payment_method",
          },
        },
      });
      expect(JSON.stringify(reply.body)).not.toContain(decline_code);
    });
  });

  it.each([
    "pm_card_visa_chargeDeclinedLostCard",
    "pm_card_visa_chargeDeclinedStolenCard",
    "pm_card_radarBlock",
  ])("%s is not told from any other decline, at once, later or replayed", async (card) => {
    const shop = createShop();
    const { confirmed, secret } = await pay(shop, card, { key: "tap-1" });
    const later = await confirm(shop, secret);
    const again = await confirm(shop, secret, {}, { key: "tap-1" });
    const plain = {
      code: "card_declined",
      message: "Your card was declined.",
      retryable: false,
      payment_id: expect.any(String),
      status: "requires_payment_method",
      next_step: "new_payment_method",
      stripe_code: "card_declined",
      decline_code: "generic_decline",
      advice: ASK_BANK,
    };
    expect(confirmed.body.error).toEqual({ ...plain, request_id: expect.any(String) });
    expect(later.body.error).toEqual(plain);
    expect(again.body.error).toEqual(plain);
  });

  it("the shop hears the reason that the payer does not", async () => {
    const reasons: (string | null | undefined)[] = [];
    const shop = createShop({
      onPayment: {
        succeeded: () => undefined,
        failed: async ({ failure }) => {
          reasons.push(failure?.declineCode);
        },
      },
    });
    await pay(shop, "pm_card_visa_chargeDeclinedLostCard");
    expect(reasons).toEqual(["lost_card"]);
  });
});

describe("payment_method_invalid", () => {
  it.each([
    { param: "payment_method", message: "Invalid." },
    { code: "payment_method_unactivated", message: "Not activated." },
    { message: "The provided PaymentMethod was detached." },
  ])("is told when Stripe refuses the method with %j", async (error) => {
    const shop = createShop();
    const refusal = { status: 400, error: { type: "invalid_request_error", ...error } };
    const stripe = stripeRefusing(shop.simulator, /^\/v1\/payment_intents$/, refusal);
    const card = { payment_method_id: "pm_card_visa" };
    expect(await process(shop, card, { to: shop.another({ stripe }) })).toMatchObject({
      status: 422,
      body: { error: { code: "payment_method_invalid", request_id: "req_refused" } },
    });
  });

  it.each([
    "pm_unknown",
    // Used up: it belongs to a payment without a customer.
    "used",
  ])("is told of a method that is %s, and the order can be paid with a good one", async (name) => {
    const shop = createShop();
    await pay(shop);
    const used = shop.simulator.events
      .list()
      .map(({ data }) => data.object)
      .find((object) => object.object === "charge");
    const method = name === "used" && used?.object === "charge" ? used.payment_method : name;
    const order = { order_id: "order_2", amount: 2000, currency: "eur" };
    const invalid = { status: 422, body: { error: { code: "payment_method_invalid" } } };
    expect(await process(shop, { ...order, payment_method_id: method })).toMatchObject(invalid);
    const { client_secret } = (await process(shop, order)).body;
    const wrong = { payment_method_id: method };
    expect(await confirm(shop, client_secret, wrong)).toMatchObject(invalid);
    expect(await process(shop, { ...order, ...wrong })).toMatchObject(invalid);
    const good = { payment_method_id: "pm_card_visa" };
    expect((await confirm(shop, client_secret, good)).body.status).toBe("succeeded");
  });
});
