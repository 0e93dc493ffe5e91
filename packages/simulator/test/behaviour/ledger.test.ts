import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const pay = ({ stripe }: Setup, order: string, more: Record<string, unknown> = {}) =>
  stripe.paymentIntents.create({
    ...CARD_ONLY,
    metadata: { order },
    payment_method: "pm_card_visa",
    confirm: true,
    ...more,
  });

describe("totals", () => {
  test("tell what was taken, given back and disputed", async () => {
    const setup = setUp();
    const { ledger } = setup.simulator;
    const { id } = await pay(setup, "1");
    await errorOf(pay(setup, "1", { payment_method: "pm_card_visa_chargeDeclined" }));
    await setup.stripe.refunds.create({ payment_intent: id, amount: 99 });
    const dispute = setup.simulator.dispute(id, { amount: 300 });
    await pay(setup, "2");
    expect(ledger.total({ metadata: { order: "1" } })).toEqual({
      charges: 1,
      failedCharges: 1,
      refunds: 0,
      disputes: 1,
      currency: "usd",
      amount: 1099,
      held: 0,
      // The refund was under way when the bank took the money, and failed.
      refunded: 0,
      disputed: 300,
      net: 799,
    });
    await setup.stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: "winning_evidence" },
    });
    await setup.simulator.advance(1);
    await setup.stripe.refunds.create({ payment_intent: id, amount: 99 });
    expect(ledger.total({ paymentIntentId: id })).toMatchObject({
      refunds: 1,
      refunded: 99,
      disputes: 1,
      disputed: 0,
      net: 1000,
    });
    expect(ledger.total()).toMatchObject({ charges: 2, amount: 2198, net: 2099 });
    expect(ledger.refunds({ metadata: { order: "1" } })).toMatchObject([
      { amount: 99, status: "failed", paymentIntentId: id },
      { amount: 99, status: "succeeded", released: false },
    ]);
    expect(ledger.disputes({ metadata: { order: "2" } })).toEqual([]);
    expect(ledger.disputes({ status: "won" })).toMatchObject([
      { amount: 300, reason: "fraudulent", withdrawn: false },
    ]);
  });

  test("of nothing are nothing", () => {
    expect(setUp().simulator.ledger.total()).toEqual({
      charges: 0,
      failedCharges: 0,
      refunds: 0,
      disputes: 0,
      currency: null,
      amount: 0,
      held: 0,
      refunded: 0,
      disputed: 0,
      net: 0,
    });
  });

  test("tell a hold from what was taken, and forget it when it ends", async () => {
    const setup = setUp();
    const { ledger } = setup.simulator;
    const { id } = await pay(setup, "1", { capture_method: "manual" });
    expect(ledger.total()).toMatchObject({ charges: 1, amount: 0, held: 1099 });
    const other = await pay(setup, "2", { capture_method: "manual" });
    await setup.stripe.paymentIntents.capture(other.id, { amount_to_capture: 500 });
    await setup.stripe.paymentIntents.cancel(id);
    expect(ledger.total()).toMatchObject({
      charges: 1,
      amount: 500,
      held: 0,
      refunds: 0,
      refunded: 0,
      net: 500,
    });
    expect(ledger.refunds()).toMatchObject([
      { amount: 599, released: true },
      { amount: 1099, released: true },
    ]);
  });

  test("come apart by PaymentIntent and by metadata", async () => {
    const setup = setUp();
    const one = await pay(setup, "1");
    const again = await pay(setup, "1", { currency: "usd", amount: 1000 });
    const two = await pay(setup, "2", { currency: "eur" });
    await pay(setup, "", { metadata: {} });
    const { ledger } = setup.simulator;
    const byOrder = ledger.totals({ metadata: "order" });
    expect([...byOrder.keys()]).toEqual(["1", "2"]);
    expect(byOrder.get("1")).toMatchObject({ charges: 2, amount: 2099, currency: "usd" });
    expect(byOrder.get("2")).toMatchObject({ charges: 1, amount: 1099, currency: "eur" });
    const byIntent = ledger.totals("payment_intent");
    expect(byIntent.size).toBe(4);
    expect([one, again, two].map(({ id }) => byIntent.get(id)?.amount)).toEqual([1099, 1000, 1099]);
    expect(() => ledger.total()).toThrow("These charges are in usd and eur, which cannot be added");
  });
});

describe("the assertion of a single charge", () => {
  test("gives the charge", async () => {
    const setup = setUp();
    const paid = await pay(setup, "1");
    await errorOf(pay(setup, "1", { payment_method: "pm_card_visa_chargeDeclined" }));
    const released = await pay(setup, "1", { capture_method: "manual" });
    await setup.stripe.paymentIntents.cancel(released.id);
    const { ledger } = setup.simulator;
    const charge = ledger.assertChargedOnce(
      { metadata: { order: "1" } },
      { amount: 1099, currency: "usd" },
    );
    expect(charge.id).toBe(paid.latest_charge);
  });

  test("counts a hold, and what was given back, as charged", async () => {
    const setup = setUp();
    const { id } = await pay(setup, "1");
    await setup.stripe.refunds.create({ payment_intent: id });
    await pay(setup, "2", { capture_method: "manual" });
    const { ledger } = setup.simulator;
    expect(ledger.assertChargedOnce({ paymentIntentId: id }).amountRefunded).toBe(1099);
    expect(ledger.assertChargedOnce({ metadata: { order: "2" } }).captured).toBe(false);
  });

  test("lists the charges when there are two", async () => {
    const setup = setUp();
    const one = await pay(setup, "1");
    const two = await pay(setup, "1", { capture_method: "manual" });
    expect(() => setup.simulator.ledger.assertChargedOnce({ metadata: { order: "1" } })).toThrow(
      `Expected one charge for metadata order=1, but there are 2:
  ${one.latest_charge} took 1099 usd ($10.99) for ${one.id} at 2026-11-23T12:00:00.000Z
  ${two.latest_charge} holds 1099 usd ($10.99) for ${two.id} at 2026-11-23T12:00:00.000Z`,
    );
  });

  test("tells why there is none", async () => {
    const setup = setUp();
    const { ledger } = setup.simulator;
    const assertion = () => ledger.assertChargedOnce({ metadata: { order: "1" } });
    expect(assertion).toThrow(
      "Expected one charge for metadata order=1, but there is none. There is no PaymentIntent either.",
    );
    const failed = await errorOf(
      pay(setup, "1", { payment_method: "pm_card_visa_chargeDeclined" }),
    );
    expect(assertion).toThrow(
      `Expected one charge for metadata order=1, but there is none. Attempts that failed: 1. Its PaymentIntents:
  ${failed.payment_intent?.id} is requires_payment_method`,
    );
  });

  test.each([
    [{ amount: 1100 }, "Expected one charge of 1100 usd"],
    [{ currency: "eur" }, "Expected one charge of 1099 eur"],
  ])("refuses %j", async (expected, message) => {
    const setup = setUp();
    const { id } = await pay(setup, "1");
    const { ledger } = setup.simulator;
    expect(() => ledger.assertChargedOnce({ paymentIntentId: id }, expected)).toThrow(
      `${message} for PaymentIntent ${id}, but it is:`,
    );
  });

  test("looks at everything when it is asked about nothing in particular", async () => {
    const setup = setUp();
    expect(() => setup.simulator.ledger.assertChargedOnce()).toThrow(
      "Expected one charge altogether, but there is none.",
    );
    await pay(setup, "1");
    expect(setup.simulator.ledger.assertChargedOnce().amount).toBe(1099);
  });
});
