import { nextStepOf } from "./decide/next-step.ts";
import { RESEND_WITHIN_MS } from "./decide/step-attempts.ts";
import { type Caller, type Engine, stripeDeadline } from "./engine.ts";
import { isPaymentsError, PaymentsError } from "./errors.ts";
import { FINAL, type Payment, UNCONFIRMED } from "./payment.ts";
import { sha256 } from "./sha256.ts";
import { cancelAtStripe, closeRow } from "./steps/cancel-intent.ts";
import { compareAndSet } from "./steps/compare-and-set.ts";
import { createIntent } from "./steps/create-intent.ts";
import { fetchIntent, type Known } from "./steps/fetch-intent.ts";
import {
  claimKey,
  fingerprintOf,
  refuseReusedKey,
  requireKey,
  scopeKeyOf,
} from "./steps/idempotency.ts";
import { agreePurchase, askForOrder, type Purchase } from "./steps/load-purchase.ts";
import { nameMethod } from "./steps/name-method.ts";
import { reservePayment } from "./steps/reserve-payment.ts";
import { type ProcessRequest, parseProcessRequest } from "./wire/contract.ts";
import { type Answer, type ProcessResponse, processView } from "./wire/payment-view.ts";
import { refuseCardNumber, requestOrThrow } from "./wire/refuse-request.ts";

/** How often the payment may change under one request before the client is asked to come again. */
const MOST_ROUNDS = 12;

/** One process request, once it is known who asks for what. */
interface Wish {
  readonly purchase: Purchase;
  readonly request: ProcessRequest;
  readonly caller: Caller;
  readonly clientKeyHash: string | null;
  /** SHA-256 of the client's key and its method; null without either. */
  readonly naming: string | null;
  /** The payment this client's key already led to; null when the key is new or absent. */
  readonly knownPaymentId: string | null;
  readonly deadlineAt: Date;
}

/**
 * Order and attempt → PaymentIntent: created, never confirmed here; again for the same order, the live one.
 *
 * @param input The request's JSON, nothing in it trusted.
 * @throws PaymentsError as docs/openapi.json lists for process.
 */
export async function processPayment(
  engine: Engine,
  caller: Caller,
  input: unknown,
): Promise<Answer<ProcessResponse>> {
  refuseCardNumber(input);
  const request = requestOrThrow(parseProcessRequest(input, engine.settings.amountUnit));
  requireKey(engine, caller);
  const order = await askForOrder(caller, request.body, "process");
  const scopeKey = await scopeKeyOf(engine, caller, "process");
  const fingerprint = await fingerprintOf({
    body: {
      ...request.body,
      currency: request.currency,
      // Where the key is the purchase another card is no other purchase.
      ...(order === "client-amount" ? { payment_method_id: null } : {}),
    },
    // The same words may mean another order by now (a cart that the application keeps).
    order: order === "client-amount" ? null : String(order.id),
  });
  const purchase = await agreeOrRefuseKey(engine, scopeKey, fingerprint, () =>
    agreePurchase(engine, order, request, { sent: caller.idempotencyKey, scopeKey }),
  );
  const firstId = engine.ids.paymentId();
  const claim = scopeKey === null ? null : await claimKey(engine, scopeKey, fingerprint, firstId);
  const wish: Wish = {
    purchase,
    request,
    caller,
    clientKeyHash: scopeKey,
    naming: await namingOf(scopeKey, request.paymentMethodId),
    knownPaymentId: claim?.known ? claim.record.paymentId : null,
    deadlineAt: stripeDeadline(engine),
  };
  const { payment, intent } = await settle(engine, wish, claim?.record.paymentId ?? firstId);
  if (claim !== null && claim.record.paymentId !== payment.id) {
    await engine.idempotency.repoint(claim.record.scopeKey, claim.record.paymentId, payment.id);
  }
  return { body: processView(engine, payment, intent), replayed: claim?.known ?? false };
}

async function namingOf(scopeKey: string | null, method: string | null): Promise<string | null> {
  return scopeKey === null || method === null ? null : sha256(`${scopeKey}:${method}`);
}

/** Drives the order's payment, round by round, until there is one whose intent can be answered. */
async function settle(engine: Engine, wish: Wish, firstId: string): Promise<Known> {
  let draftId = firstId;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const payment = await hold(engine, wish, draftId);
    if (payment === null) throw notPayable();
    if (payment.status === "canceled") {
      // Only a draft id that was used before leads here: the next payment needs its own.
      draftId = engine.ids.paymentId();
      continue;
    }
    const known = await advance(engine, wish, payment);
    if (known !== null) return known;
    draftId = engine.ids.paymentId();
  }
  throw new PaymentsError(
    "payment_in_progress",
    "The order's payment keeps changing; ask again shortly.",
  );
}

function hold(engine: Engine, wish: Wish, id: string): Promise<Payment | null> {
  const { purchase, caller, request, clientKeyHash, naming } = wish;
  if (!purchase.payable) {
    const { account, livemode } = engine.gateway;
    const orderRef = purchase.orderRef ?? "";
    return engine.store.payments.findLive({ tenant: caller.tenant, account, livemode, orderRef });
  }
  const { payment_method_id: _, ...orderRequest } = request.body;
  const method = request.paymentMethodId;
  const draft = { id, purchase, orderRequest, method, clientKeyHash, naming };
  return reservePayment(engine, caller, draft);
}

/** One round. @returns null when another is needed: mostly the payment was canceled and the order needs its next one. */
async function advance(engine: Engine, wish: Wish, payment: Payment): Promise<Known | null> {
  if (payment.status === "creating") return create(engine, wish, payment);
  if (FINAL.has(payment.status)) return settled(engine, wish, payment);
  const known = await fetchIntent(engine, payment, wish.deadlineAt);
  if (known.payment.status === "canceled") return null;
  if (!UNCONFIRMED.has(known.payment.status)) return settled(engine, wish, known.payment);
  const reason = reasonToCancel(wish, known.payment);
  if (reason !== null) {
    const after = await cancelAtStripe(engine, known.payment, reason, wish.deadlineAt);
    // Still unconfirmed: it was moving when the cancel came, which is repeated in the next round.
    if (after.status === "canceled" || UNCONFIRMED.has(after.status)) return null;
    return settled(engine, wish, after);
  }
  return ownAndName(engine, wish, known);
}

async function create(engine: Engine, wish: Wish, payment: Payment): Promise<Known | null> {
  const age = engine.clock.now().getTime() - payment.createdAt.getTime();
  const reason = reasonToCancel(wish, payment) ?? (age > RESEND_WITHIN_MS ? "replaced" : null);
  if (reason !== null) {
    const closed = await closeRow(engine, payment, reason);
    return closed.status === "canceled" ? null : advance(engine, wish, closed);
  }
  const created = await createIntent(engine, payment, wish.deadlineAt);
  // Closed by others, or an intent that was canceled at Stripe before its id was stored.
  if (created.payment.status === "canceled") return null;
  if (created.intent === null) return advance(engine, wish, created.payment);
  // A sibling may have reserved it for another card or another user: the next round sees to that.
  return UNCONFIRMED.has(created.payment.status)
    ? ownAndName(engine, wish, created)
    : settled(engine, wish, created.payment);
}

/** The order's money has moved, or a person must decide. The same client's key is told the truth. */
async function settled(engine: Engine, wish: Wish, payment: Payment): Promise<Known> {
  const details = {
    payment_id: payment.id,
    status: payment.status,
    next_step: nextStepOf(payment, engine.settings.confirmationMethod),
  };
  if (payment.status === "review") {
    throw new PaymentsError("payment_in_review", "The payment is being looked at by the shop.", {
      details,
    });
  }
  const told = wish.knownPaymentId === payment.id || !MONEY_HAS_MOVED.has(payment.status);
  if (told) return fetchIntent(engine, payment, wish.deadlineAt);
  if (payment.status === "processing") {
    throw new PaymentsError("payment_in_progress", "The order's payment is being processed.", {
      details,
    });
  }
  throw new PaymentsError("order_already_paid", "The order has been paid.", { details });
}

const MONEY_HAS_MOVED: ReadonlySet<string> = new Set([
  "processing",
  "requires_capture",
  "succeeded",
]);

function reasonToCancel(wish: Wish, payment: Payment) {
  const { purchase } = wish;
  if (!purchase.payable) return "not_payable";
  // A cancel that somebody began is finished: nothing of it may be confirmed any more.
  if (payment.cancelReason !== null) return payment.cancelReason;
  const same = payment.amount === purchase.amount && payment.currency === purchase.currency;
  return same ? null : "replaced";
}

/** Who asks for the order owns its payment from now on: a guest who logged in, for one. And brings the card. */
async function ownAndName(engine: Engine, wish: Wish, known: Known): Promise<Known> {
  const { principal } = wish.caller;
  const payment = await compareAndSet(engine, known.payment, (each) =>
    each.principal === principal ? each : { ...each, principal },
  );
  const { naming, deadlineAt } = wish;
  const method = wish.request.paymentMethodId;
  return nameMethod(engine, { ...known, payment }, { method, naming, deadlineAt });
}

/** A key that belongs to another request is refused before anything is said about this one. */
async function agreeOrRefuseKey(
  engine: Engine,
  scopeKey: string | null,
  fingerprint: string,
  agree: () => Purchase,
): Promise<Purchase> {
  try {
    return agree();
  } catch (error) {
    if (isPaymentsError(error)) await refuseReusedKey(engine, scopeKey, fingerprint);
    throw error;
  }
}

function notPayable(): PaymentsError {
  return new PaymentsError("order_not_payable", "The order cannot be paid now.");
}
