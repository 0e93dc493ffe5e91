import { addEffect, nextDueEffect } from "../decide/effects.ts";
import { isOurs } from "../decide/is-ours.ts";
import { mergeIntent } from "../decide/merge-intent.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { FINAL, isJsonObject, type JsonObject, type Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { WebhookEvent } from "../ports/webhook-event-store.ts";
import { changePayment } from "./change-payment.ts";
import { ABSORBING, fetchIntent } from "./fetch-intent.ts";
import { finishEvent, type Inboxed, ignoreEvent, keepEvent, recordEvent } from "./inbox.ts";

/** What an event says about one of our payments. */
interface Statement {
  readonly payment: Payment;
  readonly intent: PaymentIntentSnapshot;
}

/**
 * Handles one verified event. The payment's change, the handlers' writes and `done` commit together where the store can.
 *
 * @param arrived Read from the inbox, or just come in and not stored yet.
 * @throws What went wrong, after keeping the event pending: a handler's failure, Stripe's, or the store's
 * (PaymentsError `store_unavailable`, when it could not even be kept).
 */
export async function handleEvent(engine: Engine, arrived: Inboxed): Promise<void> {
  const { event } = arrived;
  const statement = await findStatement(engine, event);
  const ours = isOurs(event, engine.gateway);
  if (!ours || (statement === null && !engine.handlers.hearsEvent(event.type))) {
    return ignoreEvent(engine, arrived);
  }
  // A hint costs a fetch, and without transactions a handler may run twice: both are worth knowing a duplicate first.
  const recordFirst = engine.store.transaction === undefined || isHint(event, statement);
  const inbox =
    arrived.stored || !recordFirst
      ? arrived
      : { event: await recordEvent(engine, event), stored: true };
  if (inbox.event.status !== "pending") return;
  try {
    if (statement === null) await finishEvent(engine, inbox);
    else await handleStatement(engine, inbox, statement);
  } catch (error) {
    await keepEvent(engine, inbox, error);
    throw error;
  }
}

async function handleStatement(
  engine: Engine,
  inbox: Inboxed,
  statement: Statement,
): Promise<void> {
  const { event } = inbox;
  const { intent } = statement;
  // The event names a state that may be over: Stripe is asked for the one that is.
  const payment = isHint(event, statement)
    ? (await fetchIntent(engine, statement.payment, stripeDeadline(engine))).payment
    : statement.payment;
  const at = engine.clock.now();
  const decide = (each: Payment) => applyStatement(each, event, intent, at);
  if (decide(payment) === payment && nextDueEffect(payment, new Set()) === undefined) {
    return finishEvent(engine, inbox);
  }
  const change = await changePayment(engine, payment, decide, (unit, hear) =>
    finishEvent(engine, inbox, { unit, hear }),
  );
  if (change.alongsideDone) return;
  if (change.failure !== null) throw change.failure;
  await finishEvent(engine, inbox);
}

/** What follows from the event's own object, without asking anybody. */
function applyStatement(
  payment: Payment,
  event: WebhookEvent,
  intent: PaymentIntentSnapshot,
  at: Date,
): Payment {
  // The request in flight or the reconciler stores the truth of a row that is still being created.
  if (payment.status === "creating") return payment;
  const other = intent.id !== payment.paymentIntentId;
  if (other || ABSORBING.has(intent.status)) return mergeIntent(payment, intent, at);
  const failure = intent.lastPaymentError;
  if (event.type !== "payment_intent.payment_failed" || failure === null) return payment;
  // Two Event objects for one charge are one failure; several failures of one intent are several.
  const key = `failed:${failure.chargeId ?? event.id}`;
  return addEffect(payment, { kind: "failed", key, at, failure });
}

async function findStatement(engine: Engine, event: WebhookEvent): Promise<Statement | null> {
  if (!event.type.startsWith("payment_intent.")) return null;
  const intent = engine.gateway.readPaymentIntent(objectOf(event.body));
  const paymentId = intent?.metadata.payment_id;
  if (intent === null || paymentId === undefined) return null;
  const payment = await engine.store.payments.findById(paymentId);
  if (payment === null) return null;
  const here = payment.livemode === event.livemode && payment.account === event.account;
  return here ? { payment, intent } : null;
}

/** Whether the event names a state that is not final, of a payment that may still move. */
function isHint(event: WebhookEvent, statement: Statement | null): boolean {
  if (statement === null || event.type === "payment_intent.created") return false;
  const { payment, intent } = statement;
  if (payment.paymentIntentId !== intent.id || ABSORBING.has(intent.status)) return false;
  return payment.status !== "creating" && !FINAL.has(payment.status);
}

/** What an event is about: its `data.object`; empty when it has none. */
export function objectOf({ data }: JsonObject): JsonObject {
  const object = isJsonObject(data) ? data.object : undefined;
  return isJsonObject(object) ? object : {};
}
