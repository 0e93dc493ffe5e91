import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { HTTP_STATUS, PaymentsError, type PaymentsErrorCode } from "../src/errors.ts";
import { wire } from "../src/wire/contract.ts";

/** When a client meets each code. A new code does not compile without its sentence. */
const WHEN: Readonly<Record<PaymentsErrorCode, string>> = {
  invalid_request:
    "The body is not JSON, not an object, or fails validation (`issues` says where).",
  unsupported_media_type: "The body is not JSON.",
  payload_too_large: "The body is over the limit.",
  method_not_allowed: "Another method than POST.",
  idempotency_key_invalid:
    "The Idempotency-Key is malformed: one header, 1 to 255 visible ASCII characters; at least 16 where it names the purchase.",
  idempotency_key_required: "The Idempotency-Key is required here and absent.",
  idempotency_key_reused: "The same key came with another request.",
  unauthorized: "Nobody is logged in.",
  forbidden: "The order is not theirs.",
  order_not_found: "There is no such order.",
  order_amount_mismatch: "Amount or currency differ from the order's. The right value is not told.",
  order_already_paid: "A payment of this order succeeded or is authorised.",
  order_not_payable: "The order cannot be paid now.",
  payment_in_progress: "The payment is processing, or another request is at the same step.",
  amount_not_chargeable: "Stripe does not charge this amount in this currency. Nothing is rounded.",
  payment_not_found: "An unknown or forged client secret, or somebody else's payment.",
  payment_method_required: "There is nothing to confirm with: send a payment_method_id.",
  payment_canceled: "The payment was canceled: call process again.",
  payment_method_invalid: "Stripe does not know the method, or it belongs to somebody else.",
  card_declined: "The card was declined; the same payment takes another one.",
  authentication_failed: "3-D Secure failed.",
  payment_in_review: "Stripe's money and our record disagree; an operator decides.",
  too_many_attempts: "Too many tries of this payment have failed. Ask again after `Retry-After`.",
  stripe_rate_limited: "Stripe is limiting requests. Nothing was executed.",
  payment_outcome_unknown: "Nobody knows yet whether it happened: repeat the same request.",
  store_unavailable: "The database could not be reached, or the outcome of a write is unknown.",
  stripe_misconfigured: "Stripe refused the server's key or permission.",
  raw_body_unavailable:
    "A body parser took the raw bytes, which a webhook's signature needs, or took a body and left nothing.",
  internal_error: "A bug, or an application function that failed; the log has the `error_id`.",
};

/** Definite refusals, which the same Idempotency-Key is answered again. */
const REPLAYED: ReadonlySet<string> = new Set([
  "card_declined",
  "authentication_failed",
  "payment_method_invalid",
]);

/** On every answer. */
export const NO_STORE = {
  "Cache-Control": { required: true, schema: { type: "string", const: "no-store" } },
} as const;

/** On an answer that repeats an earlier one for the same Idempotency-Key. */
export const REPLAYED_HEADER = {
  "Idempotent-Replayed": {
    description: "Present when the same Idempotency-Key was answered before.",
    schema: { type: "string", const: "true" },
  },
} as const;

/**
 * The error responses of an operation, one per HTTP status.
 *
 * @param codes What it can answer.
 * @param statuses Where a code has another status here than usual.
 */
export function errorResponses(
  codes: readonly PaymentsErrorCode[],
  statuses: Readonly<Partial<Record<PaymentsErrorCode, number>>> = {},
): ZodOpenApiResponsesObject {
  const statusOf = (code: PaymentsErrorCode) => statuses[code] ?? HTTP_STATUS[code];
  const distinct = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return Object.fromEntries(
    distinct.map((status) => [
      `${status}`,
      errorResponse(codes.filter((code) => statusOf(code) === status)),
    ]),
  );
}

/** What a body over the limit may be answered with. */
const UNREAD: ReadonlySet<PaymentsErrorCode> = new Set([
  "payload_too_large",
  "unsupported_media_type",
  "method_not_allowed",
]);

function errorResponse(codes: readonly PaymentsErrorCode[]): ZodOpenApiResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${WHEN[code]}`).join("\n\n"),
    headers: {
      ...NO_STORE,
      ...(codes.includes("method_not_allowed") && {
        Allow: { required: true, schema: { type: "string", const: "POST" } },
      }),
      ...(codes.some((code) => UNREAD.has(code)) && {
        Connection: {
          description: "Where the body is over the limit: what follows of it is not read.",
          schema: { type: "string", const: "close" },
        },
      }),
      ...(codes.some((code) => new PaymentsError(code, "").retryable) && {
        "Retry-After": {
          description: "Seconds, where `retryable` is true.",
          schema: { type: "integer", minimum: 0 },
        },
      }),
      ...(codes.some((code) => REPLAYED.has(code)) && REPLAYED_HEADER),
    },
    content: {
      "application/json": {
        schema: {
          allOf: [
            { $ref: "#/components/schemas/Error" },
            {
              type: "object",
              properties: {
                error: { type: "object", properties: { code: { enum: [...codes] } } },
              },
            },
          ],
        },
      },
    },
  };
}

/** The shape of every error; `errorResponse` refers to it by this name. */
export const ERROR_COMPONENT = { Error: wire.errorResponse };
