import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { confirmOrder, intentIdOf, processOrder } from "../kit/pay.ts";
import { nestSpans, pathOf, recordTelemetry } from "../kit/recorded.ts";
import { createShop, stripeOf } from "../kit/shop.ts";

nestSpans();

test("a request to Stripe is a client span inside its operation, named without ids", async () => {
  const { telemetry, spans } = recordTelemetry();
  const shop = createShop({ telemetry });
  await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  const all = spans();
  const requests = all.filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(requests.map((span) => pathOf(span, all))).toEqual([
    ["chargeonce.process", "POST /v1/payment_intents"],
    ["chargeonce.confirm", "GET /v1/payment_intents/{id}"],
    ["chargeonce.confirm", "POST /v1/payment_intents/{id}/confirm"],
  ]);
  expect(requests[2]?.attributes).toEqual({
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "url.template": "/v1/payment_intents/{id}/confirm",
    "server.address": "api.stripe.com",
    "server.port": 443,
    "chargeonce.stripe.method": "confirm",
    "chargeonce.stripe.answer": "intent",
    "chargeonce.stripe.request_id": expect.stringMatching(/^req_/),
  });
});

test("no span and no metric holds an intent's id, a secret or an order", async () => {
  const { telemetry, spans, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  const processed = await processOrder(shop);
  await confirmOrder(shop, processed, "pm_card_visa");
  await shop.deliver();
  const told = JSON.stringify([
    spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    await series(),
  ]);
  expect(told).not.toMatch(/_secret_|sk_test|whsec_|pm_card|order_1/);
  expect(told).not.toContain(intentIdOf(processed));
  expect(JSON.stringify(await series())).not.toMatch(/pay_|evt_|req_/);
});

test("a decline is an answer with HTTP 402, and no failure of the operation", async () => {
  const { telemetry, spans } = recordTelemetry();
  const shop = createShop({ telemetry });
  await confirmOrder(shop, await processOrder(shop), "pm_card_visa_chargeDeclined");
  const declined = spans().find(({ name }) => name.endsWith("/confirm"));
  expect(declined).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: {
      "http.response.status_code": 402,
      "error.type": "402",
      "chargeonce.stripe.answer": "declined",
    },
    events: [],
  });
  expect(spans().find(({ name }) => name === "chargeonce.confirm")).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { "chargeonce.outcome": "card_declined" },
  });
});

test("a lost answer is a failure by the SDK's name for it, without a status", async () => {
  const { telemetry, spans, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  shop.simulator.faults.next("lose_response", { route: "create" });
  await processOrder(shop);
  const [lost] = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(lost).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { "error.type": "StripeConnectionError", "chargeonce.stripe.answer": "unknown" },
  });
  expect(lost?.attributes).not.toHaveProperty("http.response.status_code");
  expect(await series()).toContainEqual({
    name: "chargeonce.stripe.requests",
    unit: "{request}",
    attributes: {
      "chargeonce.stripe.method": "create",
      "chargeonce.stripe.answer": "unknown",
    },
    value: 1,
  });
});

test("each try of a limited request is a span of its own, and its retry is counted", async () => {
  const { telemetry, spans, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  shop.simulator.faults.next("rate_limit_429", { route: "create" });
  await processOrder(shop);
  const tries = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(
    tries.map(({ attributes }) => [
      attributes["http.response.status_code"],
      attributes["http.request.resend_count"],
    ]),
  ).toEqual([
    [429, undefined],
    [200, 1],
  ]);
  expect(await series()).toContainEqual({
    name: "chargeonce.retries",
    unit: "{retry}",
    attributes: { "chargeonce.retried": "stripe_request" },
    value: 1,
  });
});

test("Stripe's time is taken in seconds, by request and answer", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  shop.simulator.onRequest = (_request, stage) => {
    if (stage === "before") shop.clock.advance({ seconds: 0.25 });
  };
  await processOrder(shop);
  expect(await series()).toContainEqual({
    name: "chargeonce.stripe.request.duration",
    unit: "s",
    attributes: { "chargeonce.stripe.method": "create", "chargeonce.stripe.answer": "intent" },
    value: expect.objectContaining({ count: 1, sum: 0.25 }),
  });
});

test("the host is the one that the Stripe object speaks to", async () => {
  const { telemetry, spans } = recordTelemetry();
  const shop = createShop({ telemetry });
  const stripe = stripeOf(shop.simulator);
  Object.assign(stripe, {
    _api: { ...Reflect.get(stripe, "_api"), host: "localhost", port: 8420 },
  });
  await processOrder(shop, {}, { to: shop.another({ stripe, telemetry }) });
  const [request] = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(request?.attributes).toMatchObject({ "server.address": "localhost", "server.port": 8420 });
});
