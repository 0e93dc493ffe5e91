import { describe, expect, test } from "vitest";
import { stripeListing, stripeRefusing } from "../kit/altered-stripe.ts";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { OWNER } from "../kit/owner.ts";
import { eventsOf, firstPayment, paidShop } from "../kit/paid-shop.ts";
import { changeAtStripe, processOrder } from "../kit/pay.ts";

const ORDER_2 = { order_id: "order_2", amount: 2000, currency: "eur" };

describe("while Stripe does not give", () => {
  const ANSWERS = [
    { status: 401, code: "stripe_misconfigured" },
    { status: 500, code: "payment_outcome_unknown" },
    { status: 429, code: "stripe_rate_limited" },
    { status: 503, code: "payment_outcome_unknown" },
  ];
  const PARTS = [
    { part: "feed", path: /^\/v1\/events$/ },
    { part: "comparison", path: /^\/v1\/payment_intents$/ },
  ];
  test.each(PARTS.flatMap((part) => ANSWERS.map((answer) => ({ ...part, ...answer }))))(
    "its list, $path ($status), the report names $part as a problem, and due work goes on",
    async ({ part, path, status, code }) => {
      const shop = await paidShop({ webhookMode: "deferred" });
      await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
      const error = { type: "api_error", message: "As Stripe would say." };
      const stripe = stripeRefusing(shop.simulator, path, { status, error });
      const report = await shop.another({ stripe }).reconcile();
      expect(report.problems).toMatchObject([{ part, code }]);
      expect(part === "feed" ? report.feed : report.comparison).toBeNull();
      expect(shop.effects).toEqual(["succeeded:order_1"]);
      expect((await shop.payments.reconcile()).problems).toEqual([]);
    },
  );
});

test("handled events are kept for 35 days: one of day 34 is still known, then it is removed", async () => {
  const shop = await paidShop({
    onEvent: { "charge.succeeded": () => void shop.effects.push("heard") },
  });
  const event = lastEvent(shop, "charge.succeeded");
  await deliverCrafted(shop, event);
  shop.clock.advance({ hours: 34 * 24 });
  expect(await shop.payments.reconcile()).toMatchObject({ removedEvents: 0 });
  await deliverCrafted(shop, event);
  expect(shop.effects.filter((each) => each === "heard")).toEqual(["heard"]);
  shop.clock.advance({ hours: 24 + 1 });
  expect(await shop.payments.reconcile()).toMatchObject({ removedEvents: 1 });
  expect(await shop.payments.events.find(event.id)).toBeNull();
});

test("an event that waits or is dead is never removed, however old", async () => {
  const shop = await paidShop({
    webhookMode: "deferred",
    onEvent: {
      "charge.succeeded": () => {
        throw new Error("The ledger is closed.");
      },
    },
  });
  const event = lastEvent(shop, "charge.succeeded");
  await deliverCrafted(shop, event);
  for (let day = 0; day < 40; day += 1) {
    shop.clock.advance({ hours: 24 });
    await shop.payments.reconcile();
  }
  expect(await shop.payments.events.find(event.id)).toMatchObject({ status: "dead" });
});

describe("an intent that names a payment which stores another one", () => {
  const orphan = async (
    shop: Awaited<ReturnType<typeof paidShop>>,
    metadata: object = {},
    capture_method: "automatic" | "manual" = "automatic",
  ) =>
    shop.dashboard.paymentIntents.create({
      amount: 1050,
      currency: "usd",
      capture_method,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      metadata: { payment_id: (await firstPayment(shop)).id, ...metadata },
    });
  const statusOf = (shop: Awaited<ReturnType<typeof paidShop>>, id: string) =>
    shop.simulator.ledger.paymentIntents().find((each) => each.id === id)?.status;

  test("is canceled once it is older than abandonAfter, and not before", async () => {
    const shop = await paidShop();
    const { id } = await orphan(shop);
    shop.clock.advance({ hours: 24 });
    expect((await shop.payments.reconcile()).comparison?.orphans).toEqual([]);
    expect(statusOf(shop, id)).toBe("requires_payment_method");
    shop.clock.advance({ hours: 1 });
    expect((await shop.payments.reconcile()).comparison?.orphans).toEqual([id]);
    expect(statusOf(shop, id)).toBe("canceled");
  });

  test.each([
    { capture: "automatic", status: "succeeded" },
    { capture: "manual", status: "requires_capture" },
  ] as const)(
    "is left alone where somebody confirmed it after it was listed, and a person is told: $status",
    async ({ capture, status }) => {
      const shop = await paidShop();
      await shop.payments.reconcile();
      const { id, client_secret } = await orphan(shop, {}, capture);
      shop.clock.advance({ hours: 25 });
      shop.simulator.onRequest = ({ route }, stage) => {
        if (route !== "payment_intents.list" || stage !== "after") return;
        shop.simulator.onRequest = null;
        shop.simulator.confirmOnClient(client_secret ?? "", { paymentMethod: "pm_card_visa" });
      };
      expect((await shop.payments.reconcile()).comparison?.orphans).toEqual([]);
      expect(statusOf(shop, id)).toBe(status);
      await shop.payments.reconcile();
      expect(await shop.payments.reviews()).toMatchObject([
        { contradictions: [{ kind: "other_intent_took_money", paymentIntentId: id }] },
      ]);
    },
  );

  test("is left alone where another installation is named", async () => {
    const shop = await paidShop({ installation: "shop" });
    const theirs = await orphan(shop, { installation: "staging" });
    const ours = await orphan(shop, { installation: "shop" });
    shop.clock.advance({ hours: 25 });
    expect((await shop.payments.reconcile()).comparison?.orphans).toEqual([ours.id]);
    expect(statusOf(shop, theirs.id)).toBe("requires_payment_method");
  });

  test("is left alone while the row is still being created", async () => {
    const shop = await paidShop();
    shop.simulator.faults.next("lose_response", { route: "create" });
    await processOrder(shop, ORDER_2);
    const [{ id = "" } = {}] = await shop.payments.list({ orderRef: "order_2" });
    const { id: intentId } = await orphan(shop, { payment_id: id });
    shop.simulator.faults.next("error_502", { route: "create", times: 100 });
    shop.clock.advance({ hours: 22 });
    const eager = shop.another({ abandonAfter: { hours: 1 } });
    expect((await eager.reconcile()).comparison?.orphans).toEqual([]);
    expect(statusOf(shop, intentId)).toBe("requires_payment_method");
  });
});

test("a payment that is paid here and canceled at Stripe is listed, with Stripe's status", async () => {
  const shop = await paidShop();
  await shop.payments.reconcile();
  changeAtStripe(shop, shop.processed, { status: "canceled" });
  const { comparison } = await shop.payments.reconcile();
  expect(comparison?.paidHereNotThere).toMatchObject([
    { orderRef: "order_1", amount: 1050, currency: "usd", because: "canceled" },
  ]);
  expect((await firstPayment(shop)).status).toBe("succeeded");
});

test("a payment that Stripe's list shows older than it is here was not outdated here", async () => {
  const shop = await paidShop();
  await shop.dashboard.refunds.create({ payment_intent: shop.intentId, amount: 400 });
  await shop.deliver();
  const stripe = stripeListing(shop.simulator, { amount_refunded: 0, refunded: false });
  const { comparison } = await shop.another({ stripe }).reconcile();
  expect(comparison).toMatchObject({ compared: 1, outdated: 0, paidThereNotHere: [] });
  expect(await firstPayment(shop)).toMatchObject({ amountRefunded: 400 });
});

test("another api_version of events is warned of once, whether delivered or listed", async () => {
  const shop = await paidShop();
  const [event] = eventsOf(shop, "payment_intent.succeeded");
  for (const id of ["evt_1", "evt_2"]) {
    await deliverCrafted(shop, { ...event, id, api_version: "2020-08-27" });
  }
  await shop.payments.reconcile();
  const warned = shop.log.filter(({ fields }) => fields.event === "api_version_differs");
  expect(warned.map(({ fields }) => fields.api_version)).toEqual(["2020-08-27"]);
});

test.each([
  {
    reason: "foreign",
    change: { type: "customer.created" },
    filed: { status: "ignored", body: {} },
  },
  { reason: "other_account", change: { account: "acct_1Other" }, filed: null },
  { reason: "other_mode", change: { livemode: true, account: "acct_1Other" }, filed: null },
])(
  "an event that concerns nobody is filed without its content, one of another owner not at all, and the log says why: $reason",
  async ({ reason, change, filed }) => {
    const shop = await paidShop();
    const event = { ...lastEvent(shop, "charge.succeeded"), id: "evt_1", ...change };
    await deliverCrafted(shop, event);
    const ignored = shop.log.filter(({ fields }) => fields.event === "event_ignored");
    expect(ignored.map(({ fields }) => fields.reason)).toEqual([reason]);
    const { events } = shop.store;
    const stored = await events.findById(OWNER, "evt_1");
    expect(stored && { status: stored.status, body: stored.body }).toEqual(filed);
  },
);
