import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { API_VERSION } from "../../src/index.ts";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

async function createMany({ stripe, clock }: Setup, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push((await stripe.paymentIntents.create(CARD_ONLY)).id);
    clock.ms += 1000;
  }
  return ids;
}

const subject = (event: Stripe.Event | undefined) =>
  (event?.data.object as Stripe.PaymentIntent | undefined)?.id;

test("the version that renders events is the one that the client pins", () => {
  expect(API_VERSION).toBe(Stripe.API_VERSION);
});

test("an event names the request that caused it and its idempotency key", async () => {
  const { stripe } = setUp();
  const created = await stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "order-1" });
  const { data } = await stripe.events.list();
  expect(data[0]?.request).toEqual({
    id: created.lastResponse.requestId,
    idempotency_key: "order-1",
  });
});

test("an event keeps the object as it was", async () => {
  const { stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  await stripe.paymentIntents.update(id, { amount: 2000 });
  const { data } = await stripe.events.list();
  const event = await stripe.events.retrieve(data[0]?.id ?? "");
  expect(event.data.object).toMatchObject({ id, amount: 1099 });
});

test("ids of one payment share their middle part", async () => {
  const { simulator, stripe } = setUp();
  const { id, latest_charge } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const middle = id.slice("pi_".length, "pi_".length + 17);
  expect(String(latest_charge)).toMatch(new RegExp(`^ch_${middle}[A-Za-z0-9]{7}$`));
  for (const event of simulator.events.list()) {
    expect(event.id).toMatch(new RegExp(`^evt_${middle}[A-Za-z0-9]{7}$`));
  }
});

test("two seconds after an asynchronous capture the charge is updated", async () => {
  const { clock, stripe } = setUp();
  await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  clock.ms += 1999;
  expect((await stripe.events.list({ type: "charge.updated" })).data).toEqual([]);
  clock.ms += 1;
  expect((await stripe.events.list({ type: "charge.updated" })).data).toMatchObject([
    {
      request: { id: null, idempotency_key: null },
      data: { previous_attributes: { balance_transaction: null } },
    },
  ]);
});

test("with synchronous capture the charge is complete at once and is not updated", async () => {
  const { clock, stripe } = setUp();
  const { latest_charge } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  clock.ms += 10_000;
  expect((await stripe.charges.retrieve(String(latest_charge))).balance_transaction).toMatch(
    /^txn_/,
  );
  expect((await stripe.events.list({ type: "charge.updated" })).data).toEqual([]);
});

describe("the list", () => {
  test("is newest first and comes in pages", async () => {
    const setup = setUp();
    const ids = await createMany(setup, 5);
    const first = await setup.stripe.events.list({ limit: 2 });
    const [, last] = first.data;
    const second = await setup.stripe.events.list({ limit: 3, starting_after: last?.id ?? "" });
    expect(first).toMatchObject({ object: "list", url: "/v1/events", has_more: true });
    expect(first.data.map(subject)).toEqual([ids[4], ids[3]]);
    expect(second.data.map(subject)).toEqual([ids[2], ids[1], ids[0]]);
    expect(second.has_more).toBe(false);
  });

  test("gives what is newer than a known event, closest first page", async () => {
    const setup = setUp();
    const ids = await createMany(setup, 4);
    const all = await setup.stripe.events.list();
    const oldest = all.data.at(-1)?.id ?? "";
    const newer = await setup.stripe.events.list({ limit: 2, ending_before: oldest });
    expect(newer.data.map(subject)).toEqual([ids[2], ids[1]]);
    expect(newer.has_more).toBe(true);
  });

  test("can be walked by the client in both directions", async () => {
    const setup = setUp();
    const ids = await createMany(setup, 7);
    const forward: unknown[] = [];
    for await (const event of setup.stripe.events.list({ limit: 3 })) forward.push(subject(event));
    expect(forward).toEqual([...ids].reverse());

    const oldest = (await setup.stripe.events.list()).data.at(-1)?.id ?? "";
    const backward: unknown[] = [];
    for await (const event of setup.stripe.events.list({ limit: 3, ending_before: oldest })) {
      backward.push(subject(event));
    }
    expect(backward).toEqual(ids.slice(1));
  });

  test("has ten entries unless told otherwise, and at most a hundred", async () => {
    const setup = setUp();
    await createMany(setup, 11);
    expect((await setup.stripe.events.list()).data).toHaveLength(10);
    expect((await errorOf(setup.stripe.events.list({ limit: 101 }))).param).toBe("limit");
  });

  test("filters by time", async () => {
    const setup = setUp();
    const ids = await createMany(setup, 3);
    const at = (created: Stripe.EventListParams["created"] & object) =>
      setup.stripe.events.list({ created }).then(({ data }) => data.map(subject));
    expect(await at({ gte: 1_795_435_201 })).toEqual([ids[2], ids[1]]);
    expect(await at({ gt: 1_795_435_201 })).toEqual([ids[2]]);
    expect(await at({ lt: 1_795_435_201 })).toEqual([ids[0]]);
    expect(await at({ lte: 1_795_435_201 })).toEqual([ids[1], ids[0]]);
    const exact = await setup.stripe.events.list({ created: 1_795_435_201 });
    expect(exact.data.map(subject)).toEqual([ids[1]]);
  });

  test("filters by type, by pattern, and by several types, but not by both", async () => {
    const { stripe } = setUp();
    await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    const types = async (params: Stripe.EventListParams) =>
      (await stripe.events.list(params)).data.map(({ type }) => type);
    expect(await types({ type: "charge.succeeded" })).toEqual(["charge.succeeded"]);
    expect(await types({ type: "payment_intent.*" })).toEqual([
      "payment_intent.succeeded",
      "payment_intent.created",
    ]);
    expect(await types({ types: ["charge.succeeded", "payment_intent.created"] })).toEqual([
      "charge.succeeded",
      "payment_intent.created",
    ]);
    const both = stripe.events.list({ type: "a", types: ["b"] });
    expect((await errorOf(both)).code).toBe("parameters_exclusive");
  });

  test("forgets what is older than thirty days", async () => {
    const setup = setUp();
    await createMany(setup, 1);
    setup.clock.ms += 30 * DAY_MS - 1000;
    expect((await setup.stripe.events.list()).data).toHaveLength(1);
    setup.clock.ms += 1000;
    expect((await setup.stripe.events.list()).data).toEqual([]);
  });

  test("refuses a cursor that it does not know", async () => {
    const { stripe } = setUp();
    expect(await errorOf(stripe.events.list({ starting_after: "evt_x" }))).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "starting_after",
      message: "No such event: 'evt_x'",
    });
  });
});

test("PaymentIntents are listed newest first, with filters", async () => {
  const setup = setUp();
  const ids = await createMany(setup, 2);
  const customer = (await setup.stripe.customers.create()).id;
  const mine = await setup.stripe.paymentIntents.create({ ...CARD_ONLY, customer });
  const all = await setup.stripe.paymentIntents.list();
  expect(all.data.map(({ id }) => id)).toEqual([mine.id, ids[1], ids[0]]);
  const ofCustomer = await setup.stripe.paymentIntents.list({ customer });
  expect(ofCustomer.data.map(({ id }) => id)).toEqual([mine.id]);
});
