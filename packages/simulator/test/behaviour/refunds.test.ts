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
    "Refund amount (600) is greater than unrefunded amount on charge (599).",
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
  expect((await errorOf(setup.stripe.refunds.create({ charge: "ch_x" }))).code).toBe(
    "resource_missing",
  );
  expect((await errorOf(setup.stripe.refunds.create())).statusCode).toBe(400);
});
