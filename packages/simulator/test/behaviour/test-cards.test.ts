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

const DECLINED = "Your card was declined.";

describe("declines", () => {
  test.each([
    [
      "4000000000000002",
      "pm_card_visa_chargeDeclined",
      "card_declined",
      "generic_decline",
      DECLINED,
    ],
    [
      "4000000000009995",
      "pm_card_visa_chargeDeclinedInsufficientFunds",
      "card_declined",
      "insufficient_funds",
      "Your card has insufficient funds.",
    ],
    [
      "4000000000009987",
      "pm_card_visa_chargeDeclinedLostCard",
      "card_declined",
      "lost_card",
      DECLINED,
    ],
    [
      "4000000000009979",
      "pm_card_visa_chargeDeclinedStolenCard",
      "card_declined",
      "stolen_card",
      DECLINED,
    ],
    [
      "4000000000006975",
      "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
      "card_declined",
      "card_velocity_exceeded",
      DECLINED,
    ],
    [
      "4000000000000069",
      "pm_card_chargeDeclinedExpiredCard",
      "expired_card",
      "expired_card",
      "Your card has expired.",
    ],
    [
      "4000000000000127",
      "pm_card_chargeDeclinedIncorrectCvc",
      "incorrect_cvc",
      "",
      "Your card's security code is incorrect.",
    ],
    [
      "4000000000000119",
      "pm_card_chargeDeclinedProcessingError",
      "processing_error",
      "",
      "An error occurred while processing your card. Try again in a little bit.",
    ],
    ["4100000000000019", "pm_card_radarBlock", "card_declined", "fraudulent", DECLINED],
    [
      "4000000000000341",
      "pm_card_chargeCustomerFail",
      "card_declined",
      "generic_decline",
      DECLINED,
    ],
    [
      "4000008400001280",
      "pm_card_threeDSecureRequiredProcessingError",
      "card_declined",
      "generic_decline",
      DECLINED,
    ],
  ])("%s and %s give %s %s", async (number, alias, code, declineCode, message) => {
    const setup = setUp();
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    for (const attempt of [
      () => confirmNumber(setup, number, "123"),
      () => setup.stripe.paymentIntents.confirm(id, { payment_method: alias }),
    ]) {
      expect(await errorOf(attempt())).toMatchObject({
        type: "StripeCardError",
        statusCode: 402,
        rawType: "card_error",
        code,
        decline_code: declineCode,
        message,
      });
    }
    expect(setup.simulator.ledger.succeededCharges()).toEqual([]);
    expect(setup.simulator.ledger.charges()).toHaveLength(2);
  });

  test("a security code that was not sent cannot be incorrect", async () => {
    expect((await confirmNumber(setUp(), "4000000000000127")).status).toBe("succeeded");
  });

  test("the old spelling without visa_ works as well", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    const error = await errorOf(
      stripe.paymentIntents.confirm(id, {
        payment_method: "pm_card_chargeDeclinedInsufficientFunds",
      }),
    );
    expect(error.decline_code).toBe("insufficient_funds");
  });
});

describe("good cards", () => {
  test.each([
    ["4242424242424242", "visa", "credit"],
    ["4000056655665556", "visa", "debit"],
    ["5555555555554444", "mastercard", "credit"],
    ["2223003122003222", "mastercard", "credit"],
    ["5200828282828210", "mastercard", "debit"],
    ["5105105105105100", "mastercard", "prepaid"],
    ["378282246310005", "amex", "credit"],
    ["371449635398431", "amex", "credit"],
    ["6011111111111117", "discover", "credit"],
    ["4000000000003055", "visa", "credit"],
  ])("%s is %s %s and pays", async (number, brand, funding) => {
    const setup = setUp();
    const paid = await confirmNumber(setup, number, "123");
    expect(paid.status).toBe("succeeded");
    const method = await setup.stripe.paymentMethods.retrieve(String(paid.payment_method));
    expect(method.card).toMatchObject({ brand, funding, last4: number.slice(-4) });
  });

  test("each use of a name gives a new method", async () => {
    const { stripe } = setUp();
    const pay = () =>
      stripe.paymentIntents.create({ ...CARD_ONLY, payment_method: "pm_card_visa", confirm: true });
    const [first, second] = [await pay(), await pay()];
    expect(first.payment_method).toMatch(/^pm_1[A-Za-z0-9]{23}$/);
    expect(second.payment_method).not.toBe(first.payment_method);
  });

  test("a method that paid without a customer cannot pay again", async () => {
    const { stripe } = setUp();
    const paid = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    const error = await errorOf(
      stripe.paymentIntents.create({ ...CARD_ONLY, payment_method: String(paid.payment_method) }),
    );
    expect(error).toMatchObject({ statusCode: 400 });
    expect(error.message).toContain("It may not be used again.");
  });
});
