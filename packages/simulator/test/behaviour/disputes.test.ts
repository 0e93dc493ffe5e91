import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

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

describe("a chargeback", () => {
  test("takes the whole amount and a fee, and marks the charge", async () => {
    const setup = setUp();
    const { id, charge } = await paid(setup);
    const dispute = setup.simulator.dispute(id);
    expect(dispute).toMatchObject({
      object: "dispute",
      amount: 1099,
      charge,
      payment_intent: id,
      currency: "usd",
      reason: "fraudulent",
      status: "needs_response",
      is_charge_refundable: false,
      balance_transactions: [{ amount: -1099, fee: 1500, net: -2599, type: "adjustment" }],
      payment_method_details: {
        type: "card",
        card: { case_type: "chargeback", network_reason_code: "10.4" },
      },
    });
    expect(dispute.id).toMatch(/^du_/);
    expect(happened(setup)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
    expect((await setup.stripe.charges.retrieve(charge)).disputed).toBe(true);
    expect(await setup.stripe.disputes.retrieve(dispute.id)).toEqual(dispute);
  });

  test("that evidence wins gives amount and fee back", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    const sent = await setup.stripe.disputes.update(id, {
      evidence: { uncategorized_text: "winning_evidence", customer_name: "Ada" },
    });
    expect(sent).toMatchObject({
      status: "under_review",
      evidence: { uncategorized_text: "winning_evidence", customer_name: "Ada" },
      evidence_details: { has_evidence: true, submission_count: 1, submission_method: "manual" },
    });
    setup.clock.ms += 4999;
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("under_review");
    setup.clock.ms += 1;
    expect(await setup.stripe.disputes.retrieve(id)).toMatchObject({
      status: "won",
      is_charge_refundable: true,
      balance_transactions: [{ net: -2599 }, { amount: 1099, fee: -1500, net: 2599 }],
    });
    expect(happened(setup).slice(2)).toEqual([
      "charge.dispute.updated",
      "charge.updated",
      "charge.dispute.funds_reinstated",
      "charge.dispute.closed",
    ]);
  });

  test("that evidence loses is over, and the money is gone", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    await setup.stripe.disputes.update(id, {
      evidence: { uncategorized_text: "losing_evidence" },
    });
    await setup.simulator.advance(1);
    expect(await setup.stripe.disputes.retrieve(id)).toMatchObject({
      status: "lost",
      balance_transactions: [{ net: -2599 }],
    });
    expect(happened(setup).slice(2)).toEqual([
      "charge.dispute.updated",
      "charge.updated",
      "charge.dispute.closed",
    ]);
  });

  test("stays under review when the evidence names no result", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    await setup.stripe.disputes.update(id, { evidence: { product_description: "Two books" } });
    setup.clock.ms += 60 * DAY_MS;
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("under_review");
  });

  test("takes staged evidence, and goes to the bank only when told", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    const staged = await setup.stripe.disputes.update(id, {
      evidence: { uncategorized_text: "winning_evidence" },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: "needs_response",
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const submitted = await setup.stripe.disputes.update(id, { submit: true });
    expect(submitted.status).toBe("under_review");
    const [updated] = setup.simulator.events.list().slice(-2);
    expect(updated?.data.previous_attributes).toEqual({ status: "needs_response" });
  });

  test("that the seller closes is lost, once and for all", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    expect((await setup.stripe.disputes.close(id)).status).toBe("lost");
    expect(happened(setup).slice(2)).toEqual(["charge.dispute.closed", "charge.updated"]);
    const late = { evidence: { uncategorized_text: "winning_evidence" } };
    for (const call of [
      () => setup.stripe.disputes.update(id, late),
      () => setup.stripe.disputes.close(id),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        statusCode: 400,
        message: "This dispute is already closed",
      });
    }
  });

  test("that nobody answers is lost at the end of the day when evidence was due", async () => {
    const setup = setUp();
    const { id, evidence_details } = setup.simulator.dispute((await paid(setup)).id);
    expect(evidence_details.due_by).toBe(1_796_169_599);
    setup.clock.ms = 1_796_169_599_999;
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("needs_response");
    setup.clock.ms += 1;
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("lost");
  });

  test("that was answered and then closed is not decided again", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    await setup.stripe.disputes.update(id, {
      evidence: { uncategorized_text: "winning_evidence" },
    });
    await setup.stripe.disputes.close(id);
    await setup.simulator.advance(1);
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("lost");
  });

  test("keeps what was noted on it", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    const noted = await setup.stripe.disputes.update(id, { metadata: { case: "7" } });
    expect(noted).toMatchObject({ status: "needs_response", metadata: { case: "7" } });
    expect(happened(setup).slice(2)).toEqual(["charge.dispute.updated"]);
  });

  test("that was answered outlives that day", async () => {
    const setup = setUp();
    const { id } = setup.simulator.dispute((await paid(setup)).id);
    await setup.stripe.disputes.update(id, { evidence: { customer_name: "Ada" } });
    setup.clock.ms += 30 * DAY_MS;
    expect((await setup.stripe.disputes.retrieve(id)).status).toBe("under_review");
  });
});

test("disputes are listed newest first, by charge and by PaymentIntent", async () => {
  const setup = setUp();
  const [one, two] = [await paid(setup), await paid(setup)];
  const first = setup.simulator.dispute(one.id);
  const second = setup.simulator.dispute(two.id, { reason: "product_not_received" });
  const ids = async (params: Parameters<typeof setup.stripe.disputes.list>[0]) =>
    (await setup.stripe.disputes.list(params)).data.map(({ id }) => id);
  expect(await ids({})).toEqual([second.id, first.id]);
  expect(await ids({ charge: one.charge })).toEqual([first.id]);
  expect(await ids({ payment_intent: two.id })).toEqual([second.id]);
  expect(await ids({ created: { gt: 1_795_435_200 } })).toEqual([]);
  expect(await ids({ limit: 1, starting_after: second.id })).toEqual([first.id]);
});

test("a dispute shows its charge and PaymentIntent when asked to", async () => {
  const setup = setUp();
  const { id, charge } = await paid(setup);
  const dispute = setup.simulator.dispute(id);
  const shown = await setup.stripe.disputes.retrieve(dispute.id, {
    expand: ["charge", "payment_intent"],
  });
  expect(shown).toMatchObject({ charge: { id: charge }, payment_intent: { id } });
});

test("an unknown dispute is a 404", async () => {
  expect(await errorOf(setUp().stripe.disputes.retrieve("du_x"))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    message: "No such dispute: 'du_x'",
  });
});

test("evidence that only a file could be is refused aloud", async () => {
  const setup = setUp();
  const { id } = setup.simulator.dispute((await paid(setup)).id);
  const call = setup.stripe.disputes.update(id, { evidence: { receipt: "file_1" } });
  expect(await errorOf(call)).toMatchObject({ statusCode: 400, param: "evidence[receipt]" });
});

test("more evidence than 150,000 characters is refused", async () => {
  const setup = setUp();
  const { id } = setup.simulator.dispute((await paid(setup)).id);
  const send = (length: number) =>
    setup.stripe.disputes.update(id, {
      evidence: { uncategorized_text: "x".repeat(length) },
      submit: false,
    });
  expect((await send(150_000)).evidence.uncategorized_text).toHaveLength(150_000);
  expect((await errorOf(send(150_001))).param).toBe("evidence");
});

test("only what was taken can be disputed", async () => {
  const setup = setUp();
  const unpaid = await setup.stripe.paymentIntents.create(CARD_ONLY);
  const { id } = await paid(setup);
  expect(() => setup.simulator.dispute("pi_x")).toThrow("knows no PaymentIntent 'pi_x'");
  expect(() => setup.simulator.dispute(unpaid.id)).toThrow("has no captured charge to dispute");
  for (const amount of [0, 1100, 1.5]) {
    expect(() => setup.simulator.dispute(id, { amount })).toThrow("takes from 1 to 1099");
  }
  expect(setup.simulator.dispute(id, { amount: 99 }).amount).toBe(99);
});
