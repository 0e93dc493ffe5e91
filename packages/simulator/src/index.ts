export type { ClientConfirmation } from "./confirm-on-client.ts";
export { createSimulator, PUBLISHABLE_KEY, SECRET_KEY } from "./create-simulator.ts";
export type { Account, ApiRequest, ApiResponse, KeyKind } from "./engine/api-types.ts";
export type { DisputeOptions } from "./engine/disputes/open.ts";
export type { DisputeReason } from "./engine/disputes/reason.ts";
export type { Admission, AdmittedRequest, Engine, ExecutionMode } from "./engine/engine.ts";
export { API_VERSION } from "./engine/events/emit.ts";
export type { RequestLogEntry } from "./engine/exchange.ts";
export type { FormHash, FormValue } from "./engine/form-decoding.ts";
export type { AuthenticationOutcome } from "./engine/payment-intents/authenticate.ts";
export type { ErrorFields } from "./engine/stripe-failure.ts";
export type { Listening, ListenOptions } from "./faces/http-server.ts";
export type {
  Fault,
  FaultDescription,
  FaultedRequest,
  FaultFilter,
  FaultHandle,
  FaultOptions,
  FaultRoute,
  Faults,
  LateAnswer,
  LateFault,
} from "./faults/fault.ts";
export type { ChargedOnceOptions } from "./ledger/charged-once.ts";
export type {
  LedgerCharge,
  LedgerDispute,
  LedgerPaymentIntent,
  LedgerRefund,
} from "./ledger/rows.ts";
export type { LedgerTotal } from "./ledger/total.ts";
export type { Ledger, LedgerFilter } from "./ledger.ts";
export type { HookedRequest, RequestHook } from "./request-hook.ts";
export type { Simulator, SimulatorOptions } from "./simulator.ts";
export type { Delivery, DeliveryAttempt } from "./webhooks/deliveries.ts";
export type {
  Disturbance,
  DisturbanceHandle,
  DisturbanceKind,
  DisturbanceOptions,
} from "./webhooks/disturbances.ts";
export type { WebhookEndpoint, WebhookEndpointOptions } from "./webhooks/endpoints.ts";
export type { DeliverFetch } from "./webhooks/post.ts";
export type { SignedEvent, Webhooks } from "./webhooks/webhooks.ts";
