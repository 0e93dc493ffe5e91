import { type ConfirmStep, decideConfirm } from "./decide/decide-confirm.ts";
import { isAsAgreed } from "./decide/is-as-agreed.ts";
import { nextStepOf } from "./decide/next-step.ts";
import { type Caller, type Engine, stripeDeadline } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import { type Payment, UNCONFIRMED } from "./payment.ts";
import { cancelAtStripe } from "./steps/cancel-intent.ts";
import { fetchIntent, type Known } from "./steps/fetch-intent.ts";
import { findBySecret } from "./steps/find-by-secret.ts";
import { claimKey, fingerprintOf, requireKey, scopeKeyOf } from "./steps/idempotency.ts";
import { askForOrder, assertStillOrdered } from "./steps/load-purchase.ts";
import { type ConfirmWish, sendConfirm } from "./steps/send-confirm.ts";
import { parseConfirmRequest } from "./wire/contract.ts";
import { type Answer, type ConfirmResponse, confirmView } from "./wire/payment-view.ts";
import { refuseCardNumber, requestOrThrow } from "./wire/refuse-request.ts";
import { declineOf } from "./wire/stripe-failure.ts";

/** How often Stripe's truth may move under one request before the client is asked to come again. */
const MOST_ROUNDS = 6;

/**
 * Stored PaymentIntent → confirmed, or the truth about it.
 *
 * @param input The request's JSON, nothing in it trusted.
 * @throws PaymentsError as docs/openapi.json lists for confirm.
 */
export async function confirmPayment(
  engine: Engine,
  caller: Caller,
  input: unknown,
): Promise<Answer<ConfirmResponse>> {
  refuseCardNumber(input);
  const request = requestOrThrow(parseConfirmRequest(input));
  requireKey(engine, caller);
  const payment = await findBySecret(engine, caller, request);
  const order = await askForOrder(caller, payment.orderRequest, "confirm");
  const scopeKey = await scopeKeyOf(engine, caller, "confirm");
  const fingerprint = await fingerprintOf({
    secret: payment.clientSecretHash,
    payment_method_id: request.paymentMethodId,
  });
  const claim =
    scopeKey === null ? null : await claimKey(engine, scopeKey, fingerprint, payment.id);
  const wish: ConfirmWish = {
    order,
    method: request.paymentMethodId,
    clientKeyHash: scopeKey,
    keyIsKnown: claim?.known ?? false,
    deadlineAt: stripeDeadline(engine),
  };
  const body = await confirm(engine, wish, payment);
  return { body, replayed: wish.keyIsKnown };
}

async function confirm(
  engine: Engine,
  wish: ConfirmWish,
  found: Payment,
): Promise<ConfirmResponse> {
  let payment = found;
  let spoiled: PaymentsError | null = null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    refuseTold(engine, wish, payment);
    if (payment.status === "succeeded") return confirmView(engine, payment, null);
    const known = await fetchIntent(engine, payment, wish.deadlineAt);
    payment = known.payment;
    refuseTold(engine, wish, payment);
    // A cancel that somebody began is finished, not raced; and nobody is charged what was not agreed.
    const reason = payment.cancelReason ?? (isAsAgreed(payment, known.intent) ? null : "replaced");
    if (UNCONFIRMED.has(payment.status) && reason !== null) {
      payment = await cancelAtStripe(engine, payment, reason, wish.deadlineAt);
      continue;
    }
    const step = decideConfirm(payment, known.intent, wish.method, {
      now: engine.clock.now(),
      stripeDeadlineMs: engine.settings.stripeDeadlineMs,
      clientKeyHash: wish.clientKeyHash,
    });
    if (step.do === "answer") return confirmView(engine, payment, known.intent);
    if (step.do === "help" || step.do === "start") {
      // Stripe's 500 may have been executed and is now settled by the fetch: it has not moved the intent.
      if (spoiled !== null) throw spoiled;
      assertStillOrdered(payment, wish.order);
      const sent = await sendConfirm(engine, wish, known, step);
      if (sent.answer !== null) return sent.answer;
      spoiled = sent.spoiled;
      payment = sent.payment;
      continue;
    }
    throw refusalFor(engine, known, step);
  }
  throw new PaymentsError(
    "payment_in_progress",
    "The payment keeps changing at Stripe; ask again shortly.",
    { details: { payment_id: payment.id } },
  );
}

/** What the client has to be told before anything else is decided; another request may have written it meanwhile. */
function refuseTold(engine: Engine, wish: ConfirmWish, payment: Payment): void {
  refuseReplayedDecline(engine, wish, payment);
  refuseFinal(engine, payment);
}

/** A definite decline is answered again for the same key: same code, current status, no new attempt. */
function refuseReplayedDecline(engine: Engine, wish: ConfirmWish, payment: Payment): void {
  if (wish.clientKeyHash === null) return;
  for (const attempt of payment.steps) {
    if (attempt.outcome?.kind !== "declined") continue;
    if (!attempt.clientKeyHashes.includes(wish.clientKeyHash)) continue;
    throw declineOf(engine, payment, attempt.outcome.failure, { requestId: null, replayed: true });
  }
}

function refuseFinal(engine: Engine, payment: Payment): void {
  const details = {
    payment_id: payment.id,
    status: payment.status,
    next_step: nextStepOf(payment, engine.settings.confirmationMethod, "confirm"),
  };
  if (payment.status === "canceled") {
    throw new PaymentsError("payment_canceled", "The payment was canceled; call process again.", {
      details,
    });
  }
  if (payment.status === "review") {
    throw new PaymentsError("payment_in_review", "The payment is being looked at by the shop.", {
      details,
    });
  }
}

function refusalFor(
  engine: Engine,
  { payment, intent }: Known,
  step: Exclude<ConfirmStep, { do: "answer" | "help" | "start" }>,
): PaymentsError {
  if (step.do === "tell_failure" && intent.lastPaymentError !== null) {
    return declineOf(engine, payment, intent.lastPaymentError, {
      requestId: null,
      replayed: false,
    });
  }
  const details = { payment_id: payment.id, status: payment.status };
  if (step.do === "wait") {
    return new PaymentsError(
      "payment_in_progress",
      "The payment is being confirmed with another method; ask again shortly.",
      { details },
    );
  }
  return new PaymentsError(
    "payment_method_required",
    "There is no payment method to confirm with; send a payment_method_id.",
    { details: { ...details, next_step: "new_payment_method" } },
  );
}
