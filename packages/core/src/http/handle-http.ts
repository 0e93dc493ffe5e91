import type { Caller, Engine } from "../engine.ts";
import { HTTP_STATUS, isPaymentsError, PaymentsError } from "../errors.ts";
import type { OpenSpan } from "../observability/instruments.ts";
import { confirmPayment } from "../operations/confirm-payment.ts";
import { internalError } from "../operations/explain-refusal.ts";
import { observeOperation } from "../operations/observe-operation.ts";
import { paymentStatus } from "../operations/payment-status.ts";
import { processPayment } from "../operations/process-payment.ts";
import { receiveWebhook } from "../operations/receive-webhook.ts";
import type { HttpFace, HttpRequest, HttpResponse, HttpRoute } from "./http.ts";
import { readIdempotencyKey } from "./read-idempotency-key.ts";

const encoder = new TextEncoder();
const KIB = 1024;
const ROUTES: Readonly<Record<string, HttpRoute>> = {
  "/process": { name: "process", limitBytes: 64 * KIB },
  "/confirm": { name: "confirm", limitBytes: 64 * KIB },
  "/status": { name: "status", limitBytes: 64 * KIB },
  "/webhook": { name: "webhook", limitBytes: 1024 * KIB },
};

/** Asks the application who calls. */
export type Identify<Context> = (
  context: Context | Promise<Context>,
  idempotencyKey: string | null,
) => Promise<Caller>;

/** Neutral request → operation → neutral response: the only HTTP policy. */
export function createHttpFace<Context>(
  engine: Engine,
  identify: Identify<Context>,
): HttpFace<Context> {
  const match = (path: string): HttpRoute | null => {
    const plain = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
    return Object.hasOwn(ROUTES, plain) ? (ROUTES[plain] ?? null) : null;
  };
  return {
    match,
    async handle(request) {
      const route = match(request.path);
      const reply = await answer(request, route);
      if (request.body.kind !== "too_large") return reply;
      // Whatever the answer is: the rest of the body is not read, so no other request can follow it.
      return { ...reply, headers: { ...reply.headers, connection: "close" } };
    },
  };

  async function answer(
    request: HttpRequest<Context>,
    route: HttpRoute | null,
  ): Promise<HttpResponse> {
    try {
      if (route === null) throw new Error("A path was handled that match does not know.");
      return await observeOperation(engine, route.name, (span) => {
        if (request.method !== "POST") {
          throw new PaymentsError("method_not_allowed", "Only POST is answered here.");
        }
        return route.name === "webhook"
          ? webhook(engine, request, route)
          : operation(engine, request, route, { identify, span });
      });
    } catch (error) {
      return failed(engine, error, route?.name ?? "process");
    }
  }
}

async function operation<Context>(
  engine: Engine,
  request: HttpRequest<Context>,
  route: HttpRoute,
  { identify, span }: { identify: Identify<Context>; span: OpenSpan },
): Promise<HttpResponse> {
  const { name } = route;
  const input = readJson(request, route);
  const key = name === "status" ? null : readIdempotencyKey(request.headers["idempotency-key"]);
  const caller = await identify(request.context(), key);
  const run = name === "process" ? processPayment : confirmPayment;
  const { body, replayed } =
    name === "status"
      ? { body: await paymentStatus(engine, caller, input), replayed: false }
      : await run(engine, caller, input);
  span.set({ "chargeonce.payment.id": body.payment_id });
  return jsonResponse(200, body, replayed ? REPLAYED : {});
}

async function webhook<Context>(
  engine: Engine,
  request: HttpRequest<Context>,
  route: HttpRoute,
): Promise<HttpResponse> {
  const { body, headers } = request;
  if (body.kind === "parsed") throw new PaymentsError("raw_body_unavailable", body.advice);
  await receiveWebhook(engine, {
    rawBody: bytesOf(body, route),
    signature: headers["stripe-signature"],
  });
  return jsonResponse(200, { received: true });
}

const REPLAYED = { "idempotent-replayed": "true" };

function readJson<Context>(request: HttpRequest<Context>, route: HttpRoute): unknown {
  const { body, headers } = request;
  if (body.kind === "parsed") {
    // Somebody read it and kept nothing: no fault of the client's.
    if (body.value === undefined) throw new PaymentsError("raw_body_unavailable", body.advice);
    return body.value;
  }
  const type = String(headers["content-type"] ?? "");
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new PaymentsError(
      "unsupported_media_type",
      "Send JSON with Content-Type: application/json.",
    );
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(body, route)));
  } catch (error) {
    if (isPaymentsError(error)) throw error;
    throw new PaymentsError("invalid_request", "The body is not JSON in UTF-8.");
  }
}

function bytesOf(
  body: Exclude<HttpRequest["body"], { kind: "parsed" }>,
  { limitBytes }: HttpRoute,
): Uint8Array {
  if (body.kind === "aborted") {
    throw new PaymentsError("invalid_request", "The body did not come whole.");
  }
  // A body that was there before the adapter was asked has no other limit.
  if (body.kind === "too_large" || body.bytes.byteLength > limitBytes) {
    throw new PaymentsError("payload_too_large", "The body is too large.");
  }
  return body.bytes;
}

function failed(engine: Engine, error: unknown, route: HttpRoute["name"]): HttpResponse {
  const told = isPaymentsError(error) ? error : internalError(engine, error);
  // A failing handler is no 500 to Stripe: the event is kept, and another delivery is asked for.
  const kept = route === "webhook" && told.code === "internal_error";
  const response = errorResponse(told, kept ? 503 : HTTP_STATUS[told.code]);
  const more = {
    ...(told.code === "method_not_allowed" ? { allow: "POST" } : {}),
    ...(told.replayed ? REPLAYED : {}),
  };
  return { ...response, headers: { ...response.headers, ...more } };
}

/** A JSON answer with the headers that every answer has. */
function jsonResponse(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const body = JSON.stringify(value);
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(encoder.encode(body).byteLength),
      "cache-control": "no-store",
      ...headers,
    },
    body,
  };
}

/** An error as it goes over the wire: its code, one sentence, and what the client may know. */
function errorResponse(error: PaymentsError, status: number): HttpResponse {
  const { code, message, retryable, details, retryAfterSeconds } = error;
  const headers: Record<string, string> =
    retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) };
  return jsonResponse(status, { error: { code, message, retryable, ...details } }, headers);
}
