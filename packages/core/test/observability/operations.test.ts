import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { nestSpans, recordTelemetry } from "../kit/recorded.ts";
import { createShop } from "../kit/shop.ts";

nestSpans();

test("an operation is an internal span with its outcome and its payment", async () => {
  const { telemetry, spans } = recordTelemetry();
  const shop = createShop({ telemetry });
  const reply = await shop.post("/process", { order_id: "order_1", amount: 1050, currency: "usd" });
  const span = spans().find(({ name }) => name === "chargeonce.process");
  expect(span).toMatchObject({
    kind: SpanKind.INTERNAL,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      "chargeonce.operation": "process",
      "chargeonce.outcome": "ok",
      "chargeonce.payment.id": reply.body.payment_id,
    },
    instrumentationScope: { name: "@chargeonce/core" },
  });
});

test("a refusal of the request is an outcome, no failure of the span", async () => {
  const { telemetry, spans, series } = recordTelemetry();
  const shop = createShop({ telemetry });
  await shop.post("/process", { order_id: "order_9", amount: 1050, currency: "usd" });
  const [span] = spans();
  expect(span).toMatchObject({
    name: "chargeonce.process",
    status: { code: SpanStatusCode.UNSET },
    attributes: { "chargeonce.outcome": "order_not_found" },
    events: [],
  });
  expect(await series()).toContainEqual({
    name: "chargeonce.operations",
    unit: "{operation}",
    attributes: {
      "chargeonce.operation": "process",
      "chargeonce.outcome": "order_not_found",
    },
    value: 1,
  });
});

test("a failure of ours is recorded with its error and without its secrets", async () => {
  const { telemetry, spans } = recordTelemetry();
  const loadOrder = async () => {
    throw new TypeError("postgres://shop:hunter2@db refused sk_live_abcdefgh1234");
  };
  const shop = createShop({ telemetry, loadOrder });
  await shop.post("/process", { order_id: "order_1", amount: 1050, currency: "usd" });
  const [span] = spans();
  const message = "postgres://[removed]@db refused sk_live_[removed]";
  expect(span).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message },
    attributes: { "error.type": "internal_error", "chargeonce.outcome": "internal_error" },
    events: [
      {
        name: "exception",
        attributes: { "exception.type": "TypeError", "exception.message": message },
      },
    ],
  });
  expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toMatch(
    /hunter2|abcdefgh/,
  );
});

test("operations are counted, and their time is taken in seconds by the server's clock", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({
    telemetry,
    loadOrder: async () => {
      shop.clock.advance({ seconds: 1.5 });
      return { id: "order_1", amount: 1050, currency: "usd" };
    },
  });
  await shop.payments.process(
    { order_id: "order_1", amount: 1050, currency: "usd" },
    { context: {} },
  );
  await shop.payments.reconcile();
  const attributes = { "chargeonce.operation": "process", "chargeonce.outcome": "ok" };
  const told = await series();
  expect(told).toContainEqual({
    name: "chargeonce.operations",
    unit: "{operation}",
    attributes,
    value: 1,
  });
  expect(told).toContainEqual({
    name: "chargeonce.operation.duration",
    unit: "s",
    attributes,
    value: expect.objectContaining({ count: 1, sum: 1.5 }),
  });
  expect(told).toContainEqual({
    name: "chargeonce.operations",
    unit: "{operation}",
    attributes: { "chargeonce.operation": "reconcile", "chargeonce.outcome": "ok" },
    value: 1,
  });
});

test("the worker's run of reconcile is one, too", async () => {
  const { telemetry, spans } = recordTelemetry();
  const worker = createShop({ telemetry }).payments.worker();
  worker.start();
  await worker.stop();
  expect(spans().map(({ name }) => name)).toContain("chargeonce.reconcile");
});

test("a handler that throws is counted, its retries too, and its twentieth failure as dead", async () => {
  const { telemetry, series } = recordTelemetry();
  const shop = createShop({
    telemetry,
    onPayment: {
      succeeded: () => undefined,
      canceled: async () => {
        throw new Error("The mail server is away.");
      },
    },
  });
  await shop.post("/process", { order_id: "order_1", amount: 1050, currency: "usd" });
  await shop.payments.cancel("order_1");
  for (let day = 0; day < 25; day += 1) {
    shop.clock.advance({ hours: 24 });
    await shop.payments.reconcile();
  }
  const told = await series();
  const counted = (name: string) => told.filter((each) => each.name === name);
  expect(counted("chargeonce.handler.failures")).toEqual([
    {
      name: "chargeonce.handler.failures",
      unit: "{failure}",
      attributes: { "chargeonce.handler": "canceled" },
      value: 20,
    },
  ]);
  expect(counted("chargeonce.retries")).toMatchObject([
    { unit: "{retry}", attributes: { "chargeonce.retried": "handler" }, value: 19 },
  ]);
  expect(counted("chargeonce.dead_letters")).toMatchObject([
    { unit: "{letter}", attributes: { "chargeonce.retried": "handler" }, value: 1 },
  ]);
});
