import { addEffect } from "../decide/effects.ts";
import { isOurs } from "../decide/is-ours.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import { whyIgnored } from "../decide/why-ignored.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { fetchIntent } from "../intents/fetch-intent.ts";
import { retrieveIntent } from "../intents/retrieve-intent.ts";
import { fetchDisputes, fetchRefunds } from "../money/fetch-reversals.ts";
import { noticeStray } from "../money/notice-stray.ts";
import type { OpenSpan } from "../observability/instruments.ts";
import { type Alongside, changePayment } from "../outbox/change-payment.ts";
import { tellAfterwards, tellingNothing } from "../outbox/tell-afterwards.ts";
import { nextToTell } from "../outbox/tell-effects.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { ABSORBING } from "../records/statuses.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { findStatement, type Statement } from "./find-statement.ts";
import { hearsEvent } from "./hears-event.ts";
import {
  fileEvent,
  finishEvent,
  type Inboxed,
  ignoreEvent,
  keepEvent,
  recordEvent,
} from "./inbox.ts";
import { noteDelivery } from "./note-delivery.ts";
import { learnReturned, mayHaveReturned, noticeReturned } from "./notice-returned.ts";
import { type Handled, observeEvent } from "./observe-event.ts";
import { objectOf } from "./read-event.ts";
import { wakeIfUnheard } from "./wake-unheard.ts";

/**
 * Handles one verified event. The payment's change, the handlers' writes and `done` commit together where the store can.
 *
 * @param arrived Read from the inbox, or just come in and not stored yet.
 * @throws What went wrong, after keeping the event pending: a handler's failure, Stripe's, or the store's
 * (PaymentsError `store_unavailable`, when it could not even be kept).
 */
export async function handleEvent(engine: Engine, arrived: Inboxed): Promise<void> {
  await observeEvent(engine, arrived.event, (span) => handle(engine, arrived, span));
}

async function handle(engine: Engine, arrived: Inboxed, span: OpenSpan): Promise<Handled> {
  const { event } = arrived;
  const ours = isOurs(event, engine.gateway);
  const statement = ours ? await findStatement(engine, event) : null;
  const returned = ours && statement === null && mayHaveReturned(event);
  const heard = statement !== null || returned || hearsEvent(engine, event);
  const because = whyIgnored(event, engine.gateway, heard);
  if (statement === null && ours) await noticeCharge(engine, event);
  if (because !== null) {
    await ignoreEvent(engine, arrived, because);
    return { outcome: "ignored", reason: because };
  }
  span.set({ "chargeonce.payment.id": statement?.payment.id });
  // A hint costs a fetch, without transactions a handler may run twice, and while one runs nothing may be written that
  // others wait for: all are worth a record that tells a duplicate first.
  const asks = statement?.asks.size ?? 0;
  const recordFirst =
    engine.store.transaction === undefined || asks > 0 || returned || hearsEvent(engine, event);
  const recorded = arrived.stored || !recordFirst ? null : await recordEvent(engine, event);
  const inbox =
    recorded === null
      ? arrived
      : { event: await wakeIfUnheard(engine, recorded, event), stored: true };
  if (inbox.event.status !== "pending") {
    await noteDelivery(engine.store.events, event, { event: inbox.event, inserted: false });
    return { outcome: "duplicate" };
  }
  try {
    const about = returned ? await noticeReturned(engine, event) : statement;
    if (about === null && !hearsEvent(engine, event)) {
      await ignoreEvent(engine, inbox, "foreign", recorded?.inserted !== true);
      return { outcome: "ignored", reason: "foreign" };
    }
    if (about === null || about === "stray") {
      return { outcome: (await finishEvent(engine, inbox)) ? "done" : "duplicate" };
    }
    if (returned) span.set({ "chargeonce.payment.id": about.payment.id });
    const done = await handleStatement(engine, inbox, {
      statement: about,
      fromInbox: arrived.stored,
    });
    return { outcome: done ? "done" : "duplicate" };
  } catch (error) {
    await keepEvent(engine, inbox, error);
    throw error;
  }
}

/**
 * Stores what an event says of a payment, and tells nobody: what follows is due with the payment, the event itself still
 * pending.
 *
 * @throws PaymentsError by what Stripe answered, or `store_unavailable`.
 */
export async function storeStatement(engine: Engine, event: WebhookEvent): Promise<void> {
  const statement = isOurs(event, engine.gateway) ? await findStatement(engine, event) : null;
  if (statement === null) return;
  const quiet = tellingNothing(engine);
  const payment = await askStripe(quiet, statement);
  const at = engine.clock.now();
  await changePayment(quiet, payment, (each) => applyStatement(each, event, statement.intent, at));
}

/** @returns Whether it was done here, and not by another delivery meanwhile. */
async function handleStatement(
  engine: Engine,
  inbox: Inboxed,
  { statement, fromInbox }: { statement: Statement; fromInbox: boolean },
): Promise<boolean> {
  const { event } = inbox;
  // Found out first and told afterwards: a handler that fails is tried once.
  const payment = fromInbox
    ? await tellAfterwards(engine, statement.payment, (quiet) => askStripe(quiet, statement))
    : await askStripe(tellingNothing(engine), statement);
  const at = engine.clock.now();
  const decide = (each: Payment) => applyStatement(each, event, statement.intent, at);
  // What a payment handler failed at stays due with the payment. Stripe is told of it, so that it delivers the event again;
  // out of the inbox there is nobody to tell, and one thing need not be repeated on two accounts.
  const tellsOnly = !fromInbox && nextToTell(engine, payment) !== undefined;
  if (decide(payment) === payment && !tellsOnly) return finishEvent(engine, inbox);
  let done = false;
  // A handler of the event's own gets a transaction of its own: the payment's change must not wait for it.
  const alongside: Alongside | undefined = hearsEvent(engine, event)
    ? undefined
    : async ({ events }) => {
        done = await fileEvent(engine, inbox, events);
      };
  const change = await changePayment(engine, payment, decide, alongside);
  if (change.alongsideDone) return done;
  const { failure } = change;
  if (failure !== null && !(fromInbox && failure.effect !== null)) throw failure;
  return finishEvent(engine, inbox);
}

/** The payment with what Stripe says now of what the event is about. */
async function askStripe(engine: Engine, { payment, about, asks }: Statement): Promise<Payment> {
  if (asks.size === 0) return payment;
  const deadlineAt = stripeDeadline(engine);
  let current = payment;
  if (asks.has("intent")) current = (await fetchIntent(engine, current, deadlineAt)).payment;
  if (asks.has("other intent")) current = await learnOther(engine, current, about, deadlineAt);
  if (asks.has("other money")) current = await learnReturned(engine, current, about);
  if (asks.has("refunds")) current = await fetchRefunds(engine, current, deadlineAt);
  if (asks.has("disputes")) current = await fetchDisputes(engine, current, deadlineAt);
  return current;
}

/** An intent that the payment does not store, but that names it. */
async function learnOther(
  engine: Engine,
  payment: Payment,
  paymentIntentId: string,
  deadlineAt: Date,
): Promise<Payment> {
  const intent = await retrieveIntent(engine, payment, { paymentIntentId, deadlineAt });
  const at = engine.clock.now();
  return (await changePayment(engine, payment, (each) => mergeIntent(each, intent, at))).payment;
}

/** What follows from the event's own object, without asking anybody. */
function applyStatement(
  payment: Payment,
  event: WebhookEvent,
  intent: PaymentIntentSnapshot | null,
  at: Date,
): Payment {
  // A failed try that was told long ago may have left the record: it would be told again.
  if (event.merged) return payment;
  // The request in flight or the reconciler stores the truth of a row that is still being created.
  if (intent === null || payment.status === "creating") return payment;
  const other = intent.id !== payment.paymentIntentId;
  if (other || ABSORBING.has(intent.status)) return mergeIntent(payment, intent, at);
  const failure = intent.lastPaymentError;
  if (event.type !== "payment_intent.payment_failed" || failure === null) return payment;
  // Two Event objects for one charge are one failure; several failures of one intent are several.
  const key = `failed:${failure.chargeId ?? event.id}`;
  return addEffect(payment, { kind: "failed", key, at, failure });
}

/** Money of an intent of nobody's may concern an order of ours. */
async function noticeCharge(engine: Engine, event: WebhookEvent): Promise<void> {
  if (!event.type.startsWith("payment_intent.")) return;
  const intent = engine.gateway.readPaymentIntent(objectOf(event.body));
  if (intent !== null) await noticeStray(engine, intent);
}
