import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

describe("what cannot be found", () => {
  test("is 404 in a URL", async () => {
    const { stripe } = setUp();
    expect(await errorOf(stripe.paymentIntents.retrieve("pi_x"))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "intent",
      message: "No such payment_intent: 'pi_x'",
    });
    expect((await errorOf(stripe.charges.retrieve("ch_x"))).statusCode).toBe(404);
    expect((await errorOf(stripe.refunds.retrieve("re_x"))).statusCode).toBe(404);
    expect((await errorOf(stripe.events.retrieve("evt_x"))).statusCode).toBe(404);
    expect((await errorOf(stripe.paymentMethods.retrieve("pm_x"))).statusCode).toBe(404);
  });

  test("is named when a client secret stands where the id belongs", async () => {
    const { stripe } = setUp();
    const { client_secret } = await stripe.paymentIntents.create(CARD_ONLY);
    const error = await errorOf(stripe.paymentIntents.retrieve(client_secret ?? ""));
    expect(error).toMatchObject({
      statusCode: 404,
      param: "intent",
      message:
        "You passed a string that looks like a client secret as the PaymentIntent ID, but you must provide a valid PaymentIntent ID. Please use the value in the `id` field of the PaymentIntent.",
    });
    expect(error.code).toBeUndefined();
  });

  test("a foreign account's PaymentIntent is not there", async () => {
    const { simulator } = setUp({
      accounts: [
        { id: "acct_A", secretKey: "sk_test_a", publishableKey: "pk_test_a" },
        { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
      ],
    });
    const { id } = await clientOf(simulator, "sk_test_a").paymentIntents.create(CARD_ONLY);
    const b = clientOf(simulator, "sk_test_b");
    expect((await errorOf(b.paymentIntents.retrieve(id))).statusCode).toBe(404);
    expect((await b.paymentIntents.list()).data).toEqual([]);
  });

  test("a URL that does not exist is said to be unrecognized", async () => {
    const { simulator } = setUp();
    const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents/", {
      method: "POST",
      headers: { authorization: "Bearer sk_test_simulator" },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        type: "invalid_request_error",
        message:
          "Unrecognized request URL (POST: /v1/payment_intents/). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve a specific object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.",
      },
    });
  });
});

describe("keys", () => {
  test("a request without one is 401", async () => {
    const { simulator } = setUp();
    const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents");
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: {
        type: "invalid_request_error",
        message:
          "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
      },
    });
  });

  test("a wrong one is 401 and shown by its end only", async () => {
    const { simulator } = setUp();
    const error = await errorOf(clientOf(simulator, "sk_test_secretwordkey").paymentIntents.list());
    expect(error).toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
      message: "Invalid API Key provided: sk_test_*********dkey",
    });
  });

  test("curl's way to send one works as well", async () => {
    const { simulator } = setUp();
    const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
      headers: { authorization: `Basic ${Buffer.from("sk_test_simulator:").toString("base64")}` },
    });
    expect(response.status).toBe(200);
  });

  test("a connected account is addressed by Stripe-Account, an unknown one is 403", async () => {
    const { simulator } = setUp({
      accounts: [
        { id: "acct_A", secretKey: "sk_test_a", publishableKey: "pk_test_a" },
        { id: "acct_B", secretKey: "sk_test_b", publishableKey: "pk_test_b" },
      ],
    });
    const platform = clientOf(simulator, "sk_test_a");
    await platform.paymentIntents.create(CARD_ONLY, { stripeAccount: "acct_B" });
    expect(simulator.ledger.paymentIntents()).toMatchObject([{ account: "acct_B" }]);
    expect(
      await errorOf(platform.paymentIntents.list({}, { stripeAccount: "acct_C" })),
    ).toMatchObject({ statusCode: 403, code: "account_invalid" });
  });
});
