import { describe, expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "../stripe-client.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

async function paid(setup: Setup) {
  const intent = await setup.stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  return { id: intent.id, charge: String(intent.latest_charge) };
}

/** Types of the events after those of the payment itself. */
const happened = ({ simulator }: Setup) =>
  simulator.events
    .list()
    .map(({ type }) => type)
    .slice(3);

describe("an inquiry", () => {
  test("takes no money and leaves the charge refundable", async () => {
    const setup = setUp();
    const dispute = setup.simulator.dispute((await paid(setup)).id, {
      status: "warning_needs_response",
    });
    expect(dispute).toMatchObject({
      status: "warning_needs_response",
      is_charge_refundable: true,
      balance_transactions: [],
      payment_method_details: { card: { case_type: "inquiry", network_reason_code: "10" } },
    });
    expect(happened(setup)).toEqual(["charge.dispute.created"]);
  });

  test.each(["winning_evidence", "losing_evidence"])("closes with %s", async (text) => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id, {
      status: "warning_needs_response",
    });
    const sent = await setup.stripe.disputes.update(id, { evidence: { uncategorized_text: text } });
    expect(sent.status).toBe("warning_under_review");
    await setup.simulator.advance(1);
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("warning_closed");
    expect(happened(setup)).toEqual([
      "charge.dispute.created",
      "charge.dispute.updated",
      "charge.updated",
      "charge.dispute.closed",
    ]);
  });

  test("that the bank escalates becomes a chargeback, and fails the refund under way", async () => {
    const setup = setUp();
    const { id, charge } = await paid(setup);
    const old = await setup.stripe.refunds.create({ payment_intent: id, amount: 100 });
    setup.clock.ms += 60_000;
    const dispute = setup.simulator.dispute(id, { status: "warning_needs_response" });
    await setup.stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: "escalate_inquiry_evidence" },
    });
    const refund = await setup.stripe.refunds.create({ payment_intent: id, amount: 500 });
    setup.clock.ms += 5000;
    expect(await setup.stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: "needs_response",
      is_charge_refundable: false,
      balance_transactions: [{ amount: -1099 }],
      payment_method_details: { card: { case_type: "chargeback" } },
    });
    expect(await setup.stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: "failed",
      failure_reason: "charge_for_pending_refund_disputed",
    });
    expect((await setup.stripe.refunds.retrieve(old.id)).status).toBe("succeeded");
    expect((await setup.stripe.charges.retrieve(charge)).amount_refunded).toBe(100);
    expect(happened(setup).slice(-5)).toEqual([
      "refund.failed",
      "refund.updated",
      "charge.refund.updated",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
    ]);
    setup.clock.ms += 9 * DAY_MS;
    expect((await setup.stripe.disputes.retrieve(dispute.id)).status).toBe("lost");
  });
});
