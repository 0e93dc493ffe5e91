import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

/** Brings a PaymentIntent into a status; gives its id. */
const REACH = {
  requires_payment_method: async ({ stripe }: Setup) =>
    (await stripe.paymentIntents.create(CARD_ONLY)).id,
  requires_confirmation: async ({ stripe }: Setup) =>
    (await stripe.paymentIntents.create({ ...CARD_ONLY, payment_method: "pm_card_visa" })).id,
  requires_action: ({ stripe }: Setup) => pay(stripe, "pm_card_threeDSecure2Required"),
  requires_capture: async ({ stripe }: Setup) =>
    (
      await stripe.paymentIntents.create({
        ...CARD_ONLY,
        capture_method: "manual",
        payment_method: "pm_card_visa",
        confirm: true,
      })
    ).id,
  succeeded: ({ stripe }: Setup) => pay(stripe, "pm_card_visa"),
  canceled: async ({ stripe }: Setup) => {
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    return (await stripe.paymentIntents.cancel(id)).id;
  },
};

async function pay(stripe: Setup["stripe"], payment_method: string): Promise<string> {
  const { id } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method,
    confirm: true,
  });
  return id;
}

type Status = keyof typeof REACH;

describe("confirm", () => {
  test.each<[Status, string]>([
    [
      "succeeded",
      "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
    ],
    [
      "canceled",
      "This PaymentIntent could not be confirmed because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action.",
    ],
    [
      "requires_capture",
      "This PaymentIntent could not be confirmed because it has a status of requires_capture. Only a PaymentIntent with one of the following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action.",
    ],
    [
      "requires_payment_method",
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    ],
  ])("of a PaymentIntent in %s is refused, and the error carries it", async (status, message) => {
    const setup = setUp();
    const id = await REACH[status](setup);
    const charges = setup.simulator.ledger.charges();
    const error = await errorOf(setup.stripe.paymentIntents.confirm(id));
    expect(error).toMatchObject({
      statusCode: 400,
      type: "StripeInvalidRequestError",
      rawType: "invalid_request_error",
      code: "payment_intent_unexpected_state",
      message,
      doc_url: "https://stripe.com/docs/error-codes/payment-intent-unexpected-state",
      payment_intent: { id, status },
    });
    expect(setup.simulator.ledger.charges()).toEqual(charges);
  });

  test.each<Status>(["requires_confirmation", "requires_action"])(
    "of a PaymentIntent in %s goes ahead",
    async (status) => {
      const setup = setUp();
      const id = await REACH[status](setup);
      const confirmed = await setup.stripe.paymentIntents.confirm(id, {
        payment_method: "pm_card_visa",
      });
      expect(confirmed.status).toBe("succeeded");
    },
  );

  test("without a method names the customer of the PaymentIntent", async () => {
    const { stripe } = setUp();
    const customer = await stripe.customers.create();
    const { id } = await stripe.paymentIntents.create({ ...CARD_ONLY, customer: customer.id });
    const error = await errorOf(stripe.paymentIntents.confirm(id));
    expect(error.message).toBe(
      `You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with ${customer.id}, specify a payment method attached to this customer along with the customer ID.`,
    );
  });
});

describe("cancel", () => {
  test.each<Status>([
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "requires_capture",
  ])("of a PaymentIntent in %s goes ahead", async (status) => {
    const setup = setUp();
    const id = await REACH[status](setup);
    const canceled = await setup.stripe.paymentIntents.cancel(id, {
      cancellation_reason: "abandoned",
    });
    expect(canceled).toMatchObject({
      status: "canceled",
      canceled_at: 1_795_435_200,
      cancellation_reason: "abandoned",
      next_action: null,
    });
    expect(setup.simulator.events.list().at(-1)?.type).toBe("payment_intent.canceled");
  });

  test.each<Status>(["succeeded", "canceled"])(
    "of a PaymentIntent in %s is refused",
    async (status) => {
      const setup = setUp();
      const id = await REACH[status](setup);
      const error = await errorOf(setup.stripe.paymentIntents.cancel(id));
      expect(error).toMatchObject({
        statusCode: 400,
        code: "payment_intent_unexpected_state",
        message: `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, processing.`,
        payment_intent: { id, status },
      });
    },
  );
});

describe("capture", () => {
  test.each<Status>([
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "succeeded",
    "canceled",
  ])("of a PaymentIntent in %s is refused", async (status) => {
    const setup = setUp();
    const id = await REACH[status](setup);
    const error = await errorOf(setup.stripe.paymentIntents.capture(id));
    expect(error).toMatchObject({
      statusCode: 400,
      code: "payment_intent_unexpected_state",
      message: `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    });
  });
});

describe("update", () => {
  test.each<Status>(["requires_payment_method", "requires_confirmation", "requires_action"])(
    "of the amount in %s keeps the status",
    async (status) => {
      const setup = setUp();
      const id = await REACH[status](setup);
      const updated = await setup.stripe.paymentIntents.update(id, { amount: 2000 });
      expect(updated).toMatchObject({ amount: 2000, status });
    },
  );

  test.each<Status>(["requires_payment_method", "requires_confirmation", "requires_action"])(
    "of the method in %s always asks for a confirmation",
    async (status) => {
      const setup = setUp();
      const id = await REACH[status](setup);
      const updated = await setup.stripe.paymentIntents.update(id, {
        payment_method: "pm_card_mastercard",
      });
      expect(updated).toMatchObject({ status: "requires_confirmation", next_action: null });
    },
  );

  test.each<Status>(["requires_capture", "succeeded", "canceled"])(
    "of the amount in %s is refused, of the metadata it is not",
    async (status) => {
      const setup = setUp();
      const id = await REACH[status](setup);
      const error = await errorOf(setup.stripe.paymentIntents.update(id, { amount: 2000 }));
      expect(error).toMatchObject({
        statusCode: 400,
        code: "payment_intent_unexpected_state",
        param: "amount",
      });
      const updated = await setup.stripe.paymentIntents.update(id, { metadata: { a: "1" } });
      expect(updated).toMatchObject({ amount: 1099, metadata: { a: "1" } });
    },
  );

  test("announces nothing: there is no such event", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    await stripe.paymentIntents.update(id, { amount: 2000, description: "two" });
    expect(simulator.events.list()).toHaveLength(1);
  });
});
