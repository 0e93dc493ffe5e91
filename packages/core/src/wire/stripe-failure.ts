import { nextStepOf } from "../decide/next-step.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError, type PaymentsErrorDetails } from "../errors.ts";
import type { NoIntent, StripeAnswer } from "../ports/stripe-gateway.ts";
import type { Payment, PaymentFailure } from "../records/payment.ts";

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
        `${sentence(answer.message)} Check the secret key and its permissions (PaymentIntents: write; events, charges, refunds and disputes: read).`,
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
  noteRefusal(engine, answer, details);
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
      return new PaymentsError(
        "stripe_misconfigured",
        "The payment service is not set up correctly.",
        { details, cause },
      );
    default:
      // Nobody but the log and an operator hears this one: the answer to a payer has an error_id in its place.
      return new PaymentsError("internal_error", wordsOn(answer), { details, cause });
  }
}

/** What Stripe refuses is seldom the payer's fault, and the client's answer does not say why. */
function noteRefusal(
  { logger }: Engine,
  answer: Extract<StripeAnswer, { kind: "refused" }>,
  { payment_id }: PaymentsErrorDetails,
): void {
  const { reason, code, param, requestId } = answer;
  if (reason === "other") return; // an internal_error, which is logged where it is answered
  const fields = { payment_id, stripe_code: code, param, request_id: requestId };
  if (reason === "missing") {
    logger.error({ event: "stripe_misconfigured", ...fields }, wordsOn(answer));
  } else logger.warn({ event: "stripe_refused", ...fields }, wordsOn(answer));
}

/** Stripe's own words, and what they most often mean. */
function wordsOn(answer: Extract<StripeAnswer, { kind: "refused" }>): string {
  return `${sentence(answer.message)} ${adviceOn(answer)}`;
}

function adviceOn({ reason, message, param }: Extract<StripeAnswer, { kind: "refused" }>): string {
  switch (reason) {
    case "payment_method":
      return /no such/i.test(message)
        ? "If it happens to every payer, the app's publishable key and this server's secret key are of two accounts or two modes: take both from one page of Stripe's Dashboard."
        : "The payer needs another payment method, or the same one made anew.";
    case "amount":
      return "Check what loadOrder gives, and what Stripe charges in this currency on this account.";
    case "missing":
      return "Stripe does not know a stored PaymentIntent: check that the key belongs to the account that made it. If it does, its data were deleted there: payments.cancel of its order closes the payment, or payments.resolve one that is in review.";
    default:
      return `Stripe refused the request${param === null ? "" : ` for its parameter ${param}`}: check what loadOrder and paymentIntentParams give.`;
  }
}

/** Stripe ends most of its sentences, and not all. */
function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
