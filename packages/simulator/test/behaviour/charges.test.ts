import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

async function charge({ stripe }: Setup, more: Record<string, unknown> = {}) {
  const intent = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: "pm_card_visa",
    confirm: true,
    ...more,
  });
  return { intent: intent.id, id: String(intent.latest_charge) };
}

test("charges are listed newest first, the failed ones too", async () => {
  const setup = setUp();
  const one = await charge(setup, { transfer_group: "A" });
  setup.clock.ms += 1000;
  const two = await charge(setup, { metadata: { order: "2" } });
  const failed = await errorOf(charge(setup, { payment_method: "pm_card_visa_chargeDeclined" }));
  const ids = async (params: Parameters<typeof setup.stripe.charges.list>[0]) =>
    (await setup.stripe.charges.list(params)).data.map(({ id }) => id);
  expect(await ids({})).toEqual([failed.charge, two.id, one.id]);
  expect(await ids({ payment_intent: one.intent })).toEqual([one.id]);
  expect(await ids({ transfer_group: "A" })).toEqual([one.id]);
  expect(await ids({ customer: "cus_x" })).toEqual([]);
  expect(await ids({ created: { lt: 1_795_435_201 } })).toEqual([one.id]);
  expect(await ids({ limit: 1, starting_after: two.id })).toEqual([one.id]);
});

test("an update changes what was sent, and the event names what was there", async () => {
  const setup = setUp();
  const { id } = await charge(setup, { metadata: { order: "1" }, description: "Books" });
  const before = await setup.stripe.charges.retrieve(id);
  const after = await setup.stripe.charges.update(id, {
    description: "Books",
    fraud_details: { user_report: "safe" },
    metadata: { parcel: "9" },
    receipt_email: "ada@example.com",
    shipping: { name: "Ada", address: { line1: "1 Main St" } },
    transfer_group: "A",
  });
  expect(after).toEqual({
    ...before,
    fraud_details: { user_report: "safe" },
    metadata: { order: "1", parcel: "9" },
    receipt_email: "ada@example.com",
    shipping: {
      address: {
        city: null,
        country: null,
        line1: "1 Main St",
        line2: null,
        postal_code: null,
        state: null,
      },
      carrier: null,
      name: "Ada",
      phone: null,
      tracking_number: null,
    },
    transfer_group: "A",
  });
  const event = setup.simulator.events.list().at(-1);
  expect(event?.type).toBe("charge.updated");
  expect(event?.data.previous_attributes).toEqual({
    fraud_details: {},
    metadata: { order: "1" },
    receipt_email: null,
    shipping: null,
    transfer_group: null,
  });
});

test("an update that changes nothing has no event", async () => {
  const setup = setUp();
  const { id } = await charge(setup, { metadata: { order: "1" } });
  const count = setup.simulator.events.list().length;
  await setup.stripe.charges.update(id, { metadata: { order: "1" } });
  expect(setup.simulator.events.list()).toHaveLength(count);
});

test("a report of fraud can be taken back", async () => {
  const setup = setUp();
  const { id } = await charge(setup);
  await setup.stripe.charges.update(id, { fraud_details: { user_report: "fraudulent" } });
  const cleared = await setup.stripe.charges.update(id, { fraud_details: { user_report: "" } });
  expect(cleared.fraud_details).toEqual({});
});

test("a transfer group is given once, and a customer has to exist", async () => {
  const setup = setUp();
  const { id } = await charge(setup, { transfer_group: "A" });
  const moved = setup.stripe.charges.update(id, { transfer_group: "B" });
  expect((await errorOf(moved)).param).toBe("transfer_group");
  const unknown = setup.stripe.charges.update(id, { customer: "cus_x" });
  expect(await errorOf(unknown)).toMatchObject({ code: "resource_missing", param: "customer" });
});

test("an unknown charge is a 404", async () => {
  const { stripe } = setUp();
  expect((await errorOf(stripe.charges.retrieve("ch_x"))).statusCode).toBe(404);
  expect((await errorOf(stripe.charges.update("ch_x", { description: "x" }))).statusCode).toBe(404);
});

test("a charge shows its refunds only when asked to, newest first, ten of them", async () => {
  const setup = setUp();
  const { id, intent } = await charge(setup);
  for (let amount = 1; amount <= 11; amount += 1) {
    await setup.stripe.refunds.create({ charge: id, amount });
  }
  const other = await charge(setup);
  await setup.stripe.refunds.create({ charge: other.id, amount: 12 });
  expect(await setup.stripe.charges.retrieve(id)).not.toHaveProperty("refunds");
  const shown = await setup.stripe.charges.retrieve(id, { expand: ["refunds"] });
  expect(shown.refunds).toMatchObject({
    object: "list",
    has_more: true,
    url: `/v1/charges/${id}/refunds`,
  });
  expect(shown.refunds?.data.map(({ amount }) => amount)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  const outer = await setup.stripe.paymentIntents.retrieve(intent, {
    expand: ["latest_charge.refunds"],
  });
  expect(outer.latest_charge).toMatchObject({ refunds: { has_more: true } });
});

test("charges are found by what the card was and what became of them", async () => {
  const setup = setUp({ searchLagMs: 0 });
  const one = await charge(setup);
  const two = await charge(setup, { payment_method: "pm_card_mastercard" });
  await setup.stripe.refunds.create({ charge: one.id });
  setup.simulator.dispute(two.intent);
  const find = async (query: string) =>
    (await setup.stripe.charges.search({ query })).data.map(({ id }) => id);
  expect(await find("refunded:true")).toEqual([one.id]);
  expect(await find("disputed:'true'")).toEqual([two.id]);
  expect(await find("payment_method_details.card.last4:4444")).toEqual([two.id]);
  expect(await find("payment_method_details.card.brand:'visa'")).toEqual([one.id]);
  expect(await find("customer:null")).toEqual([two.id, one.id]);
  const seeming = await charge(setup, { payment_method: "pm_card_refundFail" });
  await setup.stripe.refunds.create({ charge: seeming.id });
  await setup.simulator.advance(1);
  expect(await find("refunded:true")).toEqual([one.id]);
  expect((await errorOf(find("last4:4444"))).message).toContain("resource `charges`");
});
