import { openTelemetry } from "@chargeonce/core/opentelemetry";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll } from "vitest";

/** One series of a metric, as it was exported. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly attributes: object;
  /** A sum, a gauge's value, or a histogram's count and sum. */
  readonly value: unknown;
}

/** Lets spans nest across awaits for the tests of this file, as an application's SDK does. */
export function nestSpans(): void {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(() => context.disable());
}

/** The telemetry of a shop, on the real SDK, and what came out of it. */
export function recordTelemetry() {
  const spans = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metrics,
    exportIntervalMillis: 3_600_000,
  });
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    telemetry: openTelemetry({ tracerProvider, meterProvider }),
    spans: () => spans.getFinishedSpans(),
    /** Every series so far, by its metric's name. */
    async series(): Promise<Series[]> {
      await reader.forceFlush();
      const last = metrics.getMetrics().at(-1);
      return (last?.scopeMetrics ?? []).flatMap(({ metrics }) =>
        metrics.flatMap(({ descriptor: { name, unit }, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({ name, unit, attributes, value })),
        ),
      );
    },
    stop: () => meterProvider.shutdown(),
  };
}

/** A span's name and the names of those around it, the outermost first. */
export function pathOf(span: ReadableSpan, all: readonly ReadableSpan[]): string[] {
  const parent = all.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
  return [...(parent === undefined ? [] : pathOf(parent, all)), span.name];
}
