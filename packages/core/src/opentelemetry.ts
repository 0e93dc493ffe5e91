import {
  type Context,
  type Counter,
  context,
  type Gauge,
  type Histogram,
  type Meter,
  type MeterProvider,
  metrics,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import type { Attributes, Span, Telemetry } from "./ports/telemetry.ts";
import { METRICS, type MetricName, SPANS, type SpanName } from "./ports/telemetry-names.ts";

/** Where spans and measurements go, if not to the global providers. */
export interface OpenTelemetryOptions {
  /** Default: the global one, also when it is registered later. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the global one, also when it is registered later. */
  readonly meterProvider?: MeterProvider;
}

const SCOPE = "@chargeonce/core";
const KINDS = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;
/** Those that the conventions recommend for requests. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** An event may wait for days: Stripe delivers again for three. */
const LAG_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400, 259_200];

/**
 * The telemetry of `createPayments`, to OpenTelemetry: `telemetry: openTelemetry()`.
 *
 * Follows the semantic conventions for HTTP clients and for messaging; docs/telemetry.md lists every name.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  const tracer = (options.tracerProvider ?? trace).getTracer(SCOPE);
  const instrumentsNow = instrumentsOf(() => options.meterProvider ?? metrics.getMeterProvider());
  return {
    startSpan(name, attributes) {
      const kind = KINDS[SPANS[name].kind];
      const parent = context.active();
      const span = tracer.startSpan(nameOf(name, attributes), { kind, attributes }, parent);
      return wrap(span, trace.setSpan(parent, span));
    },
    count: (name, by, attributes) => instrumentsNow().counter(name).add(by, attributes),
    record: (name, value, attributes) => instrumentsNow().histogram(name).record(value, attributes),
    gauge: (name, value, attributes) => instrumentsNow().gauge(name).record(value, attributes),
  };
}

/** What a trace shows: `POST /v1/payment_intents`, `process payment_intent.succeeded`. */
function nameOf(name: SpanName, attributes: Attributes): string {
  if (name === "stripe.request") {
    return `${attributes["http.request.method"]} ${attributes["url.template"]}`;
  }
  if (name === "stripe.event") return `process ${attributes["messaging.destination.name"]}`;
  return name;
}

function wrap(span: OtelSpan, inside: Context): Span {
  return {
    within: (work) => context.with(inside, work),
    set: (attributes) => {
      span.setAttributes(attributes);
    },
    fail(error) {
      if (error === null) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        return;
      }
      const { type: name, message, stack } = error;
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      span.recordException({ name, message, ...(stack === undefined ? {} : { stack }) });
    },
    end: () => span.end(),
  };
}

interface Made {
  counter(name: MetricName): Counter;
  histogram(name: MetricName): Histogram;
  gauge(name: MetricName): Gauge;
}

/** Each instrument made once for a provider; made anew when a provider is registered after the first measurement. */
function instrumentsOf(providerNow: () => MeterProvider): () => Made {
  let provider: MeterProvider | undefined;
  let made: Made | undefined;
  return () => {
    const current = providerNow();
    if (made === undefined || current !== provider) made = makeInstruments(current.getMeter(SCOPE));
    provider = current;
    return made;
  };
}

function makeInstruments(meter: Meter): Made {
  return {
    counter: once((name, about) => meter.createCounter(name, about)),
    gauge: once((name, about) => meter.createGauge(name, about)),
    histogram: once((name, about) =>
      meter.createHistogram(name, {
        ...about,
        advice: {
          explicitBucketBoundaries:
            name === "chargeonce.webhook.lag" ? LAG_SECONDS : REQUEST_SECONDS,
        },
      }),
    ),
  };
}

function once<Instrument>(
  make: (name: MetricName, about: { unit: string; description: string }) => Instrument,
): (name: MetricName) => Instrument {
  const known = new Map<MetricName, Instrument>();
  return (name) => {
    const { unit, meaning } = METRICS[name];
    const instrument = known.get(name) ?? make(name, { unit, description: meaning });
    known.set(name, instrument);
    return instrument;
  };
}
