// The only door. Grouped by use.

// Start here

export { type CallOptions, createPayments, type Payments } from "./create-payments.ts";
export type {
  EventHandlers,
  PaymentHandlerInput,
  PaymentHandlers,
  PaymentsOptions,
} from "./options.ts";
export type { ClientAmountBounds, LoadOrderInput, Order } from "./order.ts";
export type { ReconcileReport } from "./reconcile.ts";
export type {
  ExtraPaymentIntentParams,
  StripeEvent,
  StripeEventType,
} from "./stripe/stripe-types.ts";
export type { Worker } from "./worker.ts";

// Answers

export type { NextStep } from "./decide/next-step.ts";
export type { ConfirmResponse, ProcessResponse, StatusResponse } from "./wire/payment-view.ts";

// Errors

export {
  HTTP_STATUS,
  isPaymentsError,
  PaymentsError,
  type PaymentsErrorCode,
  type PaymentsErrorDetails,
  type PaymentsErrorOptions,
} from "./errors.ts";

// For adapters

export { type BelowBasePath, belowBasePath } from "./adapt/below-base-path.ts";
export { drainNodeRequest, type NodeRequest, nodeHeaders } from "./adapt/node-request.ts";
export { type LeftOfBody, readNodeBody } from "./adapt/read-node-body.ts";
export type { HttpBody, HttpFace, HttpRequest, HttpResponse, HttpRoute } from "./http.ts";

// For stores

export { type MemoryTransaction, memoryStore } from "./memory-store.ts";
export { needsPerson } from "./payment.ts";
export { paymentFromJson, paymentToJson } from "./payment-json.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./ports/idempotency-store.ts";
export type { OrderKey, PaymentStore } from "./ports/payment-store.ts";
export type { Store, UnitOfWork } from "./ports/store.ts";
export type { WebhookEvent, WebhookEventStore } from "./ports/webhook-event-store.ts";

// The payment's record

export type {
  CancelReason,
  Contradiction,
  Effect,
  EffectKind,
  JsonObject,
  JsonValue,
  NamedMethod,
  Payment,
  PaymentFailure,
  PaymentStatus,
  PinnedRequest,
  StepAttempt,
  StepOutcome,
} from "./payment.ts";

// Ports to supply in tests, or a logger of your own

export type { Clock } from "./ports/clock.ts";
export type { Ids } from "./ports/ids.ts";
export { LOG_EVENTS, LOG_FIELDS, type LogEvent, type LogField } from "./ports/log-events.ts";
export type { LogFields, Logger, LogLevel, PlainError } from "./ports/logger.ts";
export type { Attributes, Span, Telemetry } from "./ports/telemetry.ts";
export {
  ATTRIBUTES,
  type AttributeName,
  type CounterName,
  type GaugeName,
  type HistogramName,
  METRICS,
  type MetricName,
  SPANS,
  type SpanName,
} from "./ports/telemetry-names.ts";
