/** What each span stands for. A new span does not compile without a line here; docs/telemetry.md lists them. */
export const SPANS = {
  "chargeonce.process": { kind: "internal", meaning: "one `process` request or call" },
  "chargeonce.confirm": { kind: "internal", meaning: "one `confirm` request or call" },
  "chargeonce.status": { kind: "internal", meaning: "one `status` request or call" },
  "chargeonce.webhook": { kind: "internal", meaning: "one delivery of Stripe's, answered" },
  "chargeonce.cancel": { kind: "internal", meaning: "one `payments.cancel`" },
  "chargeonce.resolve": { kind: "internal", meaning: "one `payments.resolve`" },
  "chargeonce.redrive": { kind: "internal", meaning: "one `payments.redrive`" },
  "chargeonce.reconcile": { kind: "internal", meaning: "one run of reconcile, also the worker's" },
  "stripe.request": { kind: "client", meaning: "one HTTP request to Stripe" },
  "stripe.event": { kind: "consumer", meaning: "one webhook event, handled" },
} as const satisfies Record<string, { kind: "internal" | "client" | "consumer"; meaning: string }>;

/** Every metric: its instrument, its unit in UCUM, its attributes, what it says. docs/telemetry.md lists them. */
export const METRICS = {
  "chargeonce.operations": {
    instrument: "counter",
    unit: "{operation}",
    attributes: ["chargeonce.operation", "chargeonce.outcome"],
    meaning: "operations that ended, `ok` or with the error's code",
  },
  "chargeonce.operation.duration": {
    instrument: "histogram",
    unit: "s",
    attributes: ["chargeonce.operation", "chargeonce.outcome"],
    meaning: "how long an operation took",
  },
  "chargeonce.stripe.requests": {
    instrument: "counter",
    unit: "{request}",
    attributes: ["chargeonce.stripe.method", "chargeonce.stripe.answer"],
    meaning: "HTTP requests to Stripe, by what the answer meant",
  },
  "chargeonce.stripe.request.duration": {
    instrument: "histogram",
    unit: "s",
    attributes: ["chargeonce.stripe.method", "chargeonce.stripe.answer"],
    meaning: "how long Stripe took to answer",
  },
  "chargeonce.webhook.events": {
    instrument: "counter",
    unit: "{event}",
    attributes: ["chargeonce.outcome", "chargeonce.reason"],
    meaning: "deliveries and events by what became of them",
  },
  "chargeonce.webhook.lag": {
    instrument: "histogram",
    unit: "s",
    attributes: [],
    meaning: "from an event's `created` at Stripe until it was done here",
  },
  "chargeonce.webhook.api_version_differences": {
    instrument: "counter",
    unit: "{event}",
    attributes: [],
    meaning: "events in another API version than the Stripe object's",
  },
  "chargeonce.handler.failures": {
    instrument: "counter",
    unit: "{failure}",
    attributes: ["chargeonce.handler"],
    meaning: "your handlers that failed, by their name in `onPayment`, or `onEvent`",
  },
  "chargeonce.retries": {
    instrument: "counter",
    unit: "{retry}",
    attributes: ["chargeonce.retried"],
    meaning: "what was tried again: a request to Stripe, an event, a handler",
  },
  "chargeonce.dead_letters": {
    instrument: "counter",
    unit: "{letter}",
    attributes: ["chargeonce.retried"],
    meaning: "events and handlers given up after twenty tries",
  },
  "chargeonce.event.pending": {
    instrument: "gauge",
    unit: "{event}",
    attributes: [],
    meaning: "events that wait to be handled",
  },
  "chargeonce.event.dead": {
    instrument: "gauge",
    unit: "{event}",
    attributes: [],
    meaning: "events that failed too often",
  },
  "chargeonce.payment.stuck": {
    instrument: "gauge",
    unit: "{payment}",
    attributes: [],
    meaning: "payments that should have ended and have not",
  },
  "chargeonce.payment.in_review": {
    instrument: "gauge",
    unit: "{payment}",
    attributes: [],
    meaning: "payments that a person must see to",
  },
} as const satisfies Record<string, MetricDescription>;

/** Every attribute of spans and metrics, and what it says. Never a secret, an amount, an order or a payer. */
export const ATTRIBUTES = {
  "chargeonce.operation": "the operation: `process`, `confirm`, `reconcile`, …",
  "chargeonce.outcome": "`ok` or the error's code; of an event `done`, `ignored`, `failed`, …",
  "chargeonce.reason": "why an event was ignored or a delivery refused",
  "chargeonce.payment.id": "our payment (`pay_…`); on spans only",
  "chargeonce.stripe.method": "what was asked: `create`, `confirm`, `retrieve`, `cancel`, …",
  "chargeonce.stripe.answer": "what Stripe's answer meant: `intent`, `declined`, `unknown`, …",
  "chargeonce.stripe.request_id": "Stripe's own id of the request (`req_…`); on spans only",
  "chargeonce.handler": "the handler: `succeeded`, `canceled`, …, or `onEvent`",
  "chargeonce.retried": "`stripe_request`, `event` or `handler`",
  "error.type": "the error's code, Stripe's HTTP status, or the error's class",
  "http.request.method": "`GET` or `POST`",
  "http.request.resend_count": "how often this request was sent before",
  "http.response.status_code": "Stripe's HTTP status",
  "messaging.destination.name": "the event's type (`payment_intent.succeeded`)",
  "messaging.message.id": "the event's id (`evt_…`)",
  "messaging.operation.name": "`process`",
  "messaging.operation.type": "`process`",
  "messaging.system": "`stripe`",
  "server.address": "Stripe's host",
  "server.port": "Stripe's port",
  "url.template": "the path without ids (`/v1/payment_intents/{id}/confirm`)",
} as const satisfies Record<string, string>;

interface MetricDescription {
  readonly instrument: "counter" | "histogram" | "gauge";
  readonly unit: string;
  readonly attributes: readonly (keyof typeof ATTRIBUTES)[];
  readonly meaning: string;
}

export type SpanName = keyof typeof SPANS;
export type MetricName = keyof typeof METRICS;
export type AttributeName = keyof typeof ATTRIBUTES;

type MetricsBy<Instrument> = {
  [Name in MetricName]: (typeof METRICS)[Name]["instrument"] extends Instrument ? Name : never;
}[MetricName];
export type CounterName = MetricsBy<"counter">;
export type HistogramName = MetricsBy<"histogram">;
export type GaugeName = MetricsBy<"gauge">;
