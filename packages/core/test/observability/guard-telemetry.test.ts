import type { Span, Telemetry } from "@chargeonce/core";
import { expect, test } from "vitest";
import { guardTelemetry } from "../../src/observability/guard-telemetry.ts";

const fail = (): never => {
  throw new Error("The collector is away.");
};

/** A telemetry that notes what it is told; `broken` replaces parts of it. */
function noting(broken: { telemetry?: Partial<Telemetry>; span?: Partial<Span> } = {}) {
  const notes: unknown[][] = [];
  const note =
    (name: string) =>
    (...told: unknown[]) => {
      notes.push([name, ...told]);
    };
  const span: Span = {
    within: (work) => work(),
    set: note("set"),
    fail: note("fail"),
    end: note("end"),
    ...broken.span,
  };
  const telemetry: Telemetry = {
    startSpan: (...told) => {
      notes.push(["start", ...told]);
      return span;
    },
    count: note("count"),
    record: note("record"),
    gauge: note("gauge"),
    ...broken.telemetry,
  };
  return { instruments: guardTelemetry(telemetry), notes };
}

test("a span runs its work once, gives back its result and ends", async () => {
  const { instruments, notes } = noting();
  const result = await instruments.span("chargeonce.process", {}, async (span) => {
    span.set({ "chargeonce.payment.id": "pay_1" });
    return 42;
  });
  expect(result).toBe(42);
  expect(notes).toEqual([
    ["start", "chargeonce.process", {}],
    ["set", { "chargeonce.payment.id": "pay_1" }],
    ["end"],
  ]);
});

test("without telemetry the work is called as it is", async () => {
  const instruments = guardTelemetry(undefined);
  const running = Promise.resolve("paid");
  expect(instruments.span("chargeonce.process", {}, () => running)).toBe(running);
});

test.each<[string, Parameters<typeof noting>[0]]>([
  ["cannot start a span", { telemetry: { startSpan: fail } }],
  ["fails before the work", { span: { within: fail } }],
  [
    "fails after the work",
    {
      span: {
        within: (work) => {
          work();
          fail();
        },
      },
    },
  ],
  ["never calls the work", { span: { within: () => undefined } }],
  [
    "calls the work twice",
    {
      span: {
        within: (work) => {
          work();
          work();
        },
      },
    },
  ],
  ["cannot be told anything", { span: { set: fail, fail, end: fail } }],
])("a telemetry that %s changes nothing for the payment", async (_what, broken) => {
  let runs = 0;
  const { instruments } = noting(broken);
  const paid = instruments.span("chargeonce.process", {}, async (span) => {
    runs += 1;
    span.set({ "chargeonce.outcome": "ok" });
    span.fail("x");
    return "paid";
  });
  expect(await paid).toBe("paid");
  const refused = instruments.span("chargeonce.process", {}, () => {
    runs += 1;
    throw new TypeError("refused");
  });
  await expect(refused).rejects.toEqual(new TypeError("refused"));
  expect(runs).toBe(2);
});

test("counters, histograms and gauges that throw are dropped", () => {
  const { instruments } = noting({ telemetry: { count: fail, record: fail, gauge: fail } });
  instruments.count("chargeonce.retries");
  instruments.record("chargeonce.webhook.lag", 1);
  instruments.gauge("chargeonce.event.dead", 1);
});

test("an error reaches the span as plain data without its secret, and who asked as it was", async () => {
  const { instruments, notes } = noting();
  const error = Object.assign(new Error("pi_1_secret_abc was refused"), {
    code: "E_KEY",
    stack: "at sk_live_12345678",
  });
  const work = async () => {
    throw error;
  };
  await expect(instruments.span("stripe.event", {}, work)).rejects.toBe(error);
  expect(notes).toEqual([
    ["start", "stripe.event", {}],
    ["set", { "error.type": "E_KEY" }],
    [
      "fail",
      {
        type: "Error",
        message: "pi_1_secret_[removed] was refused",
        code: "E_KEY",
        stack: "at sk_live_[removed]",
      },
    ],
    ["end"],
  ]);
});

test("texts among the attributes are scrubbed too, and absent ones left out", () => {
  const { instruments, notes } = noting();
  const attributes = { "chargeonce.reason": "whsec_abc", "chargeonce.outcome": undefined };
  instruments.count("chargeonce.webhook.events", attributes);
  expect(notes).toEqual([
    ["count", "chargeonce.webhook.events", 1, { "chargeonce.reason": "whsec_[removed]" }],
  ]);
});
