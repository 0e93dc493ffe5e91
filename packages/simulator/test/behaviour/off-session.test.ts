import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

/** A payment without the customer, of a card that a customer has. */
async function payOffSession({ stripe }: Setup, customer: string, payment_method: string) {
  return stripe.paymentIntents.create({
    ...CARD_ONLY,
    customer,
    payment_method,
    confirm: true,
    off_session: true,
  });
}

async function attached(setup: Setup, alias: string) {
  const customer = (await setup.stripe.customers.create()).id;
  const method = (await setup.stripe.paymentMethods.attach(alias, { customer })).id;
  return { customer, method };
}

async function setUpBefore(setup: Setup, alias: string, usage: "off_session" | "on_session") {
  const customer = (await setup.stripe.customers.create()).id;
  const { automatic_payment_methods } = CARD_ONLY;
  const { id, payment_method } = await setup.stripe.setupIntents.create({
    automatic_payment_methods,
    customer,
    usage,
    payment_method: alias,
    confirm: true,
  });
  setup.simulator.authenticate(id, "complete");
  return { customer, method: String(payment_method) };
}

const REQUIRED = {
  type: "StripeCardError",
  statusCode: 402,
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

describe("without the customer", () => {
  test.each([
    "pm_card_authenticationRequiredOnSetup",
    "pm_card_authenticationRequired",
    "pm_card_threeDSecure2Required",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "pm_card_threeDSecureRequiredChargeDeclined",
  ])("%s is declined, and the customer can come back and authenticate", async (alias) => {
    const setup = setUp();
    const { customer, method } = await attached(setup, alias);
    const error = await errorOf(payOffSession(setup, customer, method));
    expect(error).toMatchObject({
      ...REQUIRED,
      payment_intent: { status: "requires_payment_method", latest_charge: null },
      payment_method: { id: method },
    });
    const again = await setup.stripe.paymentIntents.confirm(error.payment_intent?.id ?? "", {
      payment_method: method,
    });
    expect(again.status).toBe("requires_action");
  });

  test.each([
    "pm_card_authenticationRequiredSetupForOffSession",
    "pm_card_threeDSecureOptional",
    "pm_card_threeDSecureOptionalProcessingError",
    "pm_card_amex_threeDSecureNotSupported",
    "pm_card_visa",
  ])("%s pays", async (alias) => {
    const setup = setUp();
    const { customer, method } = await attached(setup, alias);
    expect((await payOffSession(setup, customer, method)).status).toBe("succeeded");
  });
});

describe("a card that has to be set up before", () => {
  const ALIAS = "pm_card_authenticationRequiredOnSetup";

  test("by a SetupIntent pays without the customer, and with the customer asks as ever", async () => {
    const setup = setUp();
    const { customer, method } = await setUpBefore(setup, ALIAS, "off_session");
    expect((await payOffSession(setup, customer, method)).status).toBe("succeeded");
    const present = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      customer,
      payment_method: method,
      confirm: true,
    });
    expect(present.status).toBe("requires_action");
  });

  test("by a payment with setup_future_usage pays without the customer", async () => {
    const setup = setUp();
    const customer = (await setup.stripe.customers.create()).id;
    const first = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      customer,
      payment_method: ALIAS,
      setup_future_usage: "off_session",
      confirm: true,
    });
    setup.simulator.authenticate(first.id, "complete");
    const method = String(first.payment_method);
    expect((await payOffSession(setup, customer, method)).status).toBe("succeeded");
  });

  test("for payments with the customer only is declined without", async () => {
    const setup = setUp();
    const { customer, method } = await setUpBefore(setup, ALIAS, "on_session");
    expect(await errorOf(payOffSession(setup, customer, method))).toMatchObject(REQUIRED);
  });
});

test("a card that always asks is declined although it was set up", async () => {
  const setup = setUp();
  const { customer, method } = await setUpBefore(
    setup,
    "pm_card_authenticationRequired",
    "off_session",
  );
  expect(await errorOf(payOffSession(setup, customer, method))).toMatchObject(REQUIRED);
});

test("error_on_requires_action declines instead of asking the customer", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const error = await errorOf(
    stripe.paymentIntents.confirm(id, {
      payment_method: "pm_card_threeDSecure2Required",
      error_on_requires_action: true,
    }),
  );
  expect(error).toMatchObject({
    ...REQUIRED,
    payment_intent: { id, status: "requires_payment_method", next_action: null },
  });
});
