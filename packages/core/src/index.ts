// The only door. Grouped by use.

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
export type { HttpBody, HttpFace, HttpRequest, HttpResponse, HttpRoute } from "./http.ts";

// Records
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

// For stores
export { type MemoryTransaction, memoryStore } from "./memory-store.ts";
export { paymentFromJson, paymentToJson } from "./payment-json.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./ports/idempotency-store.ts";
export type { OrderKey, PaymentStore } from "./ports/payment-store.ts";
export type { Store, UnitOfWork } from "./ports/store.ts";
export type { WebhookEvent, WebhookEventStore } from "./ports/webhook-event-store.ts";

// Ports to supply in tests
export type { Clock } from "./ports/clock.ts";
export type { Ids } from "./ports/ids.ts";
export type { Logger, LogFields } from "./ports/logger.ts";
