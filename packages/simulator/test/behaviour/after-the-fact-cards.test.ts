import { describe, expect, test } from "vitest";
import { CARD_ONLY, type Setup, setUp } from "../stripe-client.ts";

const pay = ({ stripe }: Setup, paymentMethod: string) =>
  stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: paymentMethod,
    confirm: true,
  });

async function typed({ stripe }: Setup, number: string, billing: Record<string, string> = {}) {
  const { id } = await stripe.paymentMethods.create({
    type: "card",
    card: { number, exp_month: 12, exp_year: 2030, cvc: "123" },
    billing_details: { address: billing },
  });
  return id;
}

const types = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

describe("dispute cards", () => {
  test.each([
    ["4000000000000259", "pm_card_createDispute", "fraudulent", "10.4"],
    ["4000000000002685", "pm_card_createDisputeProductNotReceived", "product_not_received", "13.1"],
  ])("%s and %s are disputed as %3$s before the payment is told", async (...row) => {
    const [number, alias, reason, code] = row;
    for (const name of [number, alias]) {
      const setup = setUp();
      const method = name === number ? await typed(setup, number) : alias;
      const { id, status } = await pay(setup, method);
      expect(status).toBe("succeeded");
      expect((await setup.stripe.disputes.list({ payment_intent: id })).data).toMatchObject([
        {
          amount: 1099,
          reason,
          status: "needs_response",
          payment_method_details: { card: { network_reason_code: code } },
        },
      ]);
      expect(types(setup)).toEqual([
        "payment_intent.created",
        "charge.succeeded",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "payment_intent.succeeded",
      ]);
    }
  });

  test("1976 only asks", async () => {
    const setup = setUp();
    await pay(setup, "pm_card_createDisputeInquiry");
    await pay(setup, await typed(setup, "4000000000001976"));
    expect((await setup.stripe.disputes.list()).data).toMatchObject([
      { status: "warning_needs_response" },
      { status: "warning_needs_response" },
    ]);
  });

  test.each(["4000000404000079", "pm_card_createMultipleDisputes"])(
    "%s is disputed twice, for no more than was taken",
    async (card) => {
      const setup = setUp();
      await pay(setup, card.startsWith("pm_") ? card : await typed(setup, card));
      expect((await setup.stripe.disputes.list()).data).toMatchObject([
        { amount: 549 },
        { amount: 550 },
      ]);
    },
  );

  test("nothing is disputed while the amount is only held", async () => {
    const setup = setUp();
    const { id } = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      capture_method: "manual",
      payment_method: "pm_card_createDispute",
      confirm: true,
    });
    expect((await setup.stripe.disputes.list()).data).toEqual([]);
    await setup.stripe.paymentIntents.capture(id, { amount_to_capture: 500 });
    expect((await setup.stripe.disputes.list()).data).toMatchObject([{ amount: 500 }]);
  });
});

describe("5423, which the issuer warns about", () => {
  test.each(["4000000000005423", "pm_card_createIssuerFraudRecord"])("%s", async (card) => {
    const setup = setUp();
    const method = card.startsWith("pm_") ? card : await typed(setup, card);
    const { id, latest_charge } = await pay(setup, method);
    const { data } = await setup.stripe.radar.earlyFraudWarnings.list({ payment_intent: id });
    expect(data).toEqual([
      {
        id: expect.stringMatching(/^issfr_/),
        object: "radar.early_fraud_warning",
        actionable: true,
        charge: latest_charge,
        created: 1_795_435_200,
        fraud_type: "misc",
        livemode: false,
        payment_intent: id,
      },
    ]);
    const [warning] = data;
    expect(await setup.stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? "")).toEqual(
      warning,
    );
    expect(types(setup)).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "radar.early_fraud_warning.created",
      "payment_intent.succeeded",
    ]);
  });

  test("is not warned about while the amount is only held", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentIntents.create({
      ...CARD_ONLY,
      capture_method: "manual",
      payment_method: "pm_card_createIssuerFraudRecord",
      confirm: true,
    });
    expect((await stripe.radar.earlyFraudWarnings.list()).data).toEqual([]);
    await stripe.paymentIntents.capture(id);
    expect((await stripe.radar.earlyFraudWarnings.list()).data).toHaveLength(1);
  });

  test("is no longer actionable once everything was given back", async () => {
    const setup = setUp();
    const { id, latest_charge } = await pay(setup, "pm_card_createIssuerFraudRecord");
    const charge = String(latest_charge);
    const actionable = async () =>
      (await setup.stripe.radar.earlyFraudWarnings.list({ charge })).data.map(
        (warning) => warning.actionable,
      );
    await setup.stripe.refunds.create({ payment_intent: id, amount: 500 });
    expect(await actionable()).toEqual([true]);
    await setup.stripe.refunds.create({ payment_intent: id });
    expect(await actionable()).toEqual([false]);
    expect(setup.simulator.events.list().at(-1)).toMatchObject({
      type: "radar.early_fraud_warning.updated",
      data: { previous_attributes: { actionable: true } },
    });
  });

  test("is no longer actionable once it is disputed, and other warnings stay", async () => {
    const setup = setUp();
    const { id } = await pay(setup, "pm_card_createIssuerFraudRecord");
    await pay(setup, "pm_card_createIssuerFraudRecord");
    setup.simulator.dispute(id);
    expect((await setup.stripe.radar.earlyFraudWarnings.list()).data).toMatchObject([
      { actionable: true },
      { actionable: false },
    ]);
  });
});

test.each([
  ["4000000000000077", "pm_card_bypassPending"],
  ["4000003720000278", "pm_card_bypassPendingInternational"],
  ["4000000000007726", "pm_card_pendingRefund"],
  ["4000000000005126", "pm_card_refundFail"],
])("%s and %s pay like any other card", async (number, alias) => {
  const setup = setUp();
  expect((await pay(setup, alias)).status).toBe("succeeded");
  expect((await pay(setup, await typed(setup, number))).status).toBe("succeeded");
  expect(setup.simulator.ledger.succeededCharges()).toHaveLength(2);
});

test.each([
  ["4242424242424242", "pm_card_visa", "normal", 30],
  ["4000000000009235", "pm_card_riskLevelElevated", "elevated", 65],
  ["4000000000004954", "pm_card_riskLevelHighest", "highest", 90],
])("%s and %s pay with a %s risk", async (number, alias, riskLevel, score) => {
  const setup = setUp();
  for (const method of [alias, await typed(setup, number)]) {
    const { latest_charge } = await pay(setup, method);
    expect((await setup.stripe.charges.retrieve(String(latest_charge))).outcome).toMatchObject({
      type: "authorized",
      risk_level: riskLevel,
      risk_score: score,
    });
  }
});

const ADDRESS = { line1: "1 Main St", postal_code: "12345" };

test.each([
  ["4242424242424242", "pass", "pass", "pass"],
  ["4000000000000101", "pass", "pass", "fail"],
  ["4000000000000036", "pass", "fail", "pass"],
  ["4000000000000028", "fail", "pass", "pass"],
  ["4000000000000010", "fail", "fail", "pass"],
])("%s checks line 1: %s, postal code: %s, security code: %s", async (number, line1, zip, cvc) => {
  const setup = setUp();
  const id = await typed(setup, number, ADDRESS);
  const unused = await setup.stripe.paymentMethods.retrieve(id);
  expect(unused.card?.checks?.cvc_check).toBe("unchecked");
  const { latest_charge } = await pay(setup, id);
  const checks = {
    address_line1_check: line1,
    address_postal_code_check: zip,
    cvc_check: cvc,
  };
  const charge = await setup.stripe.charges.retrieve(String(latest_charge));
  expect(charge.payment_method_details?.card?.checks).toEqual(checks);
  expect((await setup.stripe.paymentMethods.retrieve(id)).card?.checks).toEqual(checks);
});

test.each([
  ["pm_card_cvcCheckFail", null, null, "fail"],
  ["pm_card_avsZipFail", null, "fail", "pass"],
  ["pm_card_avsLine1Fail", "fail", null, "pass"],
  ["pm_card_avsFail", "fail", "fail", "pass"],
])("%s checks line 1: %s, postal code: %s, security code: %s", async (alias, line1, zip, cvc) => {
  const setup = setUp();
  const { latest_charge } = await pay(setup, alias);
  const charge = await setup.stripe.charges.retrieve(String(latest_charge));
  expect(charge.payment_method_details?.card?.checks).toEqual({
    address_line1_check: line1,
    address_postal_code_check: zip,
    cvc_check: cvc,
  });
});
