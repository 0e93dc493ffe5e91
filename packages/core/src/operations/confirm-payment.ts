import { claimConfirm, paymentCanceled } from "../confirm/claim-confirm.ts";
import { refusalFor } from "../confirm/refuse-confirm.ts";
import { type ConfirmWish, sendConfirm } from "../confirm/send-confirm.ts";
import { decideConfirm } from "../decide/attempts/decide-confirm.ts";
import { attemptsOf } from "../decide/attempts/step-attempts.ts";
import { noteActivity } from "../decide/due.ts";
import { planFacts } from "../decide/facts.ts";
import { nextStepOf } from "../decide/next-step.ts";
import { type Caller, type Engine, stripeDeadline } from "../engine.ts";
import { isPaymentsError, PaymentsError } from "../errors.ts";
import { bringUpToDate } from "../intents/bring-up-to-date.ts";
import { cancelAtStripe } from "../intents/cancel-intent.ts";
import { fetchIntent, type Known } from "../intents/fetch-intent.ts";
import { factsFor } from "../intents/stripe-parameters.ts";
import { findBySecret } from "../orders/find-by-secret.ts";
import { requireKey, scopeKeyOf } from "../orders/idempotency.ts";
import { askForOrder, purchaseOf } from "../orders/load-purchase.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { CancelReason, JsonObject, Payment, StepAttempt } from "../records/payment.ts";
import { UNCONFIRMED } from "../records/statuses.ts";
import { canonicalJson } from "../values/canonical-json.ts";
import { parseConfirmRequest } from "../wire/contract.ts";
import { inProgress } from "../wire/in-progress.ts";
import { type Answer, type ConfirmResponse, confirmView } from "../wire/payment-view.ts";
import { requestOrThrow } from "../wire/refuse-request.ts";
import { declineOf, replayedRefusalOf } from "../wire/stripe-failure.ts";

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
  const request = requestOrThrow(parseConfirmRequest(input));
  requireKey(engine, caller);
  const payment = await findBySecret(engine, caller, request);
  const order = await askForOrder(caller, payment.orderRequest, "confirm");
  const scopeKey = await scopeKeyOf(engine, caller, "confirm");
  const claim =
    scopeKey === null
      ? null
      : await claimConfirm(engine, scopeKey, payment, request.paymentMethodId);
  const wish: ConfirmWish = {
    order,
    askAgain: (current) => askForOrder(caller, current.orderRequest, "confirm"),
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
  let payment = await noteCustomer(engine, found);
  let spoiled: PaymentsError | null = null;
  let sentAttempt: StepAttempt | null = null;
  let changedTo: string | null = null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    refuseTold(wish, payment);
    if (payment.status === "succeeded") return confirmView(payment, null);
    const known = await fetchIntent(engine, payment, wish.deadlineAt);
    payment = known.payment;
    refuseTold(wish, payment);
    if (!UNCONFIRMED.has(payment.status)) return confirmView(payment, known.intent);

    const step = decideConfirm(payment, known.intent, {
      method: wish.method,
      clientKeyHash: wish.clientKeyHash,
      keyIsKnown: wish.keyIsKnown,
      sent: sentAttempt,
      now: engine.clock.now(),
      stripeDeadlineMs: engine.settings.stripeDeadlineMs,
    });
    const isSent = step.do === "resend" || step.do === "start";
    const agreed = await agree(engine, wish, known, isSent);
    if ("reason" in agreed) {
      payment = await cancelAtStripe(engine, payment, agreed.reason, wish.deadlineAt);
      if (payment.status === "canceled" && agreed.refusal !== null) throw agreed.refusal;
      continue;
    }
    if (step.do === "resend" || step.do === "start") {
      // Stripe's 500 may have been executed and is now settled by the fetch: it has not moved the intent.
      if (spoiled !== null) throw spoiled;
      const facts = canonicalJson(agreed.facts);
      // Stripe may show in its own words what it was told in this very request.
      if (!agreed.isCarried && facts !== changedTo) {
        payment = await changeFacts(engine, wish, known, agreed.facts);
        changedTo = facts;
        continue;
      }
      const sent = await sendConfirm(engine, wish, known, step);
      if (sent.answer !== null) return sent.answer;
      spoiled = sent.spoiled;
      sentAttempt = sent.attempt;
      payment = sent.payment;
      continue;
    }
    if (step.do === "fence") {
      payment = await cancelAtStripe(engine, payment, "replaced", wish.deadlineAt);
      continue;
    }
    if (step.do === "answer") return confirmView(payment, known.intent);
    const refusal = await refusalFor(engine, wish, known, step);
    if (isPaymentsError(refusal)) throw refusal;
    payment = refusal;
  }
  throw inProgress("The payment keeps changing at Stripe; ask again shortly.", {
    details: { payment_id: payment.id },
  });
}

/** What the order says of an intent: what it must carry, or why it is canceled instead of being confirmed. */
type Agreed =
  | { readonly facts: JsonObject; readonly isCarried: boolean }
  | { readonly reason: CancelReason; readonly refusal: PaymentsError | null };

/**
 * Holds the order against the intent. What does not fit is asked again, and so is what is about to be sent: the order may
 * have changed while we waited for Stripe.
 */
async function agree(
  engine: Engine,
  wish: ConfirmWish,
  known: Known,
  isSent: boolean,
): Promise<Agreed> {
  const { payment } = known;
  // A cancel that somebody began is finished, not raced.
  if (payment.cancelReason !== null) return { reason: payment.cancelReason, refusal: null };
  const first = compareWithOrder(engine, known, wish.order);
  if (!isSent && "facts" in first && first.isCarried) return first;
  return compareWithOrder(engine, known, await wish.askAgain(payment));
}

function compareWithOrder(
  engine: Engine,
  { payment, intent }: Known,
  order: ConfirmWish["order"],
): Agreed {
  const purchase = purchaseOf(payment, order);
  if (isPaymentsError(purchase)) {
    const reason = purchase.code === "order_not_payable" ? "not_payable" : "replaced";
    return { reason, refusal: purchase };
  }
  const facts = factsFor(engine, purchase, payment);
  const { kind } = planFacts(payment, intent, facts);
  return kind === "replace"
    ? { reason: "replaced", refusal: null }
    : { facts, isCarried: kind === "carried" };
}

/** Has the intent carry what the order says; canceled where Stripe does not let it be changed. */
async function changeFacts(
  engine: Engine,
  { deadlineAt }: ConfirmWish,
  known: Known,
  facts: JsonObject,
): Promise<Payment> {
  const wanted = { facts, method: null, naming: null, deadlineAt };
  const current = await bringUpToDate(engine, known, wanted);
  return current === null
    ? cancelAtStripe(engine, known.payment, "replaced", deadlineAt)
    : current.payment;
}

/** Whoever confirms gives a sign of life, whatever he is told. */
function noteCustomer(engine: Engine, payment: Payment): Promise<Payment> {
  return compareAndSet(engine, payment, (each) =>
    UNCONFIRMED.has(each.status) ? noteActivity(each, engine.clock.now()) : each,
  );
}

/** What the client has to be told before anything else is decided; another request may have written it meanwhile. */
function refuseTold(wish: ConfirmWish, payment: Payment): void {
  refuseReplayed(wish, payment);
  refuseFinal(payment);
}

/**
 * A definite "no" is answered again for the same key: same code, current status, no new attempt. Not while another attempt
 * of this key may still execute.
 */
function refuseReplayed(wish: ConfirmWish, payment: Payment): void {
  const attempts = attemptsOf(payment, wish.clientKeyHash);
  if (attempts.some(({ outcome }) => outcome === null)) return;
  for (const { outcome } of attempts) {
    if (outcome?.kind === "declined") {
      throw declineOf(payment, outcome.failure, { requestId: null, replayed: true });
    }
    if (outcome?.kind === "refused" && outcome.reason === "payment_method") {
      throw replayedRefusalOf(payment, outcome);
    }
  }
}

function refuseFinal(payment: Payment): void {
  if (payment.status === "canceled") throw paymentCanceled(payment);
  if (payment.status === "review") {
    throw new PaymentsError("payment_in_review", "The payment is being looked at by the shop.", {
      details: {
        payment_id: payment.id,
        status: payment.status,
        next_step: nextStepOf(payment, "confirm"),
      },
    });
  }
}
