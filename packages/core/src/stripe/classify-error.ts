import type Stripe from "stripe";
import type { StripeAnswer } from "../ports/stripe-gateway.ts";
import { readIntent } from "./read-intent.ts";

/** The members of a StripeError that decide. Its class names mislead: a 409 is an "API error", every 402 a "card error". */
interface StripeErrorFacts {
  readonly type: string;
  readonly rawType?: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly message: string;
  readonly param?: string;
  readonly statusCode?: number;
  readonly requestId?: string;
  readonly headers?: Record<string, string>;
  readonly charge?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
}

/**
 * What an exception of Stripe's SDK means.
 *
 * @returns null when it is none of Stripe's: a bug, to be thrown on.
 * @see https://docs.stripe.com/error-low-level
 */
export function classifyStripeError(error: unknown): StripeAnswer | null {
  if (!isStripeError(error)) return null;
  const requestId = error.requestId ?? null;
  const status = error.statusCode;
  if (status === undefined) return { kind: "unknown", message: error.message, requestId };
  if (error.code === "idempotency_key_in_use") return { kind: "in_use", requestId };
  if (status === 429 || error.code === "lock_timeout" || error.code === "rate_limit") {
    return { kind: "rate_limited", requestId };
  }
  if (error.rawType === "idempotency_error") {
    return { kind: "spoiled", cause: "idempotency_mismatch", replayed: true, requestId };
  }
  if (status === 402) return declined(error, requestId);
  if (status === 401 || status === 403) {
    return { kind: "misconfigured", message: refusalOfKey(error, status), requestId };
  }
  if (error.code === "payment_intent_unexpected_state") {
    return { kind: "unexpected_state", requestId };
  }
  if (status === 400 || status === 404) return refused(error, status, requestId);
  if (status === 500) {
    return { kind: "spoiled", cause: "server_error", replayed: isReplayed(error), requestId };
  }
  return { kind: "unknown", message: `Stripe answered HTTP ${status}.`, requestId };
}

/** Stripe's sentence about a key repeats a part of it. About a permission it names the one that is missing. */
function refusalOfKey({ code, message }: StripeErrorFacts, status: number): string {
  if (code === "api_key_expired") return "Stripe says that the key has expired.";
  const unkeyed = message.replace(
    /'?\b[a-z]{2}_(?:org_)?(?:live|test)_[A-Za-z0-9_*]*'?/g,
    "the key",
  );
  return status === 403 ? unkeyed : `Stripe answered HTTP ${status}.`;
}

function isStripeError(error: unknown): error is StripeErrorFacts {
  return (
    error instanceof Error &&
    "type" in error &&
    typeof error.type === "string" &&
    error.type.startsWith("Stripe")
  );
}

/** Whether Stripe repeated what it had saved under the key. */
function isReplayed({ headers }: StripeErrorFacts): boolean {
  return headers?.["idempotent-replayed"] === "true";
}

function declined(error: StripeErrorFacts, requestId: string | null): StripeAnswer {
  return {
    kind: "declined",
    failure: {
      code: error.code ?? "card_declined",
      declineCode: error.decline_code || null,
      message: error.message,
      chargeId: error.charge ?? null,
    },
    intent: error.payment_intent ? readIntent(error.payment_intent) : null,
    replayed: isReplayed(error),
    requestId,
  };
}

function refused(error: StripeErrorFacts, status: number, requestId: string | null): StripeAnswer {
  return {
    kind: "refused",
    reason: reasonOf(error, status),
    code: error.code ?? error.rawType ?? "invalid_request_error",
    param: error.param ?? null,
    message: error.message,
    requestId,
  };
}

function reasonOf(
  error: StripeErrorFacts,
  status: number,
): Extract<StripeAnswer, { kind: "refused" }>["reason"] {
  const code = error.code ?? "";
  if (error.param === "payment_method" || METHOD_CODES.has(code)) return "payment_method";
  if (status === 404) return "missing";
  if (error.param === "amount" || error.param === "currency" || AMOUNT_CODES.has(code)) {
    return "amount";
  }
  return METHOD_SENTENCES.test(error.message) ? "payment_method" : "other";
}

/** A detached method, or somebody else's, is told without a `code` of its own, only in the sentence. */
const METHOD_SENTENCES =
  /^(The|This) (provided )?PaymentMethod\b|^No such PaymentMethod|^The (`payment_method` parameter|payment method) supplied\b/i;

const METHOD_CODES: ReadonlySet<string> = new Set([
  "payment_intent_incompatible_payment_method",
  "payment_method_unactivated",
  "payment_method_currency_mismatch",
  "payment_method_unexpected_state",
  "payment_method_not_available",
]);

const AMOUNT_CODES: ReadonlySet<string> = new Set(["amount_too_small", "amount_too_large"]);
