import type { StepAttempt } from "@chargeonce/core";
import { expect, test } from "vitest";
import { FIRST_PAYMENT, fixedIds, STRIPE_KEYS } from "../kit/fixed-ids.ts";
import {
  charged,
  confirmOrder,
  intentAt,
  processOrder,
  requestsTo,
  stepsOf,
  storedPayment,
} from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";
import { storeDown, watchStore } from "../kit/watched-store.ts";
import { createWire } from "../kit/wire.ts";

/** SHA-256 of anna's scoped client keys `tap-1` (process) and `tap-2` (confirm). */
const TAP_1 = "d87a45a7cfff418919af559863e0912358cada301b9418d33a33d28248b0bd4d";
const TAP_2 = "6b09ae27a82124e05da86c7156c1b4d38889479e35ec17a22653b4f5abe31008";
const NOON = new Date("2026-11-23T12:00:00Z");

/** What was committed at the moment when Stripe admitted a request, before it did anything. */
function committedAt(shop: Shop, route: string): { steps: StepAttempt[] } {
  const seen: { steps: StepAttempt[] } = { steps: [] };
  shop.simulator.onRequest = async (request, stage) => {
    if (request.route !== route || stage !== "before") return;
    seen.steps = [...(await storedPayment(shop, FIRST_PAYMENT)).steps];
  };
  return seen;
}

test("Write ahead: the create is committed before Stripe hears of it, with all that it asks", async () => {
  const shop = createShop({ ids: fixedIds() });
  const committed = committedAt(shop, "payment_intents.create");
  await processOrder(shop, { payment_method_id: "pm_card_visa" }, { key: "tap-1" });
  expect(committed.steps).toEqual([
    {
      step: "create",
      n: 1,
      method: "pm_card_visa",
      resolvedMethod: null,
      request: {
        parameters: {
          amount: 1050,
          currency: "usd",
          confirmation_method: "automatic",
          automatic_payment_methods: { enabled: true, allow_redirects: "never" },
          payment_method: "pm_card_visa",
          metadata: { order_id: "order_1", payment_id: FIRST_PAYMENT },
        },
        apiVersion: "2026-10-28.endive",
        account: "",
      },
      clientKeyHashes: [TAP_1],
      firstSentAt: NOON,
      lastSentAt: NOON,
      sends: 1,
      outcome: null,
    },
  ]);
});

test("Write ahead: the confirm is committed before Stripe hears of it, with all that it asks", async () => {
  const shop = createShop({ ids: fixedIds() });
  const committed = committedAt(shop, "payment_intents.confirm");
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa", { key: "tap-2" });
  expect(committed.steps.at(-1)).toEqual({
    step: "confirm",
    n: 1,
    method: "pm_card_visa",
    resolvedMethod: "pm_card_visa",
    request: {
      parameters: { use_stripe_sdk: true, payment_method: "pm_card_visa" },
      apiVersion: "2026-10-28.endive",
      account: "",
    },
    clientKeyHashes: [TAP_2],
    firstSentAt: NOON,
    lastSentAt: NOON,
    sends: 1,
    outcome: null,
  });
});

test("Create never confirms: process asks for an unconfirmed intent, and no card is charged by it", async () => {
  const shop = createShop();
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  expect(processed.body.status).toBe("requires_confirmation");
  const [create] = requestsTo(shop, "create");
  expect(create?.params).not.toHaveProperty("confirm");
  expect(shop.simulator.ledger.charges()).toEqual([]);
});

test("Write ahead: no create is sent when it could not be committed", async () => {
  const watched = watchStore();
  const shop = createShop({}, { store: watched.store });
  watched.next("payments.reserve", "before", storeDown);
  expect(await processOrder(shop)).toMatchObject({
    status: 503,
    headers: { "retry-after": "2" },
    body: { error: { code: "store_unavailable" } },
  });
  expect(shop.simulator.requests).toEqual([]);
});

test("Write ahead: no confirm is sent when it could not be committed", async () => {
  const watched = watchStore();
  const shop = createShop({}, { store: watched.store });
  const processed = await processOrder(shop);
  watched.next("payments.update", "before", storeDown);
  const refused = await confirmOrder(shop, processed, "pm_card_visa");
  expect(refused.body.error.code).toBe("store_unavailable");
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect(charged(shop)).toEqual([]);
});

test("Write ahead: attempts are a list, a declined one stays beside the one that paid", async () => {
  const shop = createShop({ ids: fixedIds() });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa_chargeDeclined");
  await confirmOrder(shop, processed, "pm_card_visa");
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual([
    "create 1 completed",
    "confirm 1 declined",
    "confirm 2 completed",
  ]);
});

test("Write ahead: cancel and the payment-method update have none, and go under the SDK's own key", async () => {
  const shop = createShop({ ids: fixedIds() });
  await processOrder(shop, { payment_method_id: "pm_card_visa" });
  await processOrder(shop, { payment_method_id: "pm_card_mastercard" });
  await shop.payments.cancel("order_1");
  expect(stepsOf(await storedPayment(shop, FIRST_PAYMENT))).toEqual(["create 1 completed"]);
  const others = [...requestsTo(shop, "update"), ...requestsTo(shop, "cancel")];
  expect(others).toHaveLength(2);
  for (const { idempotencyKey } of others) expect(idempotencyKey).toMatch(/^stripe-node-retry-/);
});

test("Pinned: after a deploy with other parameters and another API version a create is resent byte for byte, and what it lacks is brought up to date", async () => {
  const shop = createShop({ ids: fixedIds() });
  const wire = createWire(shop.simulator);
  const before = shop.another({ stripe: wire.stripe({ apiVersion: "2026-09-30.endive" }) });
  const after = shop.another({
    stripe: wire.stripe({ apiVersion: "2026-10-28.endive" }),
    confirmationMethod: "manual",
    paymentIntentParams: () => ({ description: "since the deploy" }),
  });
  wire.detain("/v1/payment_intents");
  expect((await processOrder(shop, {}, { to: before })).status).toBe(503);
  const processed = await processOrder(shop, {}, { to: after });
  expect(processed).toMatchObject({ status: 200, body: { next_step: "confirm_on_client" } });
  const creates = wire.sent.filter(({ line }) => line === "POST /v1/payment_intents");
  expect(creates).toHaveLength(2);
  expect(creates[0]).toMatchObject({
    idempotencyKey: STRIPE_KEYS["create 1"],
    apiVersion: "2026-09-30.endive",
  });
  expect(creates[1]).toEqual(creates[0]);
  expect(intentAt(shop, processed)).toMatchObject({
    confirmation_method: "automatic",
    description: "since the deploy",
  });
});

test("Pinned: after a deploy with another return URL and API version a confirm is resent byte for byte", async () => {
  const shop = createShop({ ids: fixedIds() });
  const wire = createWire(shop.simulator);
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  const named = intentAt(shop, processed).payment_method;
  const before = shop.another({ stripe: wire.stripe({ apiVersion: "2026-09-30.endive" }) });
  const after = shop.another({
    stripe: wire.stripe({ apiVersion: "2026-10-28.endive" }),
    returnUrl: "app://since-the-deploy",
  });
  wire.detain("/confirm");
  expect((await confirmOrder(shop, processed, null, { to: before })).status).toBe(503);
  const confirmed = await confirmOrder(shop, processed, null, { to: after });
  expect(confirmed.body.status).toBe("succeeded");
  const confirms = wire.sent.filter(({ line }) => line.endsWith("/confirm"));
  expect(confirms).toHaveLength(2);
  expect(confirms[0]).toMatchObject({
    idempotencyKey: STRIPE_KEYS["confirm 1"],
    apiVersion: "2026-09-30.endive",
    body: `use_stripe_sdk=true&payment_method=${named}`,
  });
  expect(confirms[1]).toEqual(confirms[0]);
});
