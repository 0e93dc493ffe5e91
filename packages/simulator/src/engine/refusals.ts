import { invalidRequest, StripeFailure } from "./stripe-failure.ts";

/** What the outer layers of Stripe answer, whatever the endpoint. */

export function unknownRoute(method: string, path: string): StripeFailure {
  const advice = path.endsWith("/")
    ? "If you are trying to list objects, remove the trailing slash. If you are trying to retrieve a specific object, make sure you passed a valid (non-empty) identifier in your code. "
    : "";
  return invalidRequest(
    `Unrecognized request URL (${method}: ${path}). ${advice}Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    { status: 404 },
  );
}

export function secretKeyRequired(): StripeFailure {
  return invalidRequest(
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
    { code: "secret_key_required", status: 403 },
  );
}

export function internalError(): StripeFailure {
  return new StripeFailure({
    status: 500,
    error: {
      type: "api_error",
      message:
        "An unknown error occurred. If this error persists, please contact Stripe support at https://support.stripe.com/.",
    },
  });
}

/** @param shouldRetry Whether the answer asks the client to try again. */
export function rateLimited({ shouldRetry = false } = {}): StripeFailure {
  return new StripeFailure({
    status: 429,
    error: {
      type: "invalid_request_error",
      code: "rate_limit",
      message: "Request rate limit exceeded. Learn more at https://stripe.com/docs/rate-limits.",
    },
    headers: {
      "stripe-rate-limited-reason": "global-rate",
      ...(shouldRetry && { "stripe-should-retry": "true" }),
    },
  });
}
