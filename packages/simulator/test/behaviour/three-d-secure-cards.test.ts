import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

/** Confirms with a card that was typed in. */
async function confirmNumber({ stripe }: Setup, number: string, cvc?: string) {
  const method = await stripe.paymentMethods.create({
    type: "card",
    card: { number, exp_month: 12, exp_year: 2030, ...(cvc && { cvc }) },
  });
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  return stripe.paymentIntents.confirm(id, { payment_method: method.id });
}

describe("3-D Secure cards", () => {
  test.each([
    ["4000002500003155", "pm_card_authenticationRequiredOnSetup"],
    ["4000002760003184", "pm_card_authenticationRequired"],
    ["4000003800000446", "pm_card_authenticationRequiredSetupForOffSession"],
    ["4000000000003220", "pm_card_threeDSecure2Required"],
  ])("%s and %s pay once the customer authenticated", async (number, alias) => {
    const setup = setUp();
    const typed = await confirmNumber(setup, number, "123");
    const named = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: alias,
      confirm: true,
    });
    for (const { id, status } of [typed, named]) {
      expect(status).toBe("requires_action");
      expect(setup.simulator.authenticate(id, "complete").status).toBe("succeeded");
    }
  });

  test.each([
    ["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "insufficient_funds"],
    ["pm_card_threeDSecureRequiredChargeDeclined", "generic_decline"],
  ])("%s is declined although the customer authenticated", async (alias, declineCode) => {
    const { simulator, stripe } = setUp();
    const waiting = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: alias,
      confirm: true,
    });
    expect(waiting.status).toBe("requires_action");
    expect(simulator.authenticate(waiting.id, "complete")).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "card_declined", decline_code: declineCode },
    });
    expect(simulator.events.list().map(({ type }) => type)).toEqual([
      "payment_intent.created",
      "payment_intent.requires_action",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
  });

  test("with manual confirmation that decline is the answer to the server's confirm", async () => {
    const { simulator, stripe } = setUp();
    const waiting = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      confirmation_method: "manual",
      payment_method: "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
      confirm: true,
    });
    simulator.authenticate(waiting.id, "complete");
    const error = await errorOf(stripe.paymentIntents.confirm(waiting.id));
    expect(error).toMatchObject({ statusCode: 402, decline_code: "insufficient_funds" });
    // What the customer passed was that attempt; another one with the same card asks again.
    const again = await stripe.paymentIntents.confirm(waiting.id, {
      payment_method: error.payment_method?.id ?? "",
    });
    expect(again.status).toBe("requires_action");
  });

  test("a card that was set up before pays off session without the customer", async () => {
    const { stripe } = setUp();
    const paid = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_authenticationRequiredSetupForOffSession",
      confirm: true,
      off_session: "recurring",
    });
    expect(paid.status).toBe("succeeded");
  });

  test("a card that only supports authentication asks for it when the request does", async () => {
    const { stripe } = setUp();
    const waiting = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_threeDSecureOptional",
      payment_method_options: { card: { request_three_d_secure: "any" } },
      confirm: true,
    });
    expect(waiting.status).toBe("requires_action");
  });
});

test.each(["4000582600000094", "4000582600000045", "4000582600000102", "4000582600000110"])(
  "%s asks with a challenge of the mobile SDKs",
  async (number) => {
    const setup = setUp();
    const { id, status } = await confirmNumber(setup, number, "123");
    expect(status).toBe("requires_action");
    expect(setup.simulator.authenticate(id, "complete").status).toBe("succeeded");
  },
);

test("3097 pays without authentication, and is declined when the request asks for it", async () => {
  const { simulator, stripe } = setUp();
  const pay = (request: "any" | "automatic" | "challenge") =>
    stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_threeDSecureOptionalProcessingError",
      payment_method_options: { card: { request_three_d_secure: request } },
      confirm: true,
    });
  expect((await pay("automatic")).status).toBe("succeeded");
  expect((await errorOf(pay("any"))).code).toBe("card_declined");
  expect((await errorOf(pay("challenge"))).code).toBe("card_declined");
  expect(simulator.ledger.succeededCharges()).toHaveLength(1);
});

test("a card that does not support authentication pays even when the request asks for it", async () => {
  const { stripe } = setUp();
  const paid = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_amex_threeDSecureNotSupported",
    payment_method_options: { card: { request_three_d_secure: "any" } },
    confirm: true,
  });
  expect(paid.status).toBe("succeeded");
});
