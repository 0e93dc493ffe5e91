import type Stripe from "stripe";
import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

/** Everything that happened since the given number of events, in order of creation. */
const since = ({ simulator }: Setup, count: number) => simulator.events.list().slice(count);

const summary = ({ type, data, request }: Stripe.Event) => ({
  type,
  object: (data.object as { object: string }).object,
  status: (data.object as { status: string }).status,
  previous: data.previous_attributes ?? null,
  asked: request?.idempotency_key ?? null,
});

const of = (type: string, object: string, status: string, asked: string | null = "k") => ({
  type,
  object,
  status,
  previous: null,
  asked,
});

type Wishes = Partial<Stripe.PaymentIntentCreateParams>;
const CREATED = of("payment_intent.created", "payment_intent", "requires_payment_method");
const CHALLENGED = { payment_method: "pm_card_threeDSecure2Required" };

async function confirm(setup: Setup, confirming: Wishes, creating: Wishes = {}) {
  const { stripe } = setup;
  const { id } = await stripe.paymentIntents.create({ ...CARD_ONLY, ...creating });
  const call = stripe.paymentIntents.confirm(id, confirming, { idempotencyKey: "k" });
  await call.catch(() => undefined);
  return id;
}

test("create: created", async () => {
  const setup = setUp();
  await setup.stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "k" });
  expect(since(setup, 0).map(summary)).toEqual([CREATED]);
});

test("confirm that succeeds: charge, payment, and two seconds later the settled charge", async () => {
  const setup = setUp();
  await confirm(setup, { payment_method: "pm_card_visa" });
  setup.clock.ms += 2000;
  setup.simulator.prune();
  expect(since(setup, 1).map(summary)).toEqual([
    of("charge.succeeded", "charge", "succeeded"),
    of("payment_intent.succeeded", "payment_intent", "succeeded"),
    {
      ...of("charge.updated", "charge", "succeeded", null),
      previous: { balance_transaction: null },
    },
  ]);
  expect(since(setup, 3)[0]).toMatchObject({ request: { id: null, idempotency_key: null } });
});

test("confirm with manual capture: charge, capturable amount", async () => {
  const setup = setUp();
  await confirm(setup, { payment_method: "pm_card_visa" }, { capture_method: "manual" });
  expect(since(setup, 1).map(summary)).toEqual([
    of("charge.succeeded", "charge", "succeeded"),
    of("payment_intent.amount_capturable_updated", "payment_intent", "requires_capture"),
  ]);
  expect(since(setup, 1)[0]?.data.object).toMatchObject({ captured: false, amount_captured: 0 });
});

test("capture: charge captured, payment succeeded", async () => {
  const setup = setUp();
  const id = await confirm(setup, { payment_method: "pm_card_visa" }, { capture_method: "manual" });
  await setup.stripe.paymentIntents.capture(
    id,
    { amount_to_capture: 999 },
    { idempotencyKey: "c" },
  );
  expect(since(setup, 3).map(summary)).toEqual([
    of("charge.captured", "charge", "succeeded", "c"),
    of("payment_intent.succeeded", "payment_intent", "succeeded", "c"),
  ]);
  expect(since(setup, 3)[1]?.data.object).toMatchObject({ amount_received: 999 });
});

test("confirm that is declined: charge failed, payment failed", async () => {
  const setup = setUp();
  const id = await confirm(setup, { payment_method: "pm_card_chargeDeclined" });
  expect(since(setup, 1).map(summary)).toEqual([
    of("charge.failed", "charge", "failed"),
    of("payment_intent.payment_failed", "payment_intent", "requires_payment_method"),
  ]);
  expect(since(setup, 1)[1]?.data.object).toMatchObject({
    id,
    last_payment_error: { code: "card_declined" },
  });
});

test("3-D Secure needed: requires_action", async () => {
  const setup = setUp();
  await confirm(setup, CHALLENGED);
  expect(since(setup, 1).map(summary)).toEqual([
    of("payment_intent.requires_action", "payment_intent", "requires_action"),
  ]);
});

test("3-D Secure failed by the customer: payment failed, no charge, nobody asked", async () => {
  const setup = setUp();
  const id = await confirm(setup, CHALLENGED);
  setup.simulator.authenticate(id, "fail");
  expect(since(setup, 2).map(summary)).toEqual([
    of("payment_intent.payment_failed", "payment_intent", "requires_payment_method", null),
  ]);
  expect(since(setup, 2)[0]?.request).toEqual({ id: null, idempotency_key: null });
});

test("3-D Secure passed with manual confirmation: none", async () => {
  const setup = setUp();
  const id = await confirm(setup, CHALLENGED, { confirmation_method: "manual" });
  expect(setup.simulator.authenticate(id, "complete").status).toBe("requires_confirmation");
  expect(since(setup, 2)).toEqual([]);
});

test("update: none", async () => {
  const setup = setUp();
  const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
  await setup.stripe.paymentIntents.update(id, { payment_method: "pm_card_visa" });
  expect(since(setup, 1)).toEqual([]);
});

test("cancel: canceled; of a held amount also charge.refunded", async () => {
  const setup = setUp();
  const open = await setup.stripe.paymentIntents.create(CARD_ONLY);
  await setup.stripe.paymentIntents.cancel(open.id, {}, { idempotencyKey: "x" });
  expect(since(setup, 1).map(summary)).toEqual([
    of("payment_intent.canceled", "payment_intent", "canceled", "x"),
  ]);
  const held = await confirm(
    setup,
    { payment_method: "pm_card_visa" },
    { capture_method: "manual" },
  );
  await setup.stripe.paymentIntents.cancel(held, {}, { idempotencyKey: "y" });
  expect(since(setup, 5).map(({ type }) => type)).toEqual([
    "charge.refunded",
    "payment_intent.canceled",
  ]);
});

test("refund: the refund, then the charge with what was returned in all; no previous_attributes", async () => {
  const setup = setUp();
  const id = await confirm(
    setup,
    { payment_method: "pm_card_visa" },
    { capture_method: "automatic" },
  );
  for (const amount of [99, 1000]) {
    await setup.stripe.refunds.create({ payment_intent: id, amount });
  }
  const told = since(setup, 3).filter(({ type }) => type !== "refund.updated");
  expect(told.map(({ type }) => type)).toEqual([
    "refund.created",
    "charge.refunded",
    "refund.created",
    "charge.refunded",
  ]);
  expect(
    told.filter(({ type }) => type === "charge.refunded").map(({ data }) => data),
  ).toMatchObject([
    { object: { amount_refunded: 99, refunded: false } },
    { object: { amount_refunded: 1099, refunded: true } },
  ]);
  for (const { data } of told) expect(data).not.toHaveProperty("previous_attributes");
  const middle = id.slice(3, 20);
  expect(since(setup, 0).map((event) => event.id.slice(4, 21))).toEqual(
    since(setup, 0).map(() => middle),
  );
});

test("a request that is refused tells of nothing", async () => {
  const setup = setUp();
  const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
  await errorOf(setup.stripe.paymentIntents.capture(id));
  await errorOf(setup.stripe.paymentIntents.confirm(id));
  expect(since(setup, 1)).toEqual([]);
});
