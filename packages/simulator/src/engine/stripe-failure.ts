import type Stripe from "stripe";

/** The members of Stripe's `error` object. Absent ones are left out of the body, as Stripe does. */
export interface ErrorFields {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
  setup_intent?: Stripe.SetupIntent;
}

export interface FailureOptions {
  status: number;
  error: ErrorFields;
  /**
   * Whether the endpoint had begun to execute: then the answer is kept under the idempotency key.
   * Failed validation, a lock, a rate limit and a missing key are not kept.
   */
  saved?: boolean;
  headers?: Readonly<Record<string, string>>;
}

/** An answer that Stripe gives with a 4xx or 5xx status. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly error: ErrorFields;
  readonly saved: boolean;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, error, saved = false, headers = {} }: FailureOptions) {
    super(error.message);
    this.name = "StripeFailure";
    this.status = status;
    this.error = error;
    this.saved = saved;
    this.headers = headers;
  }
}

/** A 400 `invalid_request_error` of validation: nothing happened, nothing is saved. */
export function invalidRequest(
  message: string,
  fields: { code?: string; param?: string; status?: number } = {},
): StripeFailure {
  const { status = 400, ...named } = fields;
  return new StripeFailure({ status, error: { type: "invalid_request_error", message, ...named } });
}

/** Writes the JSON body. `doc_url` follows from the code, the log link from the request. */
export function renderFailure(
  failure: StripeFailure,
  request: { requestId: string; accountId: string | null; livemode: boolean },
): string {
  const { code } = failure.error;
  const error = {
    ...failure.error,
    ...(code && { doc_url: docUrl(code) }),
    ...(request.accountId && {
      request_log_url: `https://dashboard.stripe.com/${request.accountId}/${request.livemode ? "" : "test/"}workbench/logs?object=${request.requestId}`,
    }),
  };
  return JSON.stringify({ error }, null, 2);
}

export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;
}
