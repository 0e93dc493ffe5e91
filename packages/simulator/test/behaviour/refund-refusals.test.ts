import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const pay = ({ stripe }: Setup, options: Record<string, unknown> = {}) =>
  stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
    ...options,
  });

test("what is only held has to be canceled, not refunded", async () => {
  const setup = setUp();
  const { id, latest_charge } = await pay(setup, { capture_method: "manual" });
  for (const params of [{ payment_intent: id }, { charge: String(latest_charge) }]) {
    const error = await errorOf(setup.stripe.refunds.create(params));
    expect(error.statusCode).toBe(400);
    expect(error.message).toContain(
      `This uncaptured Charge was created by a PaymentIntent (${id}). You must cancel the PaymentIntent`,
    );
  }
  await setup.stripe.paymentIntents.cancel(id);
  const canceled = setup.stripe.refunds.create({ charge: String(latest_charge) });
  expect((await errorOf(canceled)).message).toBe(
    `This PaymentIntent (${id}) does not have a successful charge to refund.`,
  );
});

test("a charge that failed gives nothing back", async () => {
  const setup = setUp();
  const failed = await errorOf(pay(setup, { payment_method: "pm_card_visa_chargeDeclined" }));
  const id = failed.payment_intent?.id ?? "";
  for (const params of [{ payment_intent: id }, { charge: failed.charge ?? "" }]) {
    expect(await errorOf(setup.stripe.refunds.create(params))).toMatchObject({
      statusCode: 400,
      message: `This PaymentIntent (${id}) does not have a successful charge to refund.`,
    });
  }
});

test("a charge that was charged back is not refunded, until the dispute is won", async () => {
  const setup = setUp();
  const { id, latest_charge } = await pay(setup);
  const dispute = setup.simulator.dispute(id);
  expect(await errorOf(setup.stripe.refunds.create({ payment_intent: id }))).toMatchObject({
    statusCode: 400,
    code: "charge_disputed",
    message: `Charge ${latest_charge} has been charged back; cannot issue a refund.`,
  });
  await setup.stripe.disputes.update(dispute.id, {
    evidence: { uncategorized_text: "winning_evidence" },
  });
  await setup.simulator.advance(1);
  expect((await setup.stripe.refunds.create({ payment_intent: id })).status).toBe("succeeded");
});

test("during an inquiry the charge can be refunded", async () => {
  const setup = setUp();
  const { id } = await pay(setup);
  setup.simulator.dispute(id, { status: "warning_needs_response" });
  expect((await setup.stripe.refunds.create({ payment_intent: id })).status).toBe("succeeded");
});

test.each([0, -5])("an amount of %i is no refund", async (amount) => {
  const setup = setUp();
  const { id } = await pay(setup);
  expect(await errorOf(setup.stripe.refunds.create({ payment_intent: id, amount }))).toMatchObject({
    code: "parameter_invalid_integer",
    param: "amount",
    message: "This value must be greater than or equal to 1.",
  });
});

test("more than is left is refused in the currency of the charge", async () => {
  const setup = setUp();
  const { id } = await pay(setup, { currency: "eur" });
  const error = await errorOf(setup.stripe.refunds.create({ payment_intent: id, amount: 1100 }));
  expect(error).toMatchObject({
    statusCode: 400,
    param: "amount",
    message: "Refund amount (€11.00) is greater than unrefunded amount on charge (€10.99)",
  });
  expect(error.code).toBeUndefined();
});

test("what a partial capture released is not refunded a second time", async () => {
  const setup = setUp();
  const { id } = await pay(setup, { capture_method: "manual" });
  await setup.stripe.paymentIntents.capture(id, { amount_to_capture: 500 });
  const tooMuch = setup.stripe.refunds.create({ payment_intent: id, amount: 501 });
  expect((await errorOf(tooMuch)).message).toContain("unrefunded amount on charge ($5.00)");
  expect((await setup.stripe.refunds.create({ payment_intent: id })).amount).toBe(500);
});

test("of two refunds at once the second finds nothing left", async () => {
  const setup = setUp();
  const { id } = await pay(setup);
  const results = await Promise.allSettled([
    setup.stripe.refunds.create({ payment_intent: id }),
    setup.stripe.refunds.create({ payment_intent: id }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(setup.simulator.ledger.charges()).toMatchObject([{ amountRefunded: 1099 }]);
});

test("the currency cannot be chosen", async () => {
  const setup = setUp();
  const { id } = await pay(setup);
  const call = setup.stripe.refunds.create({ payment_intent: id, currency: "eur" });
  expect(await errorOf(call)).toMatchObject({ statusCode: 400, param: "currency" });
});

test("an unknown charge is a 404, and a charge of another payment a 400", async () => {
  const setup = setUp();
  const [one, two] = [await pay(setup), await pay(setup)];
  expect(await errorOf(setup.stripe.refunds.create({ charge: "ch_x" }))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    param: "id",
    message: "No such charge: 'ch_x'",
  });
  const mixed = { charge: String(one.latest_charge), payment_intent: two.id };
  expect(await errorOf(setup.stripe.refunds.create(mixed))).toMatchObject({
    statusCode: 400,
    param: "charge",
  });
  expect((await errorOf(setup.stripe.refunds.create({ payment_intent: "pi_x" }))).statusCode).toBe(
    400,
  );
});

test("a reason that Stripe keeps for itself is refused", async () => {
  const setup = setUp();
  const { id } = await pay(setup);
  const call = setup.stripe.refunds.create({
    payment_intent: id,
    reason: "expired_uncaptured_charge",
  });
  expect(await errorOf(call)).toMatchObject({
    param: "reason",
    message: "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer",
  });
});
