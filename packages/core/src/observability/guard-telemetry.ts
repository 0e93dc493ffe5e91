import type { Attributes, Span, Telemetry } from "../ports/telemetry.ts";
import { describeError } from "./describe-error.ts";
import type { Instruments, OpenSpan } from "./instruments.ts";
import { scrub } from "./scrub.ts";

const MAX_ATTRIBUTE = 300;
/** A span that nobody sees. */
export const SILENT: OpenSpan = { set: () => undefined, fail: () => undefined };

/** For applications that measure nothing: no span, no clock, no object. */
const NONE: Instruments = {
  active: false,
  span: (_name, _attributes, work) => work(SILENT),
  count: () => undefined,
  record: () => undefined,
  gauge: () => undefined,
};

/**
 * The application's telemetry, whose own failure ends no payment: what it throws is dropped, and the work of a span
 * runs once whatever the span does. Texts reach it scrubbed, errors as plain data.
 */
export function guardTelemetry(telemetry: Telemetry | undefined): Instruments {
  if (telemetry === undefined) return NONE;
  return {
    active: true,
    span(name, attributes, work) {
      const span = attempt(() => telemetry.startSpan(name, scrubAttributes(attributes)));
      return span === undefined ? (async () => work(SILENT))() : runWithin(span, work);
    },
    count(name, attributes = {}, by = 1) {
      attempt(() => telemetry.count(name, by, scrubAttributes(attributes)));
    },
    record(name, value, attributes = {}) {
      attempt(() => telemetry.record(name, value, scrubAttributes(attributes)));
    },
    gauge(name, value, attributes = {}) {
      attempt(() => telemetry.gauge(name, value, scrubAttributes(attributes)));
    },
  };
}

async function runWithin<Result>(
  span: Span,
  work: (span: OpenSpan) => Promise<Result>,
): Promise<Result> {
  const open = openSpan(span);
  let running: Promise<Result> | undefined;
  const once = () => {
    running ??= (async () => work(open))();
    return running;
  };
  attempt(() =>
    span.within(() => {
      // What the work throws goes to who asked for it, never to the span.
      once().catch(() => undefined);
    }),
  );
  try {
    return await once();
  } catch (error) {
    const { type, code } = describeError(error);
    open.fail(code ?? type, error);
    throw error;
  } finally {
    attempt(() => span.end());
  }
}

function openSpan(span: Span): OpenSpan {
  return {
    set(attributes) {
      attempt(() => span.set(scrubAttributes(attributes)));
    },
    fail(errorType, error) {
      attempt(() => {
        span.set({ "error.type": scrub(errorType, MAX_ATTRIBUTE) });
        span.fail(error === undefined ? null : describeError(error));
      });
    },
  };
}

function scrubAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, typeof value === "string" ? scrub(value, MAX_ATTRIBUTE) : value] as const],
  );
  return Object.fromEntries(entries);
}

function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch {
    // Measuring is no part of the payment.
    return undefined;
  }
}
