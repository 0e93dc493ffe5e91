import { describe, expect, test } from "vitest";
import { matchesType } from "../../src/engine/events/read.ts";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

test("what was missed is found from the last event that arrived on, oldest first", async () => {
  const receiver = createReceiver();
  const { stripe, simulator } = setUp({
    fetch: receiver.fetch,
    webhookEndpoints: [{ url: "https://shop.example/" }],
  });
  const { webhooks } = simulator;
  await stripe.paymentIntents.create(CARD_ONLY);
  await webhooks.deliverDue();
  const lastGood = receiver.received[0]?.event.id ?? "";
  webhooks.disturb("drop", { type: "payment_intent.*", times: 7 });
  for (let count = 0; count < 5; count += 1) {
    await stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
  }
  await webhooks.deliverDue();

  const missed: string[] = [];
  const wanted = ["payment_intent.created" as const, "payment_intent.succeeded" as const];
  // The cursor was delivered, so it is not among what the list gives.
  for await (const event of stripe.events.list({
    ending_before: lastGood,
    types: wanted,
    delivery_success: false,
    limit: 3,
  })) {
    missed.push(event.type);
  }
  expect(missed).toEqual([
    "payment_intent.created",
    "payment_intent.succeeded",
    "payment_intent.created",
    "payment_intent.succeeded",
    "payment_intent.created",
    "payment_intent.succeeded",
    "payment_intent.created",
  ]);
});

test("types names types, not patterns, and at most twenty", async () => {
  const { stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY);
  expect((await stripe.events.list({ types: ["payment_intent.*"] })).data).toEqual([]);
  const list = (count: number) => stripe.events.list({ types: Array(count).fill("charge.failed") });
  expect((await list(20)).data).toEqual([]);
  expect(await errorOf(list(21))).toMatchObject({ statusCode: 400, param: "types" });
});

test("after thirty days an event is no longer there to be read, nor to go on from", async () => {
  const { clock, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY);
  const id = (await stripe.events.list()).data[0]?.id ?? "";
  clock.ms += 30 * DAY_MS;
  expect((await stripe.events.retrieve(id)).id).toBe(id);
  clock.ms += 1000;
  expect(await errorOf(stripe.events.retrieve(id))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
  expect((await errorOf(stripe.events.list({ ending_before: id }))).code).toBe("resource_missing");
});

describe("a pattern of types", () => {
  test.each([
    ["*", "charge.failed", true],
    ["charge.*", "charge.failed", true],
    ["charge.*", "charge_x.failed", false],
    ["*.failed", "charge.failed", true],
    ["charge.*.created", "charge.dispute.created", true],
    ["charge.*.created", "charge.created", false],
    ["c*dispute*d", "charge.dispute.created", true],
    ["c*created*dispute*d", "charge.dispute.created", false],
    ["charge.*failed*d", "charge.failed", false],
    ["charge.failed", "charge.failed", true],
    ["charge", "charge.failed", false],
  ])("%s fits %s: %s", (pattern, type, fits) => {
    expect(matchesType(type, pattern)).toBe(fits);
  });
});
