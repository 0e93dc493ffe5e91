import type { Attributes } from "../ports/telemetry.ts";
import type { CounterName, GaugeName, HistogramName, SpanName } from "../ports/telemetry-names.ts";

/** The telemetry as the core uses it: nothing here throws but what `work` throws. */
export interface Instruments {
  /** Whether anybody listens: what costs something to find out need not be found out otherwise. */
  readonly active: boolean;
  /**
   * Runs `work` inside a span that ends with it.
   *
   * @param work Called at once and once. What it throws marks the span as failed, and is thrown on.
   */
  span<Result>(
    name: SpanName,
    attributes: Attributes,
    work: (span: OpenSpan) => Promise<Result>,
  ): Promise<Result>;
  /** Adds one, or `by`. */
  count(name: CounterName, attributes?: Attributes, by?: number): void;
  /** Adds a value to a histogram, in its unit. */
  record(name: HistogramName, value: number, attributes?: Attributes): void;
  /** States what a gauge shows now. */
  gauge(name: GaugeName, value: number, attributes?: Attributes): void;
}

/** A span, to the work inside it. */
export interface OpenSpan {
  set(attributes: Attributes): void;
  /**
   * Marks it as failed where nothing is thrown out of it.
   *
   * @param errorType A code, an HTTP status or the name of a class. @param error What was caught, if anything was.
   */
  fail(errorType: string, error?: unknown): void;
}
