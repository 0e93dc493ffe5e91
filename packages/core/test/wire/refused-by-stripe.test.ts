import { describe, expect, test } from "vitest";
import { stripeRefusing } from "../kit/altered-stripe.ts";
import { confirm, process } from "../kit/customer.ts";
import { loudLines } from "../kit/lines.ts";
import { createShop, stripeOf } from "../kit/shop.ts";

const FOREIGN = { payment_method_id: "pm_1OtherAccountXYZ" };

describe("a payment method that Stripe does not know", () => {
  test.each(["process", "confirm"])(
    "is explained in the log, in Stripe's words, when %s names it",
    async (operation) => {
      const shop = createShop();
      const reply =
        operation === "process"
          ? await process(shop, FOREIGN)
          : await confirm(shop, (await process(shop)).body.client_secret, FOREIGN);
      expect(reply).toMatchObject({
        status: 422,
        body: {
          error: {
            code: "payment_method_invalid",
            message: "Stripe cannot use this payment method here; create a new one.",
          },
        },
      });
      expect(loudLines(shop)).toEqual([
        {
          level: "warn",
          fields: {
            event: "stripe_refused",
            payment_id: reply.body.error.payment_id,
            stripe_code: "resource_missing",
            param: "payment_method",
            request_id: reply.body.error.request_id,
          },
          message:
            "No such PaymentMethod: 'pm_1OtherAccountXYZ'. If it happens to every payer, the app's publishable key and this server's secret key are of two accounts or two modes: take both from one page of Stripe's Dashboard.",
        },
      ]);
    },
  );
});

describe("what Stripe refuses", () => {
  const refusing = (shop: ReturnType<typeof createShop>, status: number, error: object) =>
    shop.another({
      stripe: stripeRefusing(shop.simulator, /^\/v1\/payment_intents$/, { status, error }),
    });

  test("as an amount is explained in the log, in Stripe's words", async () => {
    const shop = createShop();
    const error = {
      type: "invalid_request_error",
      code: "amount_too_large",
      param: "amount",
      message: "Amount must be no more than $999,999.99",
    };
    const reply = await process(shop, {}, { to: refusing(shop, 400, error) });
    expect(reply.body.error).toMatchObject({ code: "amount_not_chargeable" });
    expect(loudLines(shop)).toMatchObject([
      {
        level: "warn",
        fields: { event: "stripe_refused", param: "amount", stripe_code: "amount_too_large" },
        message: expect.stringContaining("Amount must be no more than $999,999.99."),
      },
    ]);
  });

  test("for another parameter is explained once, with the parameter, and the client hears nothing of it", async () => {
    const shop = createShop();
    const error = {
      type: "invalid_request_error",
      code: "parameter_unknown",
      param: "shiping",
      message: "Received unknown parameter: shiping.",
    };
    const reply = await process(shop, {}, { to: refusing(shop, 400, error) });
    expect(reply.body.error).toMatchObject({
      code: "internal_error",
      message: "Something went wrong here; the log has the error_id.",
    });
    expect(loudLines(shop)).toMatchObject([
      {
        level: "error",
        fields: {
          event: "internal_error",
          error_id: reply.body.error.error_id,
          request_id: "req_refused",
          stripe_code: "parameter_unknown",
        },
        message:
          "Received unknown parameter: shiping. Stripe refused the request for its parameter shiping: check what loadOrder and paymentIntentParams give.",
      },
    ]);
  });

  test("for want of a permission is explained with the permission's name, and without the key", async () => {
    const shop = createShop();
    const error = {
      type: "invalid_request_error",
      message:
        "The provided key 'rk_test_51Ab***************xYz1' does not have the required permissions for this endpoint on account 'acct_1'. Having the 'rak_payment_intent_write' permission would allow this request to continue.",
    };
    const reply = await process(shop, {}, { to: refusing(shop, 403, error) });
    expect(reply.body.error.message).toBe("The payment service is not set up correctly.");
    const [line] = loudLines(shop);
    expect(line).toMatchObject({ level: "error", fields: { event: "stripe_misconfigured" } });
    expect(line?.message).toContain("rak_payment_intent_write");
    expect(line?.message).not.toContain("51Ab");
  });

  test("because the key has expired is explained as that", async () => {
    const shop = createShop();
    const error = {
      type: "invalid_request_error",
      code: "api_key_expired",
      message: "Expired API Key provided: sk_test_***1234",
    };
    await process(shop, {}, { to: refusing(shop, 401, error) });
    const [line] = loudLines(shop);
    expect(line?.message).toMatch(/^Stripe says that the key has expired\. Check the secret key/);
  });

  test("because the key belongs to another account is explained with the intent that it does not know", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop)).body;
    const to = shop.another({ stripe: stripeOf(createShop().simulator) });
    await confirm(shop, client_secret, {}, { to });
    expect(loudLines(shop)).toMatchObject([
      {
        level: "error",
        fields: { event: "stripe_misconfigured", stripe_code: "resource_missing" },
        message: expect.stringMatching(/^No such payment_intent: 'pi_\w+'\. .*check that the key/i),
      },
    ]);
  });
});
