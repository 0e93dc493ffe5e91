import { ownerOf } from "../decide/is-ours.ts";
import { type Caller, type Engine, stripeDeadline } from "../engine.ts";
import { isPaymentsError, type PaymentsError } from "../errors.ts";
import { closeOutdated } from "../intents/close-outdated.ts";
import { drivePayment } from "../intents/drive-payment.ts";
import type { ProcessWish } from "../intents/process-round.ts";
import type { Order } from "../order.ts";
import { findShown } from "../orders/find-by-secret.ts";
import {
  claimKey,
  fingerprintOf,
  purchaseKeyOf,
  refuseReusedKey,
  requireKey,
  scopeKeyOf,
} from "../orders/idempotency.ts";
import {
  agreePurchase,
  askForOrder,
  orderNotFound,
  type Purchase,
  requireOrder,
  SHORTEST_PURCHASE_KEY,
} from "../orders/load-purchase.ts";
import { asksForItsOrder } from "../orders/order-request.ts";
import type { Payment } from "../records/payment.ts";
import { sha256 } from "../values/sha256.ts";
import { type ProcessRequest, parseProcessRequest } from "../wire/contract.ts";
import { type Answer, type ProcessResponse, processView } from "../wire/payment-view.ts";
import { requestOrThrow } from "../wire/refuse-request.ts";

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
  const request = requestOrThrow(parseProcessRequest(input, engine.settings.amountUnit));
  requireKey(engine, caller);
  const scopeKey = await scopeKeyOf(engine, caller, "process");
  const order = await askForOrder(caller, request.body, "process");
  if (order === null) throw await refuseGone(engine, caller, { request, scopeKey });
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
  const purchaseKey = await purchaseKeyOf(caller);
  const agree = (current: Order | "client-amount") =>
    agreePurchase(engine, current, request, { sent: caller.idempotencyKey, purchaseKey });
  const purchase = await agreeOrRefuse(engine, caller, order, {
    agree: () => agree(order),
    refuseReused: () => refuseReusedKey(engine, scopeKey, fingerprint),
  });
  const firstId = engine.ids.paymentId();
  const claim = scopeKey === null ? null : await claimKey(engine, scopeKey, fingerprint, firstId);
  const wish: ProcessWish = {
    purchase,
    askAgain: async () => agree(await requireOrder(caller, request.body)),
    request,
    caller,
    clientKeyHash: scopeKey,
    shownSecretHash: request.shownSecret === null ? null : await sha256(request.shownSecret),
    naming: await namingOf(scopeKey, request.paymentMethodId),
    claim,
    deadlineAt: stripeDeadline(engine),
  };
  const { payment, intent } = await drivePayment(engine, wish, firstId);
  return { body: processView(payment, intent), replayed: claim?.known ?? false };
}

async function namingOf(scopeKey: string | null, method: string | null): Promise<string | null> {
  return scopeKey === null || method === null ? null : sha256(`${scopeKey}:${method}`);
}

/**
 * A key that belongs to another request is refused before anything is said about this one. And nobody is told that the
 * order costs something else while a payment for the old price can still go through.
 */
async function agreeOrRefuse(
  engine: Engine,
  { tenant }: Caller,
  order: Order | "client-amount",
  { agree, refuseReused }: { agree: () => Purchase; refuseReused: () => Promise<void> },
): Promise<Purchase> {
  try {
    return agree();
  } catch (error) {
    if (!isPaymentsError(error)) throw error;
    await refuseReused();
    if (error.code !== "order_amount_mismatch" || order === "client-amount") throw error;
    const named = { ...ownerOf(engine.gateway), tenant, orderRef: String(order.id) };
    const live = await engine.store.payments.findLive(named);
    const isOutdated =
      live !== null &&
      (live.amount !== order.amount || live.currency !== order.currency.toLowerCase());
    if (!isOutdated) throw error;
    const deadlineAt = stripeDeadline(engine);
    throw await closeOutdated(engine, live, { refusal: error, deadlineAt });
  }
}

/**
 * The order is gone. The caller's payment for it is closed before he is told: a confirm of it may be on its way. A payment
 * of another order than he asks for is none of this request's business, whatever he shows.
 */
async function refuseGone(
  engine: Engine,
  caller: Caller,
  { request, scopeKey }: { request: ProcessRequest; scopeKey: string | null },
): Promise<PaymentsError> {
  const refusal = orderNotFound();
  const payment = await findCallers(engine, caller, { request, scopeKey });
  if (payment === null || !asksForItsOrder(payment, request)) return refusal;
  const order = await askForOrder(caller, payment.orderRequest, "process");
  if (order !== null) return refusal;
  return closeOutdated(engine, payment, { refusal, deadlineAt: stripeDeadline(engine) });
}

/** The payment whose secret the caller shows, or to which his key leads. */
async function findCallers(
  engine: Engine,
  caller: Caller,
  { request, scopeKey }: { request: ProcessRequest; scopeKey: string | null },
): Promise<Payment | null> {
  if (request.shownSecret !== null) return findShown(engine, caller, request.shownSecret);
  if (scopeKey === null || !provesOwnership(caller)) return null;
  const record = await engine.idempotency.find(scopeKey);
  return record === null ? null : engine.store.payments.findById(record.paymentId);
}

/**
 * Whether a key alone says whose the payment is. The order cannot say it any more: it may be gone for this caller only
 * (another's cart), and a guest's key is then all that tells him from a stranger who guesses.
 */
function provesOwnership({ principal, idempotencyKey }: Caller): boolean {
  return principal !== null || (idempotencyKey?.length ?? 0) >= SHORTEST_PURCHASE_KEY;
}
