import { isAsAgreed } from "../decide/is-as-agreed.ts";
import { nextStepOf } from "../decide/next-step.ts";
import { RESEND_WITHIN_MS } from "../decide/step-attempts.ts";
import type { Caller, Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { type CancelReason, FINAL, type Payment, UNCONFIRMED } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { ProcessRequest } from "../wire/contract.ts";
import { cancelAtStripe, closeRow } from "./cancel-intent.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { createIntent } from "./create-intent.ts";
import { fetchIntent, type Known } from "./fetch-intent.ts";
import type { Claim } from "./idempotency.ts";
import type { Purchase } from "./load-purchase.ts";
import { nameMethod } from "./name-method.ts";
import { reservePayment } from "./reserve-payment.ts";

/** How often the payment may change under one request before the client is asked to come again. */
const MOST_ROUNDS = 12;

/** One process request, once it is known who asks for what. */
export interface ProcessWish {
  readonly purchase: Purchase;
  readonly request: ProcessRequest;
  readonly caller: Caller;
  readonly clientKeyHash: string | null;
  /** SHA-256 of the client's key and its method; null without either. */
  readonly naming: string | null;
  /** The client's key as it was claimed; null without one. */
  readonly claim: Claim | null;
  readonly deadlineAt: Date;
}

/** Drives the order's payment, round by round, until there is one whose intent can be answered. */
export async function drivePayment(
  engine: Engine,
  wish: ProcessWish,
  firstId: string,
): Promise<Known> {
  let draftId = wish.claim?.record.paymentId ?? firstId;
  let pointer = draftId;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const payment = await hold(engine, wish, draftId);
    if (payment === null) throw notPayable();
    if (payment.status === "canceled") {
      // Only a draft id that was used before leads here: the next payment needs its own.
      draftId = engine.ids.paymentId();
      continue;
    }
    pointer = await pointKey(engine, wish, payment, pointer);
    const known = await advance(engine, wish, payment);
    if (known !== null) return known;
    draftId = engine.ids.paymentId();
  }
  throw new PaymentsError(
    "payment_in_progress",
    "The order's payment keeps changing; ask again shortly.",
  );
}

function hold(engine: Engine, wish: ProcessWish, id: string): Promise<Payment | null> {
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

/**
 * Lets the client's key lead to the payment that this request works on, before anything can go wrong with it: the same
 * request is told this payment's truth later. What had gone through before this key came is not its own.
 *
 * @param pointer The payment the key leads to so far.
 * @returns The payment it leads to now.
 */
async function pointKey(
  engine: Engine,
  { claim }: ProcessWish,
  payment: Payment,
  pointer: string,
): Promise<string> {
  if (claim === null || pointer === payment.id) return pointer;
  if (MONEY_HAS_MOVED.has(payment.status) || payment.status === "review") return pointer;
  await engine.idempotency.repoint(claim.record.scopeKey, pointer, payment.id);
  return payment.id;
}

/** One round. @returns null when another is needed: mostly the payment was canceled and the order needs its next one. */
async function advance(engine: Engine, wish: ProcessWish, payment: Payment): Promise<Known | null> {
  if (payment.status === "creating") return create(engine, wish, payment);
  if (FINAL.has(payment.status)) return settled(engine, wish, payment);
  const known = await fetchIntent(engine, payment, wish.deadlineAt);
  if (known.payment.status === "canceled") return null;
  if (!UNCONFIRMED.has(known.payment.status)) return settled(engine, wish, known.payment);
  const reason = reasonToCancel(wish, known.payment, known.intent);
  if (reason !== null) {
    const after = await cancelAtStripe(engine, known.payment, reason, wish.deadlineAt);
    // Still unconfirmed: it was moving when the cancel came, which is repeated in the next round.
    if (after.status === "canceled" || UNCONFIRMED.has(after.status)) return null;
    return settled(engine, wish, after);
  }
  return ownAndName(engine, wish, known);
}

async function create(engine: Engine, wish: ProcessWish, payment: Payment): Promise<Known | null> {
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
async function settled(engine: Engine, wish: ProcessWish, payment: Payment): Promise<Known> {
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
  const moved = MONEY_HAS_MOVED.has(payment.status);
  const own = wish.claim?.known === true && wish.claim.record.paymentId === payment.id;
  // A status that Stripe may add one day can neither be canceled nor stand for an order that has changed.
  const outdated = !moved && reasonToCancel(wish, payment) !== null;
  if (own || !(moved || outdated)) return fetchIntent(engine, payment, wish.deadlineAt);
  if (payment.status === "processing" || outdated) {
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

/** Why the payment must give way to the order's next one; null when it need not. */
function reasonToCancel(
  wish: ProcessWish,
  payment: Payment,
  intent?: PaymentIntentSnapshot,
): CancelReason | null {
  const { purchase } = wish;
  if (!purchase.payable) return "not_payable";
  // A cancel that somebody began is finished: nothing of it may be confirmed any more.
  if (payment.cancelReason !== null) return payment.cancelReason;
  const same = payment.amount === purchase.amount && payment.currency === purchase.currency;
  const agreed = intent === undefined || isAsAgreed(payment, intent);
  return same && agreed ? null : "replaced";
}

/** Who asks for the order owns its payment from now on: a guest who logged in, for one. And brings the card. */
async function ownAndName(engine: Engine, wish: ProcessWish, known: Known): Promise<Known> {
  const { principal } = wish.caller;
  const payment = await compareAndSet(engine, known.payment, (each) =>
    each.principal === principal ? each : { ...each, principal },
  );
  const { naming, deadlineAt } = wish;
  const method = wish.request.paymentMethodId;
  return nameMethod(engine, { ...known, payment }, { method, naming, deadlineAt });
}

function notPayable(): PaymentsError {
  return new PaymentsError("order_not_payable", "The order cannot be paid now.");
}
