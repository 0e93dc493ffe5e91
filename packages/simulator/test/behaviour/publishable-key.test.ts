import { describe, expect, test } from "vitest";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

const PUBLISHABLE = "pk_test_simulator";

test("the client secret has the form that the native SDKs take apart", async () => {
  const { stripe } = setUp();
  const { id, client_secret } = await stripe.paymentIntents.create(CARD_ONLY);
  expect(id).toMatch(/^pi_[A-Za-z0-9]{24}$/);
  expect(client_secret).toMatch(/^pi_[^_]+_secret_[^_]+$/);
  expect(client_secret?.split("_secret_")).toEqual([
    id,
    expect.stringMatching(/^[A-Za-z0-9]{25}$/),
  ]);
});

describe("with a publishable key", () => {
  test("a PaymentIntent can be read by its secret, in part", async () => {
    const { simulator, stripe } = setUp();
    const created = await stripe.paymentIntents.create({ ...CARD_ONLY, metadata: { order: "1" } });
    const seen = await clientOf(simulator, PUBLISHABLE).paymentIntents.retrieve(created.id, {
      client_secret: created.client_secret ?? "",
    });
    expect(seen).toMatchObject({ id: created.id, amount: 1099, status: created.status });
    expect(seen).not.toHaveProperty("metadata");
    expect(seen).not.toHaveProperty("latest_charge");
    expect(seen).not.toHaveProperty("customer");
  });

  test("without the secret, or with a wrong one, it cannot be read", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    const app = clientOf(simulator, PUBLISHABLE);
    expect(await errorOf(app.paymentIntents.retrieve(id))).toMatchObject({
      statusCode: 400,
      code: "parameter_missing",
      param: "client_secret",
    });
    const wrong = { client_secret: `${id}_secret_wrong` };
    expect((await errorOf(app.paymentIntents.retrieve(id, wrong))).statusCode).toBe(404);
  });

  test("a method can be created, but not read", async () => {
    const { simulator } = setUp();
    const app = clientOf(simulator, PUBLISHABLE);
    const { id } = await app.paymentMethods.create({
      type: "card",
      card: { number: "4242424242424242", exp_month: 12, exp_year: 2030, cvc: "123" },
    });
    expect(id).toMatch(/^pm_1/);
    expect((await errorOf(app.paymentMethods.retrieve(id))).statusCode).toBe(403);
  });

  test("nothing else is allowed", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    const app = clientOf(simulator, PUBLISHABLE);
    for (const call of [
      () => app.paymentIntents.create(CARD_ONLY),
      () => app.paymentIntents.update(id, { amount: 1 }),
      () => app.paymentIntents.cancel(id),
      () => app.paymentIntents.capture(id),
      () => app.paymentIntents.list(),
      () => app.events.list(),
      () => app.refunds.create({ payment_intent: id }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        type: "StripePermissionError",
        statusCode: 403,
        code: "secret_key_required",
        message:
          "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
      });
    }
    expect(simulator.ledger.paymentIntents()).toMatchObject([{ amount: 1099 }]);
  });
});

describe("confirmOnClient", () => {
  test("pays as an app does, without a return_url", async () => {
    const { simulator, stripe } = setUp();
    const { id, client_secret } = await stripe.paymentIntents.create({
      amount: 1099,
      currency: "usd",
    });
    const confirmed = simulator.confirmOnClient(client_secret ?? "", {
      paymentMethod: "pm_card_visa",
    });
    expect(confirmed).toMatchObject({ ok: true, paymentIntent: { id, status: "succeeded" } });
    expect(simulator.ledger.succeededCharges({ paymentIntentId: id })).toHaveLength(1);
    expect(simulator.requests.at(-1)).toMatchObject({ key: "publishable", status: 200 });
  });

  test("gives a decline with the part of the PaymentIntent that an app may see", async () => {
    const { simulator, stripe } = setUp();
    const { client_secret } = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      metadata: { internal: "note" },
    });
    const declined = simulator.confirmOnClient(client_secret ?? "", {
      paymentMethod: "pm_card_chargeDeclined",
    });
    expect(declined).toMatchObject({
      ok: false,
      status: 402,
      error: { code: "card_declined", payment_intent: { status: "requires_payment_method" } },
    });
    expect(JSON.stringify(declined)).not.toContain("internal");
  });

  test("is refused when only the server may confirm", async () => {
    const { simulator, stripe } = setUp();
    const { id, client_secret } = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      confirmation_method: "manual",
    });
    expect(
      simulator.confirmOnClient(client_secret ?? "", { paymentMethod: "pm_card_visa" }),
    ).toMatchObject({
      ok: false,
      status: 400,
      error: {
        message: `This PaymentIntent ${id} cannot be confirmed using your publishable key because its \`confirmation_method\` is set to \`manual\`. Please use your secret key instead, or create a PaymentIntent with \`confirmation_method\` set to \`automatic\`.`,
      },
    });
    expect(simulator.ledger.charges()).toEqual([]);
  });
});
