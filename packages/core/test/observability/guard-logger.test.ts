import { PassThrough } from "node:stream";
import type { Logger } from "@chargeonce/core";
import pino from "pino";
import { expect, test, vi } from "vitest";
import { describeError } from "../../src/observability/describe-error.ts";
import { guardLogger } from "../../src/observability/guard-logger.ts";

test("pino is a logger as it is, and its level spares the work", () => {
  const out = new PassThrough();
  const logger: Logger = pino({ base: null, timestamp: false, level: "info" }, out);
  const guarded = guardLogger(logger);
  guarded.debug({ event: "event_recorded", event_id: "evt_1" }, "An event came in.");
  guarded.error(
    { event: "handler_failed", payment_id: "pay_1", error: new TypeError("no table orders") },
    "A handler failed.",
  );
  const lines = String(out.read()).trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: 50,
    event: "handler_failed",
    payment_id: "pay_1",
    error: { type: "TypeError", message: "no table orders", stack: expect.stringMatching(/ at /) },
    msg: "A handler failed.",
  });
});

test("the console is a logger as it is", () => {
  const logger: Logger = console;
  const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
  guardLogger(logger).info({ event: "payment_succeeded", payment_id: "pay_1" }, "Paid.");
  expect(info.mock.calls).toEqual([[{ event: "payment_succeeded", payment_id: "pay_1" }, "Paid."]]);
  info.mockRestore();
});

test("a field that is not listed is dropped, also where a spread brought it in", () => {
  const lines: object[] = [];
  const keep = (fields: object) => lines.push(fields);
  const more = { payment_id: "pay_1", client_secret: "pi_1_secret_abc", body: { card: "4242" } };
  guardLogger({ debug: keep, info: keep, warn: keep, error: keep }).warn(
    { event: "orphan_intent", ...more },
    "An orphan.",
  );
  expect(lines).toEqual([{ event: "orphan_intent", payment_id: "pay_1" }]);
});

test("an error becomes its type, message, code, stack and cause, and nothing else of it", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED postgres://shop:pw@db:5432"), {
    code: "ECONNREFUSED",
    stack: "at connect (net.js:1)",
  });
  const error = Object.assign(new TypeError("no order", { cause }), {
    stack: "TypeError: no order\n    at load (shop.ts:1)",
    request: { headers: { authorization: "Bearer sk_live_1" } },
  });
  expect(describeError(error)).toEqual({
    type: "TypeError",
    message: "no order",
    stack: "TypeError: no order\n    at load (shop.ts:1)",
    cause: {
      type: "Error",
      message: "connect ECONNREFUSED postgres://[removed]@db:5432",
      code: "ECONNREFUSED",
      stack: "at connect (net.js:1)",
    },
  });
});

test("what is no Error is told as what it is", () => {
  expect(describeError(null)).toEqual({ type: "null", message: "null" });
  expect(describeError(undefined)).toEqual({ type: "undefined", message: "undefined" });
  expect(describeError("away")).toEqual({ type: "string", message: "away" });
  expect(describeError(404)).toEqual({ type: "number", message: "404" });
  expect(describeError({ status: 500 })).toEqual({
    type: "object",
    message: "Something that is no Error was thrown.",
  });
});

test("an error that is its own cause is told to a depth of five", () => {
  const error = Object.assign(new Error("round"), { stack: "at a" });
  error.cause = error;
  const told = JSON.stringify(describeError(error));
  expect(told.match(/"round"/g)).toHaveLength(5);
});

test("a revoked proxy and throwing members are survived", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(describeError(proxy).type).toBe("object");
  const trap = new Proxy(new Error("x"), {
    get() {
      throw new Error("sk_live_abc");
    },
  });
  expect(describeError(trap)).toEqual({
    type: "object",
    message: "Something that is no Error was thrown.",
  });
});

test("a text of many megabytes is cut before it is looked through", () => {
  const told = describeError(Object.assign(new Error("a://".repeat(4_000_000)), { stack: "s" }));
  expect(told.message).toHaveLength(1_001);
});

test("a password that the cut splits goes with it, however short the rest has become", () => {
  const long = `sk_live_${"a".repeat(16_340)} postgres://shop:hunter2hunter2hunter2@db`;
  expect(describeError(long).message).not.toContain("hunter2");
});

test("nothing is put together for a level that nobody reads", () => {
  const told: unknown[] = [];
  const keep = (...line: unknown[]) => told.push(line);
  const isLevelEnabled = (level: string) => level !== "debug";
  const logger = { debug: keep, info: keep, warn: keep, error: keep, isLevelEnabled };
  guardLogger(logger).debug({ event: "event_recorded" }, "An event came in.");
  expect(told).toEqual([]);
  guardLogger(logger).info({ event: "payment_created" }, "Made.");
  expect(told).toHaveLength(1);
});

test("the path of a file in a stack stays as it is", () => {
  const line =
    "at run (file:///srv/node_modules/.pnpm/vitest@5.1.1/node_modules/vitest/run.js:1:2)";
  expect(describeError(line).message).toBe(line);
});

test("ids, amounts and times stay as they are", () => {
  const message =
    "pi_3MtwBwLkdIwHu7ix28a3tqPa of order 550e8400-e29b-41d4-a716-446655440000 at 2026-11-23T12:00:00.000Z, 1050 usd, req_8f3kd, risk_score 12, 1795435200000";
  expect(describeError(message)).toEqual({ type: "string", message });
});
