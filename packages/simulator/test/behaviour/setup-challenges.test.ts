import { describe, expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "../stripe-client.ts";

const { automatic_payment_methods } = CARD_ONLY;

async function challenged({ stripe }: Setup, params: object = {}) {
  const customer = (await stripe.customers.create()).id;
  return stripe.setupIntents.create({
    automatic_payment_methods,
    customer,
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
    ...params,
  });
}

const typesOf = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

describe("a card that asks for authentication", () => {
  test.each([
    "pm_card_authenticationRequiredOnSetup",
    "pm_card_authenticationRequired",
    "pm_card_authenticationRequiredSetupForOffSession",
    "pm_card_threeDSecure2Required",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "pm_card_threeDSecureRequiredChargeDeclined",
  ])("%s is saved once the customer authenticated", async (alias) => {
    const setup = setUp();
    const waiting = await challenged(setup, { payment_method: alias });
    expect(waiting).toMatchObject({
      status: "requires_action",
      next_action: { type: "use_stripe_sdk" },
      payment_method: expect.stringMatching(/^pm_1/),
    });
    const { customer } = waiting;
    const methods = async () =>
      (await setup.stripe.paymentMethods.list({ customer: String(customer) })).data;
    expect(await methods()).toEqual([]);
    expect(setup.simulator.authenticate(waiting.id, "complete")).toMatchObject({
      object: "setup_intent",
      status: "succeeded",
      next_action: null,
      latest_attempt: waiting.latest_attempt,
    });
    expect(await methods()).toMatchObject([{ id: waiting.payment_method }]);
    expect(typesOf(setup)).toEqual([
      "customer.created",
      "setup_intent.created",
      "setup_intent.requires_action",
      "payment_method.attached",
      "setup_intent.succeeded",
    ]);
    expect(() => setup.simulator.authenticate(waiting.id, "complete")).toThrow(
      `SetupIntent '${waiting.id}' waits for no authentication; its status is succeeded.`,
    );
  });

  test("and fails it is not saved", async () => {
    const setup = setUp();
    const waiting = await challenged(setup);
    expect(setup.simulator.authenticate(waiting.id, "fail")).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      next_action: null,
      last_setup_error: {
        type: "invalid_request_error",
        code: "setup_intent_authentication_failure",
        doc_url: "https://stripe.com/docs/error-codes/setup-intent-authentication-failure",
        message:
          "The latest attempt to set up the payment method has failed because authentication failed.",
        payment_method: { id: waiting.payment_method },
      },
    });
    expect(typesOf(setup).at(-1)).toBe("setup_intent.setup_failed");
    const customer = String(waiting.customer);
    expect((await setup.stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  test("only when the request does asks then", async () => {
    const setup = setUp();
    const payment_method = "pm_card_threeDSecureOptional";
    expect((await challenged(setup, { payment_method })).status).toBe("succeeded");
    const asked = await challenged(setup, {
      payment_method,
      payment_method_options: { card: { request_three_d_secure: "any" } },
    });
    expect(asked.status).toBe("requires_action");
  });
});

test("with a return_url alone the customer is to be redirected", async () => {
  const { next_action } = await challenged(setUp(), { return_url: "https://shop.example/done" });
  expect(next_action).toMatchObject({
    type: "redirect_to_url",
    redirect_to_url: {
      url: expect.stringMatching(/\/3ds\/src_1[A-Za-z0-9]{23}$/),
      return_url: "https://shop.example/done",
    },
  });
});

test("with use_stripe_sdk as well it is left to the app", async () => {
  const { next_action } = await challenged(setUp(), {
    return_url: "https://shop.example/done",
    use_stripe_sdk: true,
  });
  expect(next_action?.type).toBe("use_stripe_sdk");
});

test("an id that is neither's is refused", () => {
  expect(() => setUp().simulator.authenticate("seti_x", "complete")).toThrow(
    "The simulator knows no PaymentIntent or SetupIntent 'seti_x'.",
  );
});
