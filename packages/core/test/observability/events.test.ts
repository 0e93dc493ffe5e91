import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { confirmOrder, processOrder } from "../kit/pay.ts";
import { nestSpans, pathOf, recordTelemetry, type Series } from "../kit/recorded.ts";
import { createShop, type Shop } from "../kit/shop.ts";

nestSpans();

async function pay(shop: Shop) {
  return confirmOrder(shop, await processOrder(shop), "pm_card_visa");
}

/** How often, by what became of it: `ignored foreign 2`. */
function outcomes(series: readonly Series[]): string[] {
  return series
    .filter(({ name, unit }) => name === "chargeonce.webhook.events" && unit === "{event}")
    .map(({ attributes, value }) => `${Object.values(attributes).join(" ")} ${value}`)
    .sort();
}

test("an event is a consumer span inside its delivery, with its id, its type and its payment", async () => {
  const { telemetry, spans } = recordTelemetry();
  const shop = createShop({ telemetry, ids: fixedIds() });
  await pay(shop);
  const event = lastEvent(shop, "payment_intent.succeeded");
  await deliverCrafted(shop, event);
  const all = spans();
  const span = all.find(({ kind }) => kind === SpanKind.CONSUMER);
  expect(span && pathOf(span, all)).toEqual([
    "chargeonce.webhook",
    "process payment_intent.succeeded",
  ]);
  expect(span?.attributes).toEqual({
    "messaging.system": "stripe",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.destination.name": "payment_intent.succeeded",
    "messaging.message.id": event.id,
    "chargeonce.payment.id": FIRST_PAYMENT,
    "chargeonce.outcome": "done",
  });
});

test("deliveries are counted by what became of them, and the lag from Stripe's own time", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  await pay(shop);
  const event = lastEvent(shop, "payment_intent.succeeded");
  shop.clock.advance({ seconds: 90 });
  await deliverCrafted(shop, event);
  await deliverCrafted(shop, event);
  await deliverCrafted(shop, { ...event, id: "evt_live", livemode: true });
  await deliverCrafted(shop, { ...event, id: "evt_account", account: "acct_other" });
  await deliverCrafted(shop, lastEvent(shop, "charge.succeeded"));
  await shop.post("/webhook", {}, { headers: { "stripe-signature": "t=1,v1=2" } });
  const told = await series();
  expect(outcomes(told)).toEqual([
    "done 1",
    "duplicate 1",
    "ignored foreign 1",
    "ignored other_account 1",
    "ignored other_mode 1",
    "refused malformed 1",
  ]);
  expect(told.filter(({ name }) => name === "chargeonce.webhook.lag")).toMatchObject([
    { unit: "s", attributes: {}, value: { count: 1, sum: 90 } },
  ]);
});

test("an event that brings the news is done together with it", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  const { body } = await processOrder(shop);
  shop.simulator.confirmOnClient(body.client_secret, { paymentMethod: "pm_card_visa" });
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  expect(outcomes(await series())).toEqual(["done 1"]);
});

test("a handler of events that throws fails the span, is counted, tried again and given up", async () => {
  const { telemetry, spans, series } = recordTelemetry();
  const onEvent = {
    "charge.succeeded": async () => {
      throw new TypeError("pi_1_secret_abc is unknown");
    },
  };
  const shop = createShop({ telemetry, onEvent });
  await pay(shop);
  const reply = await deliverCrafted(shop, lastEvent(shop, "charge.succeeded"));
  expect(reply.status).toBe(503);
  const span = spans().find(({ kind }) => kind === SpanKind.CONSUMER);
  expect(span).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: "pi_1_secret_[removed] is unknown" },
    attributes: { "error.type": "HandlerFailed", "chargeonce.outcome": "failed" },
  });
  for (let day = 0; day < 25; day += 1) {
    shop.clock.advance({ hours: 24 });
    await shop.payments.reconcile();
  }
  const told = await series();
  const about = { "chargeonce.retried": "event" };
  expect(told).toContainEqual({
    name: "chargeonce.handler.failures",
    unit: "{failure}",
    attributes: { "chargeonce.handler": "onEvent" },
    value: 20,
  });
  expect(told).toContainEqual({
    name: "chargeonce.retries",
    unit: "{retry}",
    attributes: about,
    value: 19,
  });
  expect(told).toContainEqual({
    name: "chargeonce.dead_letters",
    unit: "{letter}",
    attributes: about,
    value: 1,
  });
  const dead = shop.log.filter(({ fields }) => fields.event === "event_dead");
  expect(dead).toMatchObject([
    { level: "error", fields: { type: "charge.succeeded", attempts: 20 } },
  ]);
});

test("in deferred mode a delivery is recorded, and the worker's run does it", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({ telemetry, webhookMode: "deferred" });
  await pay(shop);
  const event = lastEvent(shop, "payment_intent.succeeded");
  await deliverCrafted(shop, event);
  await deliverCrafted(shop, event);
  expect(outcomes(await series())).toEqual(["duplicate 1", "recorded 1"]);
  const lines = shop.log.map(({ level, fields }) => `${level} ${fields.event}`);
  expect(lines.filter((line) => line.includes("event_"))).toEqual(["debug event_recorded"]);
});

test("an event in another API version is counted each time", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  await pay(shop);
  const event = lastEvent(shop, "payment_intent.succeeded");
  await deliverCrafted(shop, { ...event, id: "evt_old_1", api_version: "2020-08-27" });
  await deliverCrafted(shop, { ...event, id: "evt_old_2", api_version: "2020-08-27" });
  expect(await series()).toContainEqual({
    name: "chargeonce.webhook.api_version_differences",
    unit: "{event}",
    attributes: {},
    value: 2,
  });
});

test("health shows on the gauges", async () => {
  const { telemetry, series } = recordTelemetry();
  const onPayment = { succeeded: async () => "review" as const };
  const shop = createShop({ telemetry, onPayment, webhookMode: "deferred" });
  await pay(shop);
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.created"));
  await deliverCrafted(shop, lastEvent(shop, "payment_intent.succeeded"));
  await shop.payments.health();
  const gauges = (await series()).filter(({ name }) =>
    /^chargeonce\.(?:event|payment)\./.test(name),
  );
  expect(gauges.map(({ name, unit, value }) => `${name} ${unit} ${value}`)).toEqual([
    "chargeonce.event.pending {event} 2",
    "chargeonce.event.dead {event} 0",
    "chargeonce.payment.stuck {payment} 0",
    "chargeonce.payment.in_review {payment} 1",
  ]);
});
