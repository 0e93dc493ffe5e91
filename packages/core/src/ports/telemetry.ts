import type { PlainError } from "./logger.ts";
import type {
  AttributeName,
  CounterName,
  GaugeName,
  HistogramName,
  SpanName,
} from "./telemetry-names.ts";

/** What a span or a measurement says about itself. Absent is "not known". */
export type Attributes = { readonly [Name in AttributeName]?: string | number | undefined };

/**
 * Where spans and measurements go. `openTelemetry()` of `@chargeonce/core/opentelemetry` is one; or supply your own.
 *
 * What it throws is dropped, and no payment waits for it. It gets no secret: texts of errors come scrubbed.
 */
export interface Telemetry {
  /** Starts a span, as a child of the one that is current. */
  startSpan(name: SpanName, attributes: Attributes): Span;
  /** Adds to a counter. */
  count(name: CounterName, by: number, attributes: Attributes): void;
  /** Adds a value to a histogram, in its unit. */
  record(name: HistogramName, value: number, attributes: Attributes): void;
  /** States what a gauge shows now. */
  gauge(name: GaugeName, value: number, attributes: Attributes): void;
}

/** A span under way. */
export interface Span {
  /** Calls `work` at once, with this span as the current one for whatever `work` starts. */
  within(work: () => void): void;
  /** Adds to what is known. */
  set(attributes: Attributes): void;
  /** Marks it as failed. @param error What was thrown, scrubbed; null where nothing was. */
  fail(error: PlainError | null): void;
  /** Called once, last. */
  end(): void;
}
