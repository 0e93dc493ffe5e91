import { type Clock, createOperator } from "@chargeonce/core";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { firstPayment, type PaidShop, paidShop, type ShopOptions } from "../kit/paid-shop.ts";
import { stripeOf } from "../kit/shop.ts";

function operatorOf(shop: PaidShop, own: { stripe?: Stripe; clock?: Clock } = {}) {
  const { stripe = stripeOf(shop.simulator), clock = shop.clock } = own;
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  return createOperator({ stripe, store: shop.store, clock, logger });
}

test("an operator tells nothing: what it finds stays due, and a worker's run tells it once", async () => {
  const shop = await paidShop({ webhookMode: "deferred" });
  const event = lastEvent(shop, "payment_intent.succeeded");
  await deliverCrafted(shop, event);
  shop.clock.advance({ minutes: 2 });
  const operator = operatorOf(shop);
  await operator.reconcile();
  await operator.reconcile();
  expect(shop.effects).toEqual([]);
  expect(await firstPayment(shop)).toMatchObject({
    status: "succeeded",
    effects: [{ key: "succeeded", state: "due", tries: 0 }],
  });
  expect(await operator.events.find(event.id)).toMatchObject({ status: "pending", attempts: 0 });
  shop.clock.advance({ minutes: 3 });
  await shop.payments.reconcile();
  await shop.payments.reconcile();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
  expect(await operator.events.find(event.id)).toMatchObject({ status: "done" });
});

describe("an event that is driven again", () => {
  const failing = (): { working: boolean; options: ShopOptions; heard: string[] } => {
    const state = { working: false, heard: [] as string[] };
    const options: ShopOptions = {
      webhookMode: "deferred",
      onEvent: {
        "charge.succeeded": ({ event }) => {
          if (!state.working) throw new Error("The ledger is closed.");
          state.heard.push(event.id);
        },
      },
    };
    return Object.assign(state, { options });
  };

  test("waits for its next try: it is handled at once, with all its tries again", async () => {
    const state = failing();
    const shop = await paidShop(state.options);
    const event = lastEvent(shop, "charge.succeeded");
    await deliverCrafted(shop, event);
    await shop.payments.reconcile();
    const again = await shop.payments.events.redrive(event.id);
    expect(again).toMatchObject({ status: "pending", attempts: 1 });
    state.working = true;
    expect(await shop.payments.events.redrive(event.id)).toMatchObject({ status: "done" });
    expect(state.heard).toEqual([event.id]);
  });

  test("where the handlers are elsewhere is left to their worker", async () => {
    const state = failing();
    const shop = await paidShop(state.options);
    const event = lastEvent(shop, "charge.succeeded");
    await deliverCrafted(shop, event);
    await shop.payments.reconcile();
    state.working = true;
    const revived = await operatorOf(shop).events.redrive(event.id);
    expect(revived).toMatchObject({ status: "pending", attempts: 0 });
    expect(state.heard).toEqual([]);
    await shop.payments.reconcile();
    expect(state.heard).toEqual([event.id]);
  });

  test.each(["done", "ignored"])("and was %s is refused, and not handled again", async (status) => {
    const state = failing();
    state.working = true;
    const shop = await paidShop(state.options);
    const type = status === "done" ? "charge.succeeded" : "customer.created";
    const event = { ...lastEvent(shop, "charge.succeeded"), type };
    await deliverCrafted(shop, event);
    await shop.payments.reconcile();
    const heard = [...state.heard];
    await expect(shop.payments.events.redrive(event.id)).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(state.heard).toEqual(heard);
  });

  test.each([{ livemode: true }, { account: "acct_1Other" }])(
    "but belongs to another key, or is unknown, is not found: %o",
    async (other) => {
      const shop = await paidShop();
      const event = { ...lastEvent(shop, "charge.succeeded"), id: "evt_theirs", ...other };
      await deliverCrafted(shop, event);
      for (const id of ["evt_theirs", "evt_unknown"]) {
        await expect(shop.payments.events.redrive(id)).rejects.toMatchObject({
          code: "payment_not_found",
        });
      }
    },
  );
});

describe("health", () => {
  test.each([
    { skewMs: 0, codes: [] },
    { skewMs: 119_000, codes: [] },
    { skewMs: 122_000, codes: ["clock_skewed"] },
    { skewMs: -122_000, codes: ["clock_skewed"] },
  ])("says $codes where our clock is $skewMs ms ahead of Stripe's", async ({ skewMs, codes }) => {
    const shop = await paidShop();
    const clock = { ...shop.clock, now: () => new Date(shop.clock.now().getTime() + skewMs) };
    const { problems, stripe: asked } = await operatorOf(shop, { clock }).health();
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(asked?.answer).toBe("usable");
  });

  test.each([
    { status: 401, answer: "key_refused", code: "stripe_key_refused" },
    { status: 403, answer: "key_refused", code: "stripe_key_refused" },
    { status: 400, answer: "none", code: "stripe_unreachable" },
    { status: 500, answer: "none", code: "stripe_unreachable" },
    { status: 503, answer: "none", code: "stripe_unreachable" },
  ] as const)("says $code where Stripe answers $status", async ({ status, answer, code }) => {
    const shop = await paidShop();
    const body = JSON.stringify({ error: { type: "invalid_request_error", message: "No." } });
    const httpClient = Stripe.createFetchHttpClient(async () => new Response(body, { status }));
    const operator = operatorOf(shop, { stripe: new Stripe("sk_test_another", { httpClient }) });
    const { ok, problems, stripe } = await operator.health();
    expect([ok, stripe]).toEqual([false, { answer, clockSkewMs: null }]);
    expect(problems.map((each) => each.code)).toEqual([code]);
  });

  test("says that Stripe gives no answer, and that payments and events wait, when nobody works", async () => {
    const shop = await paidShop({ webhookMode: "deferred" });
    await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
    shop.clock.advance({ hours: 26 });
    shop.simulator.faults.next("error_502", { times: 10 });
    const { ok, problems, webhooks } = await operatorOf(shop).health();
    expect(ok).toBe(false);
    expect(problems.map(({ code }) => code)).toEqual([
      "events_waiting",
      "payments_stuck",
      "feed_behind",
      "stripe_unreachable",
    ]);
    expect(webhooks).toMatchObject({ pending: 1, readAt: null });
    await shop.payments.reconcile();
    shop.simulator.faults.clear();
    await shop.payments.reconcile();
    expect(await shop.payments.health()).toMatchObject({ ok: true, problems: [] });
  });
});
