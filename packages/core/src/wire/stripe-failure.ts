import { nextStepOf } from "../decide/next-step.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError, type PaymentsErrorDetails } from "../errors.ts";
import type { Payment, PaymentFailure } from "../payment.ts";
import type { NoIntent, StripeAnswer } from "../ports/stripe-gateway.ts";

/**
 * What the client is told when Stripe gave no PaymentIntent. "Failed" only when that is definite.
 *
 * @param payment Whom it is about; null when about none.
 */
export function failureOf(
  engine: Engine,
  payment: Payment | null,
  answer: NoIntent,
): PaymentsError {
  const about = payment === null ? {} : { payment_id: payment.id };
  const details: PaymentsErrorDetails = {
    ...about,
    ...("requestId" in answer && answer.requestId !== null ? { request_id: answer.requestId } : {}),
    ...("code" in answer ? { stripe_code: answer.code } : {}),
  };
  switch (answer.kind) {
    case "refused":
      return refusalOf(engine, answer, details);
    case "in_use":
      return new PaymentsError(
        "payment_in_progress",
        "The same step is running at Stripe for another request; ask again shortly.",
        { details },
      );
    case "rate_limited":
      return new PaymentsError(
        "stripe_rate_limited",
        "Stripe is limiting requests and nothing was executed; repeat the request later.",
        { details },
      );
    case "misconfigured":
      engine.logger.error(
        { event: "stripe_misconfigured", ...about, request_id: answer.requestId },
        `${answer.message} Check the secret key and its permissions (PaymentIntents: write; events, charges, refunds and disputes: read).`,
      );
      return new PaymentsError(
        "stripe_misconfigured",
        "The payment service is not set up correctly.",
        {
          details,
        },
      );
    default:
      engine.logger.warn(
        {
          event: "stripe_outcome_unknown",
          answer: answer.kind,
          ...details,
        },
        "message" in answer ? answer.message : "Stripe's answer says nothing about the outcome.",
      );
      return new PaymentsError(
        "payment_outcome_unknown",
        "Stripe has not answered; repeat the same request to learn the outcome.",
        { details },
      );
  }
}

/** The refusal of a payment method, answered again for the same key. */
export function replayedRefusalOf(
  payment: Payment,
  { code }: { readonly code: string },
): PaymentsError {
  const details = { payment_id: payment.id, stripe_code: code };
  return new PaymentsError("payment_method_invalid", METHOD_REFUSED, { details, replayed: true });
}

const METHOD_REFUSED = "Stripe cannot use this payment method here; create a new one.";

/** A decline as the payer may hear it: why a card was lost, stolen or suspected is not told. */
export function declineOf(
  payment: Payment,
  failure: PaymentFailure,
  told: { requestId: string | null; replayed: boolean },
): PaymentsError {
  const details: PaymentsErrorDetails = {
    payment_id: payment.id,
    status: payment.status,
    next_step: nextStepOf(payment, "confirm"),
    ...(told.requestId === null ? {} : { request_id: told.requestId }),
  };
  const options = { replayed: told.replayed };
  if (AUTHENTICATION_CODES.has(failure.code)) {
    return new PaymentsError(
      "authentication_failed",
      "The card could not be authenticated; try again or use another card.",
      { ...options, details: { ...details, stripe_code: failure.code } },
    );
  }
  const secret = failure.declineCode !== null && SECRET_REASONS.has(failure.declineCode);
  const shown = secret
    ? { code: "card_declined", declineCode: "generic_decline", message: "Your card was declined." }
    : failure;
  return new PaymentsError("card_declined", shown.message, {
    ...options,
    details: {
      ...details,
      stripe_code: shown.code,
      ...(shown.declineCode === null ? {} : { decline_code: shown.declineCode }),
      advice: adviceFor(shown.declineCode ?? shown.code),
    },
  });
}

const AUTHENTICATION_CODES: ReadonlySet<string> = new Set([
  "payment_intent_authentication_failure",
  "authentication_failure",
]);

const SECRET_REASONS: ReadonlySet<string> = new Set([
  "lost_card",
  "stolen_card",
  "fraudulent",
  "merchant_blacklist",
  "pickup_card",
  "restricted_card",
  "security_violation",
]);

function adviceFor(code: string): string {
  if (code === "processing_error" || code === "try_again_later") return "Try again in a moment.";
  if (code.startsWith("incorrect_") || code.startsWith("invalid_"))
    return "Check the card details.";
  return "Use another card or ask the bank that issued it.";
}

function refusalOf(
  engine: Engine,
  answer: Extract<StripeAnswer, { kind: "refused" }>,
  details: PaymentsErrorDetails,
): PaymentsError {
  const cause = new Error(answer.message);
  switch (answer.reason) {
    case "payment_method":
      return new PaymentsError("payment_method_invalid", METHOD_REFUSED, { details, cause });
    case "amount":
      return new PaymentsError(
        "amount_not_chargeable",
        "Stripe does not charge this amount in this currency.",
        { details, cause },
      );
    case "missing":
      engine.logger.error(
        {
          event: "stripe_misconfigured",
          payment_id: details.payment_id,
          request_id: answer.requestId,
        },
        "Stripe does not know a stored PaymentIntent: check that the key belongs to the account that made it.",
      );
      return new PaymentsError(
        "stripe_misconfigured",
        "The payment service is not set up correctly.",
        {
          details,
          cause,
        },
      );
    default:
      return new PaymentsError("internal_error", "Stripe refused the request; see the log.", {
        details,
        cause,
      });
  }
}
