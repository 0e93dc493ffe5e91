import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const paid = ({ stripe }: Setup) =>
  stripe.paymentIntents.create({ ...CARD_ONLY, payment_method: "pm_card_visa", confirm: true });

test("a full refund gives everything back and leaves the PaymentIntent succeeded", async () => {
  const setup = setUp();
  const { id, latest_charge } = await paid(setup);
  const refund = await setup.stripe.refunds.create({ payment_intent: id, reason: "duplicate" });
  expect(refund).toMatchObject({
    object: "refund",
    amount: 1099,
    charge: latest_charge,
    payment_intent: id,
    status: "succeeded",
    reason: "duplicate",
  });
  expect(await setup.stripe.refunds.retrieve(refund.id)).toEqual(refund);
  expect(await setup.stripe.charges.retrieve(String(latest_charge))).toMatchObject({
    refunded: true,
    amount_refunded: 1099,
  });
  expect((await setup.stripe.paymentIntents.retrieve(id)).status).toBe("succeeded");
  expect(
    setup.simulator.events
      .list()
      .map(({ type }) => type)
      .slice(3),
  ).toEqual(["refund.created", "charge.refunded"]);
});

test("partial refunds add up, and no more than was charged comes back", async () => {
  const setup = setUp();
  const { id } = await paid(setup);
  await setup.stripe.refunds.create({ payment_intent: id, amount: 500 });
  expect(setup.simulator.ledger.charges()).toMatchObject([{ amountRefunded: 500 }]);
  const tooMuch = setup.stripe.refunds.create({ payment_intent: id, amount: 600 });
  expect((await errorOf(tooMuch)).message).toBe(
    "Refund amount ($6.00) is greater than unrefunded amount on charge ($5.99)",
  );
  await setup.stripe.refunds.create({ payment_intent: id });
  expect(setup.simulator.ledger.charges()).toMatchObject([{ amountRefunded: 1099 }]);
  const again = setup.stripe.refunds.create({ payment_intent: id });
  expect((await errorOf(again)).code).toBe("charge_already_refunded");
});

test("an unpaid PaymentIntent cannot be refunded", async () => {
  const setup = setUp();
  const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
  expect((await errorOf(setup.stripe.refunds.create({ payment_intent: id }))).statusCode).toBe(400);
  expect((await errorOf(setup.stripe.refunds.create())).statusCode).toBe(400);
});

test("a refund by charge is the same as one by PaymentIntent", async () => {
  const setup = setUp();
  const { id, latest_charge } = await paid(setup);
  const refund = await setup.stripe.refunds.create({
    charge: String(latest_charge),
    reason: "fraudulent",
    metadata: { case: "7" },
  });
  expect(refund).toMatchObject({
    payment_intent: id,
    metadata: { case: "7" },
    destination_details: { type: "card", card: { type: "refund" } },
  });
  expect((await setup.stripe.charges.retrieve(String(latest_charge))).fraud_details).toEqual({
    user_report: "fraudulent",
  });
});

test("refunds are listed newest first, by charge and by PaymentIntent", async () => {
  const setup = setUp();
  const [one, two] = [await paid(setup), await paid(setup)];
  const first = await setup.stripe.refunds.create({ payment_intent: one.id, amount: 100 });
  setup.clock.ms += 1000;
  const second = await setup.stripe.refunds.create({ payment_intent: two.id });
  const ids = async (params: Parameters<typeof setup.stripe.refunds.list>[0]) =>
    (await setup.stripe.refunds.list(params)).data.map(({ id }) => id);
  expect(await ids({})).toEqual([second.id, first.id]);
  expect(await ids({ payment_intent: one.id })).toEqual([first.id]);
  expect(await ids({ charge: String(two.latest_charge) })).toEqual([second.id]);
  expect(await ids({ created: { gt: 1_795_435_200 } })).toEqual([second.id]);
  expect(await ids({ limit: 1, starting_after: second.id })).toEqual([first.id]);
});

test("the metadata of a refund can change, and nothing else", async () => {
  const setup = setUp();
  const { id } = await paid(setup);
  const refund = await setup.stripe.refunds.create({ payment_intent: id, metadata: { a: "1" } });
  const updated = await setup.stripe.refunds.update(refund.id, { metadata: { b: "2" } });
  expect(updated).toEqual({ ...refund, metadata: { a: "1", b: "2" } });
  expect(setup.simulator.events.list().slice(-2)).toMatchObject([
    { type: "refund.updated", data: { previous_attributes: { metadata: { a: "1" } } } },
    { type: "charge.refund.updated" },
  ]);
});

test("a refund to a card cannot be canceled", async () => {
  const setup = setUp();
  const { id } = await paid(setup);
  const refund = await setup.stripe.refunds.create({ payment_intent: id });
  expect(await errorOf(setup.stripe.refunds.cancel(refund.id))).toMatchObject({
    statusCode: 400,
    message: "Canceling this refund is unsupported.",
  });
  expect((await errorOf(setup.stripe.refunds.cancel("re_x"))).statusCode).toBe(404);
});

/** Pays with a card and refunds everything. */
async function refunded(setup: Setup, card: string) {
  const intent = await setup.stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: card,
    confirm: true,
  });
  const refund = await setup.stripe.refunds.create({ payment_intent: intent.id });
  return { refund, charge: String(intent.latest_charge) };
}

const types = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

test("a refund to 7726 is pending for five seconds", async () => {
  const setup = setUp();
  const { refund, charge } = await refunded(setup, "pm_card_pendingRefund");
  expect(refund).toMatchObject({
    status: "pending",
    pending_reason: "processing",
    destination_details: { card: { type: "pending" } },
  });
  expect(await setup.stripe.charges.retrieve(charge)).toMatchObject({
    refunded: true,
    amount_refunded: 1099,
  });
  setup.clock.ms += 4999;
  expect((await setup.stripe.refunds.retrieve(refund.id)).status).toBe("pending");
  setup.clock.ms += 1;
  const done = await setup.stripe.refunds.retrieve(refund.id);
  expect(done).toMatchObject({
    status: "succeeded",
    destination_details: { card: { type: "refund" } },
  });
  expect(done).not.toHaveProperty("pending_reason");
  expect(types(setup).slice(3)).toEqual([
    "refund.created",
    "charge.refunded",
    "refund.updated",
    "charge.refund.updated",
  ]);
});

test("a refund that is pending fails when the charge is disputed meanwhile", async () => {
  const setup = setUp();
  const { refund } = await refunded(setup, "pm_card_pendingRefund");
  setup.simulator.dispute(String(refund.payment_intent));
  await setup.simulator.advance(1);
  expect(await setup.stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: "failed",
    failure_reason: "charge_for_pending_refund_disputed",
  });
});

test("a refund to 5126 seems to succeed and fails after five seconds", async () => {
  const setup = setUp();
  const { refund, charge } = await refunded(setup, "pm_card_refundFail");
  expect(refund.status).toBe("succeeded");
  setup.clock.ms += 4999;
  expect((await setup.stripe.refunds.retrieve(refund.id)).status).toBe("succeeded");
  setup.clock.ms += 1;
  const failed = await setup.stripe.refunds.retrieve(refund.id);
  expect(failed).toMatchObject({
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  });
  expect(await setup.stripe.charges.retrieve(charge)).toMatchObject({
    refunded: false,
    amount_refunded: 0,
  });
  expect(types(setup).slice(3)).toEqual([
    "refund.created",
    "charge.refunded",
    "refund.failed",
    "refund.updated",
    "charge.refund.updated",
  ]);
  // The money is there again, so it can be given back by another refund.
  const again = await setup.stripe.refunds.create({ charge });
  expect(again.amount).toBe(1099);
});
