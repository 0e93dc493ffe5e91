/**
 * Every way an operation can fail, as the client sees it. Stable: clients switch on these.
 *
 * @see docs/errors.md, which also says what the app shows
 */
export type PaymentsErrorCode =
  /**
   * The body is not JSON, not an object, or fails validation (`issues` says where). At the webhook: a bad signature.
   * From `resolve`: there is nothing to resolve, or Stripe says otherwise. The caller fixes it.
   */
  | "invalid_request"
  /** The Content-Type is not JSON's. The caller fixes the header. */
  | "unsupported_media_type"
  /** The body is over the limit. */
  | "payload_too_large"
  /** The path exists, not for this method. */
  | "method_not_allowed"
  /** The Idempotency-Key header is malformed: one header, 1 to 255 visible ASCII characters. */
  | "idempotency_key_invalid"
  /** The header is required here and absent. */
  | "idempotency_key_required"
  /** The key was used for another request. The caller makes a new key. */
  | "idempotency_key_reused"
  /** Thrown by the application: nobody is logged in. */
  | "unauthorized"
  /** Thrown by the application: not theirs. */
  | "forbidden"
  /** `loadOrder` returned nothing, or another order than the payment's. */
  | "order_not_found"
  /** Amount or currency differ from the order's. The right value is not told. */
  | "order_amount_mismatch"
  /** A payment of this order succeeded or is authorised. */
  | "order_already_paid"
  /** The order says that it cannot be paid now. */
  | "order_not_payable"
  /** The payment is processing, or somebody else is confirming it. Ask again after `Retry-After`. */
  | "payment_in_progress"
  /** Stripe does not charge this amount in this currency. */
  | "amount_not_chargeable"
  /** Unknown or forged client secret, or another user's payment. */
  | "payment_not_found"
  /** There is nothing to confirm with: send a `payment_method_id`. */
  | "payment_method_required"
  /** The payment was canceled: start over with process. */
  | "payment_canceled"
  /** Stripe does not know the method, or it belongs to somebody else. */
  | "payment_method_invalid"
  /** The card was declined. Another card may be tried on the same payment. */
  | "card_declined"
  /** 3-D Secure failed. */
  | "authentication_failed"
  /** Stripe's money and our record disagree; an operator decides. */
  | "payment_in_review"
  /** Too many tries of this payment have failed. Ask again after `Retry-After`. */
  | "too_many_attempts"
  /** Stripe is limiting requests. Nothing was executed; ask again after `Retry-After`. */
  | "stripe_rate_limited"
  /** Nobody knows yet whether it happened: repeat the same request after `Retry-After`. */
  | "payment_outcome_unknown"
  /** The database could not be reached, or the outcome of a write is unknown: repeat the same request. */
  | "store_unavailable"
  /** Stripe refused our key or permission. The operator fixes it; details are in the log. */
  | "stripe_misconfigured"
  /** A webhook's raw bytes, or a whole body, are gone: a body parser ran first. The message says what to change. */
  | "raw_body_unavailable"
  /** A bug, or an application function that failed. The log has the `error_id` of the answer. */
  | "internal_error";

/** The HTTP status of every code. A new code does not compile without one. */
export const HTTP_STATUS: Readonly<Record<PaymentsErrorCode, number>> = {
  invalid_request: 400,
  unsupported_media_type: 415,
  payload_too_large: 413,
  method_not_allowed: 405,
  idempotency_key_invalid: 400,
  idempotency_key_required: 400,
  idempotency_key_reused: 422,
  unauthorized: 401,
  forbidden: 403,
  order_not_found: 404,
  order_amount_mismatch: 422,
  order_already_paid: 409,
  order_not_payable: 409,
  payment_in_progress: 409,
  amount_not_chargeable: 422,
  payment_not_found: 404,
  payment_method_required: 409,
  payment_canceled: 409,
  payment_method_invalid: 422,
  card_declined: 402,
  authentication_failed: 402,
  payment_in_review: 409,
  too_many_attempts: 429,
  stripe_rate_limited: 503,
  payment_outcome_unknown: 503,
  store_unavailable: 503,
  stripe_misconfigured: 500,
  raw_body_unavailable: 500,
  internal_error: 500,
};

/** Codes after which the same request, repeated later, may succeed. */
const RETRYABLE: ReadonlySet<PaymentsErrorCode> = new Set([
  "payment_in_progress",
  "too_many_attempts",
  "stripe_rate_limited",
  "payment_outcome_unknown",
  "store_unavailable",
]);

/** What an error may tell the client besides its code. Names as on the wire. */
export interface PaymentsErrorDetails {
  /** Per-field problems, from validation. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly decline_code?: string;
  readonly stripe_code?: string;
  /** Stripe's `req_…`. */
  readonly request_id?: string;
  /** The payment's status. */
  readonly status?: string;
  readonly next_step?: string;
  readonly payment_id?: string;
  /** What the payer can do about a decline. */
  readonly advice?: string;
  /** Why an order cannot be paid: `nothing_to_pay`. */
  readonly reason?: string;
  /** Links an `internal_error` to its log line. */
  readonly error_id?: string;
}

/** How to make a {@link PaymentsError}. */
export interface PaymentsErrorOptions {
  readonly details?: PaymentsErrorDetails;
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
  /** A definite refusal that is answered again for the same client key. */
  readonly replayed?: boolean;
}

const BRAND = Symbol.for("chargeonce.PaymentsError");

/**
 * The one error class. Applications throw it too, from `context` and `loadOrder`: `new PaymentsError("unauthorized", "Log in first.")`.
 */
export class PaymentsError extends Error {
  readonly code: PaymentsErrorCode;
  /** Whether the same request, repeated later, may succeed. */
  readonly retryable: boolean;
  readonly details: PaymentsErrorDetails;
  readonly retryAfterSeconds: number | null;
  readonly replayed: boolean;

  /**
   * @param code What went wrong.
   * @param message One sentence a developer can act on, safe to show.
   */
  constructor(code: PaymentsErrorCode, message: string, options: PaymentsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PaymentsError";
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? (this.retryable ? 2 : null);
    this.replayed = options.replayed ?? false;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether this is a PaymentsError, also one of another copy of the package. */
export function isPaymentsError(error: unknown): error is PaymentsError {
  return typeof error === "object" && error !== null && BRAND in error;
}
