import { expect, test } from "vitest";
import { errorOf, setUp } from "../stripe-client.ts";

const GOOD = { number: "4242424242424242", exp_month: 12, exp_year: 2030, cvc: "123" };

test("a card that was typed in is stored without its number", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentMethods.create({
    type: "card",
    card: GOOD,
    billing_details: { name: "Ada", address: { postal_code: "10115", country: "DE" } },
    metadata: { wallet: "main" },
  });
  const method = await stripe.paymentMethods.retrieve(id);
  expect(method).toMatchObject({
    id,
    object: "payment_method",
    type: "card",
    customer: null,
    livemode: false,
    metadata: { wallet: "main" },
    billing_details: {
      name: "Ada",
      email: null,
      address: { postal_code: "10115", country: "DE", line1: null },
    },
    card: { brand: "visa", last4: "4242", exp_month: 12, exp_year: 2030 },
  });
  expect(JSON.stringify(method)).not.toContain("4242424242424242");
});

test.each([
  ["a number that fails its check digit", { number: "4242424242424241" }, "incorrect_number"],
  ["letters", { number: "4242abcd" }, "invalid_number"],
  ["month 13", { exp_month: 13 }, "invalid_expiry_month"],
  ["month 0", { exp_month: 0 }, "invalid_expiry_month"],
  ["last year", { exp_year: 2025 }, "invalid_expiry_year"],
  ["last month", { exp_month: 10, exp_year: 2026 }, "invalid_expiry_month"],
  ["a security code of two digits", { cvc: "12" }, "invalid_cvc"],
  ["a real card", { number: "4111111111111111" }, "card_declined"],
])("%s is refused", async (_what, part, code) => {
  const { stripe } = setUp();
  const error = await errorOf(
    stripe.paymentMethods.create({ type: "card", card: { ...GOOD, ...part } }),
  );
  expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code });
});

test.each([
  ["this month", { exp_month: 11, exp_year: 2026 }],
  ["a year of two digits", { exp_year: 30 }],
  ["a number with spaces", { number: "4242 4242 4242 4242" }],
  ["an American Express card with four digits", { number: "378282246310005", cvc: "1234" }],
])("%s is accepted", async (_what, part) => {
  const { stripe } = setUp();
  const method = await stripe.paymentMethods.create({ type: "card", card: { ...GOOD, ...part } });
  expect(method.card?.exp_year).toBeGreaterThanOrEqual(2026);
});

test("a card can be sent along with the PaymentIntent", async () => {
  const { simulator } = setUp();
  const response = await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
    method: "POST",
    headers: { authorization: "Bearer sk_test_simulator" },
    body: "amount=1099&currency=usd&payment_method_data[type]=card&payment_method_data[card][number]=4242+4242%204242+4242&payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2030&expand[]=payment_method",
  });
  expect(await response.json()).toMatchObject({
    status: "requires_confirmation",
    payment_method: { object: "payment_method", card: { last4: "4242" } },
  });
});
