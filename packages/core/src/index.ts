// The only door. Grouped by use.

// Start here

export { createOperator, type OperatorOptions } from "./create-operator.ts";
export { type CallOptions, createPayments, type Payments } from "./create-payments.ts";
export type { FeedStart, Stretch } from "./decide/feed-stretches.ts";
export type { HealthFacts, HealthProblem, Refused, RefusedBecause } from "./decide/judge-health.ts";
export type { Health, HealthOptions } from "./health.ts";
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
export type {
  ReconcileOptions,
  ReconcileProblem,
  ReconcileProgress,
  ReconcileReport,
} from "./reconcile.ts";
export type { ComparisonReport } from "./steps/compare-with-stripe.ts";
export type { Difference } from "./steps/difference.ts";
export type { FeedReport } from "./steps/read-feed.ts";
export type { Settled } from "./steps/settle-due.ts";
export type {
  ExtraPaymentIntentParams,
  StripeEvent,
  StripeEventType,
} from "./stripe/stripe-types.ts";
export type { Worker, WorkerOptions } from "./worker.ts";

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

export { type BelowBasePath, belowBasePath } from "./adapt/below-base-path.ts";
export { answerUnread, type NodeResponse } from "./adapt/leave-unread.ts";
export { type NodeRequest, nodeHeaders } from "./adapt/node-request.ts";
export { type LeftOfBody, readNodeBody } from "./adapt/read-node-body.ts";
export type { HttpBody, HttpFace, HttpRequest, HttpResponse, HttpRoute } from "./http.ts";

// For stores

export { type MemoryTransaction, memoryStore } from "./memory/memory-store.ts";
export { CANCELABLE, needsPerson, unheardOf } from "./payment.ts";
export { paymentFromJson, paymentToJson, strayFromJson, strayToJson } from "./payment-json.ts";
export type { EventFeedStore, FeedCursor } from "./ports/event-feed-store.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./ports/idempotency-store.ts";
export type { DueQuery, Owner, PageMark, Taken, TakeQuery } from "./ports/owner.ts";
export type {
  OrderKey,
  PaymentQuery,
  PaymentStore,
  PaymentSummary,
  UnheardQuery,
} from "./ports/payment-store.ts";
export type { Store, UnitOfWork } from "./ports/store.ts";
export type { StrayCharge, StrayChargeStore } from "./ports/stray-charge-store.ts";
export type {
  EventQuery,
  EventSummary,
  WebhookEvent,
  WebhookEventStore,
} from "./ports/webhook-event-store.ts";

// The payment's record

export type { Contradiction, Decision, Resolution } from "./contradiction.ts";
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
  PaymentStatus,
  PinnedRequest,
  RefusalReason,
  StepAttempt,
  StepOutcome,
} from "./payment.ts";
export type { Dispute, Refund } from "./reversal.ts";

// For people to read

export { currencyExponent } from "./money.ts";
export { scrub } from "./scrub.ts";

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
