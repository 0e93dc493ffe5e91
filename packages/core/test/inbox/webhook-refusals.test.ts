import { describe, expect, test } from "vitest";
import { handle } from "../kit/customer.ts";
import { deliver, NOW, paidInTheApp, sign } from "../kit/deliveries.ts";
import { loudLines, problemsOf } from "../kit/lines.ts";
import { OWNER } from "../kit/owner.ts";
import { confirmOrder, processOrder } from "../kit/pay.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const thin = (type: string) => ({
  id: `evt_test_${type}`,
  object: "v2.core.event",
  type,
  livemode: false,
  created: "2026-11-23T12:00:00.000Z",
  related_object: { id: "pi_1", type: "payment_intent", url: "/v1/payment_intents/pi_1" },
});

/** A delivery as Stripe signs it, the clock being where it is. */
function deliverNow(shop: Shop, event: object, secret?: string) {
  const payload = JSON.stringify(event);
  const seconds = Math.floor(shop.clock.now().getTime() / 1_000);
  return deliver(shop, payload, sign(payload, seconds, secret));
}

describe("thin events", () => {
  test("are answered, warned of once, told by health for a day, and not kept", async () => {
    const shop = createShop();
    for (const type of ["v1.payment_intent.succeeded", "v1.charge.succeeded"]) {
      const answer = { status: 200, body: { received: true } };
      expect(await deliverNow(shop, thin(type))).toEqual(answer);
      expect(await shop.store.events.findById(OWNER, `evt_test_${type}`)).toBeNull();
    }
    expect(loudLines(shop)).toMatchObject([
      {
        level: "warn",
        fields: { event: "thin_event_received", type: "v1.payment_intent.succeeded" },
        message: expect.stringContaining("set the destination's payload style to snapshot"),
      },
    ]);
    expect(await problemsOf(shop)).toEqual(["thin_events"]);
    shop.clock.advance({ hours: 26 });
    expect(await problemsOf(shop)).toEqual([]);
  });

  test("without a good signature are refused as anything else is", async () => {
    const shop = createShop();
    const payload = JSON.stringify(thin("v1.charge.succeeded"));
    expect((await deliver(shop, payload, sign(payload, NOW, "whsec_other"))).status).toBe(400);
    expect(await problemsOf(shop)).toEqual([]);
  });
});

describe("a webhook whose bytes are gone", () => {
  test("leaves a line of level error with the sentence that says what to change", async () => {
    const shop = createShop();
    const advice = "Mount expressPayments before express.json().";
    const body = { kind: "parsed", value: { id: "evt_1" }, advice } as const;
    const answer = await handle(shop.payments, { path: "/webhook", body });
    expect(answer.status).toBe(500);
    expect(loudLines(shop)).toEqual([
      {
        level: "error",
        fields: { event: "raw_body_unavailable", operation: "webhook", times: 1 },
        message: `Something read the body of a webhook request first, and what it left cannot be used. ${advice}`,
      },
    ]);
  });

  test("does not fill the log, however often it is posted to", async () => {
    const shop = createShop();
    const body = { kind: "parsed", value: {}, advice: "Mount it first." } as const;
    for (let n = 0; n < 500; n += 1) await handle(shop.payments, { path: "/webhook", body });
    shop.clock.advance({ minutes: 2 });
    await handle(shop.payments, { path: "/webhook", body });
    expect(loudLines(shop).map(({ fields }) => fields.times)).toEqual([1, 500]);
  });
});

describe("deliveries that are refused", () => {
  test("leave a line at once for each cause, then one a minute with their number", async () => {
    const { shop, event } = await paidInTheApp();
    for (let n = 0; n < 100; n += 1) await deliverNow(shop, event, "whsec_wrong");
    await deliver(shop, event, null);
    await deliver(shop, event, "nonsense");
    expect(loudLines(shop).map(({ fields }) => [fields.reason, fields.times])).toEqual([
      ["no_match", 1],
      ["missing", 1],
      ["malformed", 1],
    ]);
    shop.clock.advance({ minutes: 1 });
    await deliverNow(shop, event, "whsec_wrong");
    expect(loudLines(shop).at(-1)?.fields).toEqual({
      event: "webhook_refused",
      reason: "no_match",
      times: 100,
    });
    expect(loudLines(shop).at(-1)?.message).toContain("Every endpoint has its own secret");
  });

  test("are a problem of health where no event has ever come", async () => {
    const { shop, event } = await paidInTheApp();
    await deliverNow(shop, event, "whsec_wrong");
    expect(await problemsOf(shop)).toEqual([]);
    shop.clock.advance({ minutes: 16 });
    await deliverNow(shop, event, "whsec_wrong");
    const { problems } = await shop.payments.health({ askStripe: false });
    expect(problems).toEqual([
      {
        code: "webhooks_refused",
        message:
          "Deliveries are refused and none is accepted: their signatures do not match; check webhookSecrets against the endpoint's signing secret, and that nothing changes the raw body.",
      },
    ]);
    await deliverNow(shop, event);
    expect(await problemsOf(shop)).toEqual([]);
  });

  test("are none where a stranger posts nonsense and Stripe's are accepted", async () => {
    const { shop, event } = await paidInTheApp();
    await deliverNow(shop, event);
    await deliver(shop, event, "nonsense");
    shop.clock.advance({ hours: 20 });
    await deliver(shop, event, "nonsense");
    expect(await problemsOf(shop)).toEqual([]);
  });

  test("by their body, which Stripe signed and which is no event, leave a line", async () => {
    const shop = createShop();
    for (const body of ["[]", '"text"', "{", '{"id":7}']) {
      expect((await deliver(shop, body)).status).toBe(400);
    }
    expect(loudLines(shop).map(({ fields }) => [fields.event, fields.reason])).toEqual([
      ["webhook_refused", "not_an_event"],
    ]);
  });
});

describe("events that never come", () => {
  async function paidOnTheServer(): Promise<Shop> {
    const shop = createShop();
    await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    return shop;
  }

  test("are a problem of health an hour after a payment succeeded", async () => {
    const shop = await paidOnTheServer();
    shop.clock.advance({ minutes: 59 });
    expect(await problemsOf(shop)).toEqual([]);
    shop.clock.advance({ minutes: 1 });
    const { problems } = await shop.payments.health({ askStripe: false });
    expect(problems).toMatchObject([
      { code: "webhooks_missing", message: expect.stringContaining("ends in /webhook") },
    ]);
  });

  test("are one also when reconcile has found them in Stripe's list", async () => {
    const shop = await paidOnTheServer();
    shop.clock.advance({ hours: 2 });
    await shop.payments.reconcile();
    expect(await shop.store.events.list({ ...OWNER, limit: 9 })).not.toEqual([]);
    expect(await problemsOf(shop)).toEqual(["webhooks_missing"]);
  });

  test("are none once one of them was delivered after all", async () => {
    for (const webhookMode of ["inline", "deferred"] as const) {
      const shop = createShop({ webhookMode });
      await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
      shop.clock.advance({ hours: 2 });
      await shop.payments.reconcile();
      expect(await problemsOf(shop)).toEqual(["webhooks_missing"]);
      const event = shop.simulator.events.list().findLast(({ type }) => /^charge/.test(type));
      await deliverNow(shop, event ?? {});
      expect(await problemsOf(shop)).toEqual([]);
    }
  });

  test("are none where one of the three newest payments was heard of", async () => {
    const shop = createShop();
    for (const [n, paid] of [true, false, false].entries()) {
      const order = { id: `order_${n + 5}`, amount: 1050, currency: "usd" };
      shop.orders.set(order.id, order);
      const processed = await processOrder(shop, { order_id: order.id });
      await confirmOrder(shop, processed, "pm_card_visa");
      const event = shop.simulator.events.list().at(-1);
      if (paid) await deliverNow(shop, event ?? {});
      shop.clock.advance({ minutes: 1 });
    }
    shop.clock.advance({ hours: 5 });
    expect(await problemsOf(shop)).toEqual([]);
  });

  test("are noticed after minutes where this server refuses what is delivered", async () => {
    const shop = await paidOnTheServer();
    await shop.payments.reconcile();
    await deliverNow(shop, shop.simulator.events.list()[0] ?? {}, "whsec_wrong");
    shop.clock.advance({ minutes: 10 });
    expect(await problemsOf(shop)).toEqual(["webhooks_refused"]);
  });
});

test("secrets that a function gives are checked at each delivery, and the log says what is wrong with them", async () => {
  const { shop, event } = await paidInTheApp({ webhookSecrets: async () => ["we_1HIDDEN"] });
  const answer = await deliver(shop, event);
  expect(answer.status).toBe(503);
  expect(JSON.stringify(answer)).not.toContain("webhookSecrets");
  expect(loudLines(shop)).toMatchObject([
    {
      level: "error",
      fields: { event: "internal_error", error_id: answer.body.error.error_id },
      message:
        "The webhookSecrets function gave no usable list: webhookSecrets holds an endpoint's id (we_…), which is no secret: pass the endpoint's signing secret (whsec_…) from Stripe's Dashboard.",
    },
  ]);
  expect(JSON.stringify(shop.log)).not.toContain("HIDDEN");
});
