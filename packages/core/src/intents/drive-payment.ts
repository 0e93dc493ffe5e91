import { RESEND_WITHIN_MS } from "../decide/attempts/step-attempts.ts";
import { type Claimant, isMine, isNobodysYet } from "../decide/attempts/whose.ts";
import { noteActivity } from "../decide/due.ts";
import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import type { Purchase } from "../orders/load-purchase.ts";
import { asksForItsOrder, orderRequestOf } from "../orders/order-request.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { CHANGEABLE, FINAL, MONEY_MOVED, UNCONFIRMED } from "../records/statuses.ts";
import { inProgress } from "../wire/in-progress.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import { cancelAtStripe, closeRow } from "./cancel-intent.ts";
import { createIntent } from "./create-intent.ts";
import { fetchIntent, type Known } from "./fetch-intent.ts";
import { givesWay, isStillSo } from "./give-way.ts";
import type { Again, GivesWay, ProcessWish, Round } from "./process-round.ts";
import { reservePayment } from "./reserve-payment.ts";
import { otherAccount, samenessOf } from "./same-account.ts";
import { factsFor } from "./stripe-parameters.ts";
import { tellSettled } from "./tell-settled.ts";

/** How often the payment may change under one request before the client is asked to come again. */
const MOST_ROUNDS = 12;

/** Drives the order's payment, round by round, until there is one whose intent can be answered. */
export async function drivePayment(
  engine: Engine,
  wish: ProcessWish,
  firstId: string,
): Promise<Known> {
  const { claim, caller, request } = wish;
  const reserved = new Set<string>();
  const claimant: Claimant = {
    principal: caller.principal,
    keyHash: wish.clientKeyHash,
    shownSecretHash: wish.shownSecretHash,
    method: request.paymentMethodId,
    reserved,
  };
  let draftId = claim?.record.paymentId ?? firstId;
  let pointer = draftId;
  const point = async (payment: Payment) => {
    pointer = await pointKey(engine, wish, payment, pointer);
  };
  let { purchase } = wish;
  let tookOver = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // Whoever waited for Stripe asks again: the order may have changed, and nothing outdated is reserved.
    if (round > 0) purchase = await wish.askAgain();
    const payment = await hold(engine, wish, { purchase, id: draftId, tookOver });
    if (payment === null) throw purchase.refusal ?? new Error("A reservation gave no payment.");
    if (payment.status === "canceled") {
      // Only a draft id that was used before leads here: the next payment needs its own.
      draftId = engine.ids.paymentId();
      continue;
    }
    if (payment.id === draftId) reserved.add(draftId);
    const came = await advance(engine, { wish, purchase, claimant, point }, payment);
    if (!("again" in came)) return came;
    tookOver ||= came.tookOver;
    draftId = engine.ids.paymentId();
  }
  throw inProgress("The order's payment keeps changing; ask again shortly.");
}

function hold(
  engine: Engine,
  wish: ProcessWish,
  { purchase, id, tookOver }: { purchase: Purchase; id: string; tookOver: boolean },
): Promise<Payment | null> {
  const { caller, request, clientKeyHash, naming } = wish;
  if (purchase.refusal !== null) {
    const orderRef = purchase.orderRef ?? "";
    const order = { ...ownerOf(engine.gateway), tenant: caller.tenant, orderRef };
    return engine.store.payments.findLive(order);
  }
  const orderRequest = orderRequestOf(request);
  const method = request.paymentMethodId;
  const draft = { id, purchase, orderRequest, method, clientKeyHash, naming, tookOver };
  return reservePayment(engine, caller, draft);
}

/**
 * The same request is told this payment's truth later. What had gone through before this key came is not its own, and
 * neither is another caller's.
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
  if (MONEY_MOVED.has(payment.status) || payment.status === "review") return pointer;
  await engine.idempotency.repoint(claim.record.scopeKey, pointer, payment.id);
  return payment.id;
}

async function advance(engine: Engine, round: Round, payment: Payment): Promise<Known | Again> {
  if (isMine(payment, null, round.claimant)) await round.point(payment);
  if (payment.status === "creating") return create(engine, round, payment);
  if (FINAL.has(payment.status)) return tellSettled(engine, round, payment);
  const known = await fetchIntent(engine, payment, round.wish.deadlineAt);
  if (known.payment.status === "canceled") return { again: true, tookOver: false };
  return UNCONFIRMED.has(known.payment.status)
    ? handOver(engine, round, known)
    : tellSettled(engine, round, known.payment);
}

/** A row without an intent: closed where it is nobody's to go on with, else its create is sent, whoever began it. */
async function create(engine: Engine, round: Round, payment: Payment): Promise<Known | Again> {
  const ageMs = engine.clock.now().getTime() - payment.createdAt.getTime();
  const sameness = await samenessOf(engine, payment.reservedWith);
  if (sameness === "other") throw otherAccount(engine);
  // An intent is made by a key of the account that the payment was reserved for, or not at all.
  const isOver = ageMs > RESEND_WITHIN_MS || sameness === "unknown";
  const gives =
    givesWay(engine, round, payment, null) ??
    (isOver ? { reason: "replaced", tookOver: false } : null);
  if (gives !== null) {
    if (!(await isStillSo(engine, round, payment))) return { again: true, tookOver: false };
    const closed = await closeRow(engine, payment, gives.reason);
    return closed.status === "canceled"
      ? { again: true, tookOver: gives.tookOver }
      : advance(engine, round, closed);
  }
  const ready = await shareIfNobodys(engine, round, { payment, intent: null });
  if (ready === null) return { again: true, tookOver: false };
  const created = await createIntent(engine, ready, round.wish.deadlineAt);
  // Closed by others, or an intent that was canceled at Stripe before its id was stored.
  if (created.payment.status === "canceled") return { again: true, tookOver: false };
  if (created.intent === null) return advance(engine, round, created.payment);
  // A sibling may have reserved it for another card: the caller's own comes with the next step.
  return UNCONFIRMED.has(created.payment.status)
    ? handOver(engine, round, created)
    : tellSettled(engine, round, created.payment);
}

/** An unconfirmed intent: given up, or brought up to date and handed to its caller. */
async function handOver(engine: Engine, round: Round, known: Known): Promise<Known | Again> {
  const { wish } = round;
  const gives = givesWay(engine, round, known.payment, known.intent);
  if (gives !== null) return giveUp(engine, round, known.payment, gives);
  const payment = await shareIfNobodys(engine, round, known);
  if (payment === null) return { again: true, tookOver: false };
  const current = await bringCallersUpToDate(engine, round, { ...known, payment });
  if (current === null) {
    return giveUp(engine, round, payment, { reason: "replaced", tookOver: false });
  }
  await round.point(current.payment);
  const orderRequest = orderRequestOf(wish.request);
  const now = engine.clock.now();
  const noted = await compareAndSet(engine, current.payment, (each) => {
    const active = noteActivity(each, now);
    return asksForItsOrder(each, wish.request) ? active : { ...active, orderRequest };
  });
  return { ...current, payment: noted };
}

async function bringCallersUpToDate(
  engine: Engine,
  { wish, purchase }: Round,
  known: Known,
): Promise<Known | null> {
  if (!CHANGEABLE.has(known.payment.status)) return known;
  return bringUpToDate(engine, known, {
    facts: factsFor(engine, purchase, known.payment),
    method: wish.request.paymentMethodId,
    naming: wish.naming,
    deadlineAt: wish.deadlineAt,
  });
}

/** Cancels what must give way. The order is asked first: nobody cancels a payment that agrees with it by now. */
async function giveUp(
  engine: Engine,
  round: Round,
  payment: Payment,
  { reason, tookOver }: GivesWay,
): Promise<Known | Again> {
  if (payment.cancelReason === null && !(await isStillSo(engine, round, payment))) {
    return { again: true, tookOver: false };
  }
  const after = await cancelAtStripe(engine, payment, reason, round.wish.deadlineAt);
  if (after.status === "canceled") return { again: true, tookOver };
  // Still unconfirmed: it was moving when the cancel came, which is repeated in the next round.
  if (UNCONFIRMED.has(after.status)) return { again: true, tookOver: false };
  return tellSettled(engine, round, after);
}

/** Marks an intent that a second caller without principal and key is given. @returns null when it changed meanwhile. */
async function shareIfNobodys(
  engine: Engine,
  { claimant }: Round,
  { payment, intent }: { payment: Payment; intent: PaymentIntentSnapshot | null },
): Promise<Payment | null> {
  if (isMine(payment, intent, claimant)) return payment;
  const shared = await compareAndSet(engine, payment, (each) =>
    isNobodysYet(each, intent, claimant) && !each.shared ? { ...each, shared: true } : each,
  );
  return shared.shared && isNobodysYet(shared, intent, claimant) ? shared : null;
}
