// The only door. Grouped by use.

// Start here

export { createOperator, type OperatorOptions } from "./create-operator.ts";
export { type CallOptions, createPayments, type Payments } from "./create-payments.ts";
export type { FeedStart, Stretch } from "./decide/feed-stretches.ts";
export type { HealthFacts, HealthProblem, Refused, RefusedBecause } from "./decide/judge-health.ts";
export type { Difference } from "./money/difference.ts";
export type { Health, HealthOptions } from "./operations/health.ts";
export type {
  ReconcileOptions,
  ReconcileProblem,
  ReconcileProgress,
  ReconcileReport,
} from "./operations/reconcile.ts";
export type { Worker, WorkerOptions } from "./operations/worker.ts";
export type { Narrowed, Operator, Review } from "./operator.ts";
export type {
  EventHandlers,
  PaymentHandler,
  PaymentHandlerInput,
  PaymentHandlers,
  PaymentsOptions,
  SucceededAnswer,
  SucceededHandler,
} from "./options.ts";
export type { ClientAmountBounds, LoadOrderInput, Order } from "./order.ts";
export type { ComparisonReport } from "./reconciliation/comparison-report.ts";
export type { FeedReport } from "./reconciliation/read-feed.ts";
export type { Settled } from "./recovery/settle-due.ts";
export type {
  ExtraPaymentIntentParams,
  StripeEvent,
  StripeEventType,
} from "./stripe/stripe-types.ts";

// Answers

export { NEXT_STEPS, type NextStep } from "./decide/next-step.ts";
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

export { type BelowBasePath, belowBasePath } from "./http/below-base-path.ts";
export type { HttpBody, HttpFace, HttpRequest, HttpResponse, HttpRoute } from "./http/http.ts";
export { answerUnread, type NodeResponse } from "./http/leave-unread.ts";
export { type NodeRequest, nodeHeaders } from "./http/node-request.ts";
export { type LeftOfBody, readNodeBody } from "./http/read-node-body.ts";

// For stores

export { type MemoryTransaction, memoryStore } from "./memory/memory-store.ts";
export type { EventFeedStore, FeedCursor } from "./ports/event-feed-store.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./ports/idempotency-store.ts";
export type {
  OrderKey,
  PaymentQuery,
  PaymentStore,
  PaymentSummary,
  UnheardQuery,
} from "./ports/payment-store.ts";
export type { DueQuery, PageMark, Taken, TakeQuery } from "./ports/queries.ts";
export type { Store, UnitOfWork } from "./ports/store.ts";
export type { StrayChargeStore } from "./ports/stray-charge-store.ts";
export type { EventQuery, EventSummary, WebhookEventStore } from "./ports/webhook-event-store.ts";
export { eventFromJson, eventToJson } from "./records/event-json.ts";
export type { Owner } from "./records/owner.ts";
export { needsPerson, unheardOf } from "./records/payment.ts";
export { paymentFromJson, paymentToJson } from "./records/payment-json.ts";
export { CANCELABLE } from "./records/statuses.ts";
export type { StrayCharge } from "./records/stray-charge.ts";
export { strayFromJson, strayToJson } from "./records/stray-json.ts";
export type { WebhookEvent } from "./records/webhook-event.ts";

// The payment's record

export type { Contradiction, Decision, Resolution } from "./records/contradiction.ts";
export type {
  CancelReason,
  Effect,
  EffectKind,
  EffectState,
  FactUpdate,
  JsonObject,
  JsonValue,
  NamedMethod,
  Payment,
  PaymentFailure,
  PinnedRequest,
  RefusalReason,
  StepAttempt,
  StepOutcome,
} from "./records/payment.ts";
export type { Dispute, Refund } from "./records/reversal.ts";
export type { PaymentStatus } from "./records/statuses.ts";

// For people to read

export { scrub } from "./observability/scrub.ts";
export { currencyExponent } from "./values/money.ts";

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
