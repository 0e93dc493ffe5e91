import { isOurs } from "../decide/is-ours.ts";
import { type Asks, reversalsOf } from "../decide/money/what-to-fetch.ts";
import type { Engine } from "../engine.ts";
import { findOwner } from "../orders/find-owner.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { isJsonObject, type JsonObject, type Payment } from "../records/payment.ts";
import { ABSORBING, FINAL } from "../records/statuses.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { objectOf } from "./read-event.ts";

/** What an event says about one of our payments. */
export interface Statement {
  readonly payment: Payment;
  /** The PaymentIntent that it is about: the payment's own, or another one that names the payment. */
  readonly about: string;
  /** What it says itself; null where it only gives reason to ask. */
  readonly intent: PaymentIntentSnapshot | null;
  /** What Stripe must be asked, because the event's own word may be over, or lacks what it takes to be believed. */
  readonly asks: ReadonlySet<Asks | "intent" | "other intent" | "other money">;
}

/** Which payment of ours an event is about, as far as the database and the event tell; null for none. */
export async function findStatement(
  engine: Engine,
  event: WebhookEvent,
): Promise<Statement | null> {
  const statement = event.type.startsWith("payment_intent.")
    ? await readStatement(engine, event)
    : await readReversal(engine, event);
  // A payment of another mode's or account's server is none of this event's, whatever the metadata say.
  return statement !== null && isOurs(statement.payment, event) ? statement : null;
}

async function readStatement(engine: Engine, event: WebhookEvent): Promise<Statement | null> {
  const object = objectOf(event.body);
  const { paymentIntentId: about } = event;
  if (about === null) return null;
  const intent = engine.gateway.readPaymentIntent(object);
  const payment = await findOwner(engine, { id: about, metadata: metadataOf(object) });
  if (payment === null) return null;
  const isOwn = payment.paymentIntentId === about;
  if (intent !== null) {
    return {
      payment,
      about,
      intent,
      asks: new Set(isHint(event, payment, intent) ? ["intent"] : []),
    };
  }
  const isSilent = payment.status === "creating" || event.type === "payment_intent.created";
  const asks = isOwn ? ("intent" as const) : ("other intent" as const);
  return { payment, about, intent, asks: new Set(isSilent ? [] : [asks]) };
}

function metadataOf({ metadata }: JsonObject): { [name: string]: string } {
  if (!isJsonObject(metadata)) return {};
  const texts = Object.entries(metadata).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

/** A refund or dispute names the intent; only a stored one is ours. */
async function readReversal(engine: Engine, event: WebhookEvent): Promise<Statement | null> {
  const reversals = reversalsOf(event.type);
  if (reversals === null || event.paymentIntentId === null) return null;
  const payment = await engine.store.payments.findByPaymentIntentId(event.paymentIntentId);
  if (payment === null) return null;
  const settled = FINAL.has(payment.status);
  return {
    payment,
    about: event.paymentIntentId,
    intent: null,
    asks: new Set(settled ? [reversals] : ["intent", reversals]),
  };
}

/** Whether the event names a state that is not final, of a payment that may still move. */
function isHint(event: WebhookEvent, payment: Payment, intent: PaymentIntentSnapshot): boolean {
  if (event.type === "payment_intent.created") return false;
  if (payment.paymentIntentId !== intent.id || ABSORBING.has(intent.status)) return false;
  return payment.status !== "creating" && !FINAL.has(payment.status);
}
