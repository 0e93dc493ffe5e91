import { describe, expect, it } from "vitest";
import { stripeSaying } from "../kit/altered-stripe.ts";
import { asked, confirm, intentIn, pay, process, sentTo } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };
const PAYMENT_ID = expect.stringMatching(/^pay_[0-9a-f]+$/);

describe.each(["automatic", "manual"] as const)(
  "POST /confirm, %s, by what Stripe says",
  (mode) => {
    const shopOf = () => createShop({ confirmationMethod: mode });

    it("requires_payment_method, no method given, never tried: 409 payment_method_required", async () => {
      const shop = shopOf();
      const { body } = await process(shop);
      const reply = await confirm(shop, body.client_secret);
      expect(reply.status).toBe(409);
      expect(reply.body.error).toEqual({
        code: "payment_method_required",
        message: "There is no payment method to confirm with; send a payment_method_id.",
        retryable: false,
        payment_id: body.payment_id,
        status: "requires_payment_method",
        next_step: "new_payment_method",
      });
      expect(sentTo(shop, "confirm")).toEqual([]);
    });

    it("requires_payment_method, no method given, after a failed 3-D Secure: 402 authentication_failed", async () => {
      const shop = shopOf();
      const { secret, processed } = await pay(shop, "pm_card_threeDSecure2Required");
      shop.simulator.authenticate(intentIn(secret), "fail");
      const reply = await confirm(shop, secret);
      expect(reply.status).toBe(402);
      expect(reply.body.error).toEqual({
        code: "authentication_failed",
        message: "The card could not be authenticated; try again or use another card.",
        retryable: false,
        payment_id: processed.body.payment_id,
        status: "requires_payment_method",
        next_step: "new_payment_method",
        stripe_code: "payment_intent_authentication_failure",
      });
      expect(sentTo(shop, "confirm")).toHaveLength(1);
    });

    it("requires_payment_method, no method given, after a decline: 402 card_declined", async () => {
      const shop = shopOf();
      const { secret } = await pay(shop, "pm_card_visa_chargeDeclinedInsufficientFunds");
      shop.simulator.clearRequests();
      const reply = await confirm(shop, secret);
      expect(reply).toMatchObject({
        status: 402,
        body: { error: { code: "card_declined", decline_code: "insufficient_funds" } },
      });
      expect(asked(shop)).toEqual(["GET payment_intents/:id"]);
    });

    it("requires_payment_method with a method: confirmed with it", async () => {
      const shop = shopOf();
      const { body } = await process(shop);
      const reply = await confirm(shop, body.client_secret, VISA);
      expect(reply.status).toBe(200);
      // Paid: there is nothing left to act on, so no secret is told.
      expect(reply.body).toEqual({
        status: "succeeded",
        payment_id: PAYMENT_ID,
        next_step: "none",
      });
      expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
    });

    it("requires_confirmation: confirmed", async () => {
      const { confirmed } = await pay(shopOf());
      expect(confirmed).toMatchObject({ status: 200, body: { status: "succeeded" } });
    });

    it("requires_action: 200 with requires_action and the client_secret", async () => {
      const shop = shopOf();
      const { confirmed, secret } = await pay(shop, "pm_card_threeDSecure2Required");
      const body = {
        status: "requires_action",
        requires_action: true,
        client_secret: secret,
        payment_id: PAYMENT_ID,
        next_step: "handle_next_action",
      };
      expect(confirmed).toMatchObject({ status: 200 });
      expect(confirmed.body).toEqual(body);
      const same = { payment_method_id: "pm_card_threeDSecure2Required" };
      for (const more of [{}, same]) expect((await confirm(shop, secret, more)).body).toEqual(body);
      expect(sentTo(shop, "confirm")).toHaveLength(1);
    });

    it("requires_action with a different method: confirmed with that one", async () => {
      const shop = shopOf();
      const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
      const reply = await confirm(shop, secret, VISA);
      expect(reply).toMatchObject({ status: 200, body: { status: "succeeded" } });
      expect(sentTo(shop, "confirm")[1]).toEqual({
        use_stripe_sdk: "true",
        payment_method: "pm_card_visa",
      });
    });

    it.each([
      ["processing", "wait"],
      ["requires_magic", "wait"],
    ])("%s: 200 with that status and next_step %s, no further call", async (status, next_step) => {
      const shop = shopOf();
      const { body } = await process(shop, VISA);
      const to = shop.another({ stripe: stripeSaying(shop.simulator, { status }) });
      shop.simulator.clearRequests();
      const reply = await confirm(shop, body.client_secret, VISA, { to });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({ status, payment_id: body.payment_id, next_step });
      expect(asked(shop)).toEqual(["GET payment_intents/:id"]);
    });

    it("requires_capture: 200 with that status, no further call", async () => {
      const shop = createShop({ confirmationMethod: mode, captureMethod: "manual" });
      const { secret } = await pay(shop);
      shop.simulator.clearRequests();
      const reply = await confirm(shop, secret, { payment_method_id: "pm_card_mastercard" });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        status: "requires_capture",
        payment_id: PAYMENT_ID,
        next_step: "none",
      });
      expect(sentTo(shop, "confirm")).toEqual([]);
    });

    it("succeeded: 200 with that status, no further call, whatever the method", async () => {
      const shop = shopOf();
      const { secret } = await pay(shop);
      const reply = await confirm(shop, secret, { payment_method_id: "pm_card_mastercard" });
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({
        status: "succeeded",
        payment_id: PAYMENT_ID,
        next_step: "none",
      });
      expect(sentTo(shop, "confirm")).toHaveLength(1);
    });

    it("canceled: 409 payment_canceled, start_over", async () => {
      const shop = shopOf();
      const { body } = await process(shop, VISA);
      await shop.payments.cancel("order_1");
      const reply = await confirm(shop, body.client_secret, VISA);
      expect(reply.status).toBe(409);
      expect(reply.body.error).toEqual({
        code: "payment_canceled",
        message: "The payment was canceled; call process again.",
        retryable: false,
        payment_id: body.payment_id,
        status: "canceled",
        next_step: "start_over",
      });
      expect(sentTo(shop, "confirm")).toEqual([]);
    });

    it("canceled at Stripe without our knowledge: 409 payment_canceled too", async () => {
      const shop = shopOf();
      const { body } = await process(shop, VISA);
      const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: "canceled" }) });
      const reply = await confirm(shop, body.client_secret, {}, { to });
      expect(reply).toMatchObject({
        status: 409,
        body: { error: { code: "payment_canceled", next_step: "start_over" } },
      });
    });

    it("a decline is 402 with Stripe's code, and the same intent accepts another card", async () => {
      const shop = shopOf();
      const { confirmed, secret } = await pay(shop, "pm_card_visa_chargeDeclined");
      expect(confirmed).toMatchObject({
        status: 402,
        body: {
          error: {
            code: "card_declined",
            decline_code: "generic_decline",
            stripe_code: "card_declined",
            status: "requires_payment_method",
            next_step: "new_payment_method",
          },
        },
      });
      expect((await confirm(shop, secret, VISA)).body).toMatchObject({ status: "succeeded" });
      expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
      expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
    });
  },
);

describe("POST /confirm after handleNextAction", () => {
  it("automatic: the intent has moved on by itself, and confirm tells the truth", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
    shop.simulator.authenticate(intentIn(secret), "complete");
    expect((await confirm(shop, secret)).body).toMatchObject({ status: "succeeded" });
    expect(sentTo(shop, "confirm")).toHaveLength(1);
  });

  it.each([{}, { payment_method_id: "pm_card_threeDSecure2Required" }])(
    "manual: it is back in requires_confirmation, and this call with %j confirms it",
    async (more) => {
      const shop = createShop({ confirmationMethod: "manual" });
      const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
      shop.simulator.authenticate(intentIn(secret), "complete");
      expect(shop.simulator.ledger.succeededCharges()).toEqual([]);
      expect((await confirm(shop, secret, more)).body).toMatchObject({ status: "succeeded" });
      // Naming the method again would throw the finished authentication away.
      expect(sentTo(shop, "confirm")[1]).toEqual({ use_stripe_sdk: "true" });
    },
  );

  it("a card declined after 3-D Secure is told as declined", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_threeDSecureRequiredChargeDeclined");
    shop.simulator.authenticate(intentIn(secret), "complete");
    expect(await confirm(shop, secret)).toMatchObject({
      status: 402,
      body: { error: { code: "card_declined", decline_code: "generic_decline" } },
    });
  });
});
