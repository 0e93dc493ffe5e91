import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

async function authorize({ stripe }: Setup) {
  return stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });
}

const types = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

test("an authorised amount is held and not captured", async () => {
  const setup = setUp();
  const held = await authorize(setup);
  expect(held).toMatchObject({
    status: "requires_capture",
    amount_capturable: 1099,
    amount_received: 0,
  });
  expect(setup.simulator.ledger.charges()).toMatchObject([
    { status: "succeeded", captured: false },
  ]);
  expect(types(setup)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.amount_capturable_updated",
  ]);
});

test("capture takes the whole amount", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  const captured = await setup.stripe.paymentIntents.capture(id);
  expect(captured).toMatchObject({
    status: "succeeded",
    amount_received: 1099,
    amount_capturable: 0,
  });
  expect(types(setup).slice(3)).toEqual(["charge.captured", "payment_intent.succeeded"]);
});

test("capture of a part releases the rest for good", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  const captured = await setup.stripe.paymentIntents.capture(id, { amount_to_capture: 500 });
  const error = await errorOf(setup.stripe.paymentIntents.capture(id));
  expect(captured.amount_received).toBe(500);
  expect(setup.simulator.ledger.charges()).toMatchObject([{ amount: 1099, amountCaptured: 500 }]);
  expect(await setup.stripe.charges.retrieve(String(captured.latest_charge))).toMatchObject({
    amount_refunded: 599,
    refunded: false,
  });
  expect((await setup.stripe.refunds.list({ payment_intent: id })).data).toMatchObject([
    { amount: 599, status: "succeeded", balance_transaction: null, reason: null },
  ]);
  expect(error).toMatchObject({
    code: "payment_intent_unexpected_state",
    message:
      "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released.",
  });
});

test("capture of more than is held is refused", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  const error = await errorOf(setup.stripe.paymentIntents.capture(id, { amount_to_capture: 1100 }));
  expect(error).toMatchObject({ statusCode: 400, code: "amount_too_large" });
  expect(setup.simulator.ledger.charges()).toMatchObject([{ captured: false }]);
});

test("cancel releases the hold", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  const canceled = await setup.stripe.paymentIntents.cancel(id);
  expect(canceled).toMatchObject({ status: "canceled", amount_capturable: 0 });
  expect(setup.simulator.ledger.charges()).toMatchObject([
    { captured: false, amountCaptured: 0, amountRefunded: 1099 },
  ]);
  expect(types(setup).slice(3)).toEqual(["charge.refunded", "payment_intent.canceled"]);
});

test("nobody captures for seven days, and Stripe cancels", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  setup.clock.ms += 7 * DAY_MS - 1;
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("requires_capture");
  setup.clock.ms += 1;
  expect(await setup.stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: "canceled",
    cancellation_reason: "automatic",
  });
  expect(types(setup).slice(3)).toEqual(["charge.expired", "payment_intent.canceled"]);
  expect((await setup.stripe.refunds.list({ payment_intent: id })).data).toMatchObject([
    { amount: 1099, reason: "expired_uncaptured_charge" },
  ]);
});

test("what expired or was canceled can be captured no more", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  await setup.simulator.advance(7 * 24);
  expect(await errorOf(setup.stripe.paymentIntents.capture(id))).toMatchObject({
    code: "payment_intent_unexpected_state",
    message:
      "This PaymentIntent could not be captured because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.",
  });
  expect(setup.simulator.ledger.charges()).toMatchObject([{ captured: false, amountCaptured: 0 }]);
});

test("seven days later a captured payment is still paid", async () => {
  const setup = setUp();
  const { id } = await authorize(setup);
  await setup.stripe.paymentIntents.capture(id);
  setup.clock.ms += 8 * DAY_MS;
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("succeeded");
});
