import type { Instruments, OpenSpan } from "../observability/instruments.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpFacts } from "./read-http-facts.ts";

/** Which request to Stripe this is, without ids. */
export interface Route {
  /** Our word for it. */
  readonly name: string;
  readonly method: "GET" | "POST";
  readonly path: string;
}

/** The requests that the gateway makes, as traces and metrics name them: without ids. */
export const ROUTES = {
  create: { name: "create", method: "POST", path: "/v1/payment_intents" },
  confirm: { name: "confirm", method: "POST", path: "/v1/payment_intents/{id}/confirm" },
  retrieve: { name: "retrieve", method: "GET", path: "/v1/payment_intents/{id}" },
  update: { name: "update", method: "POST", path: "/v1/payment_intents/{id}" },
  cancel: { name: "cancel", method: "POST", path: "/v1/payment_intents/{id}/cancel" },
  listPaymentIntents: { name: "list_intents", method: "GET", path: "/v1/payment_intents" },
  listEvents: { name: "list_events", method: "GET", path: "/v1/events" },
  listRefunds: { name: "list_refunds", method: "GET", path: "/v1/refunds" },
  listDisputes: { name: "list_disputes", method: "GET", path: "/v1/disputes" },
  askTime: { name: "ask_time", method: "GET", path: "/v1/events" },
} as const satisfies Record<string, Route>;

/** An answer of the port, and what HTTP said with it. */
export interface Asked<Answer> extends HttpFacts {
  readonly answer: Answer;
}

/** Measures one HTTP request. @param resends How often the same question was sent before. */
export type TraceRequest = <Answer extends { readonly kind: string }>(
  sent: { readonly route: Route; readonly resends: number },
  ask: () => Promise<Asked<Answer>>,
) => Promise<Answer>;

/**
 * A client span, a count and a duration for each HTTP request to Stripe.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function createRequestTracer(options: {
  telemetry: Instruments;
  clock: Clock;
  host: string;
  port: number;
}): TraceRequest {
  const { telemetry, clock, host, port } = options;
  return async ({ route, resends }, ask) => {
    if (!telemetry.active) return (await ask()).answer;
    if (resends > 0) telemetry.count("chargeonce.retries", { "chargeonce.retried": REQUEST });
    const attributes = {
      "http.request.method": route.method,
      "http.request.resend_count": resends > 0 ? resends : undefined,
      "url.template": route.path,
      "server.address": host,
      "server.port": port,
      "chargeonce.stripe.method": route.name,
    };
    return telemetry.span("stripe.request", attributes, async (span) => {
      const startedMs = clock.now().getTime();
      const asked = await ask();
      tellAnswer(span, asked);
      const by = {
        "chargeonce.stripe.method": route.name,
        "chargeonce.stripe.answer": asked.answer.kind,
      };
      telemetry.count("chargeonce.stripe.requests", by);
      // A clock may jump back meanwhile.
      const seconds = Math.max(0, clock.now().getTime() - startedMs) / 1_000;
      telemetry.record("chargeonce.stripe.request.duration", seconds, by);
      return asked.answer;
    });
  };
}

const REQUEST = "stripe_request";

function tellAnswer(span: OpenSpan, asked: Asked<{ readonly kind: string }>): void {
  const { answer, status, requestId, failure } = asked;
  span.set({
    "http.response.status_code": status ?? undefined,
    "chargeonce.stripe.answer": answer.kind,
    "chargeonce.stripe.request_id": requestId ?? undefined,
  });
  if (status !== null && status >= 400) span.fail(String(status));
  // HTTP 200 with a body that is none of Stripe's, or no answer at all.
  else if (failure !== null || answer.kind === "unknown") span.fail(failure ?? answer.kind);
}
