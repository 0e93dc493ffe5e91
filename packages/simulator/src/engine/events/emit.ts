import type Stripe from "stripe";
import type { Caller } from "../api-types.ts";
import { readJson } from "../json-store.ts";
import type { EventRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** The version that renders every event; the one that the installed `stripe` pins. */
export const API_VERSION = "2026-10-28.endive";

/** What an event can be about. */
export type EventSubject =
  | Stripe.Charge
  | Stripe.Customer
  | Stripe.DeletedCustomer
  | Stripe.Dispute
  | Stripe.PaymentIntent
  | Stripe.PaymentMethod
  | Stripe.Radar.EarlyFraudWarning
  | Stripe.Refund
  | Stripe.SetupIntent;

export interface Happening {
  readonly account: string;
  readonly type: Stripe.Event.Type;
  /** As it is now; the event keeps a copy. */
  readonly object: EventSubject;
  /** What it was before, of the fields that changed. Stripe shows it on few types, whoever gives it. */
  readonly previousAttributes?: Readonly<Record<string, unknown>>;
  /** Absent when Stripe or the customer acted, not a request of the API. */
  readonly caller?: Caller | undefined;
}

/** Records an event with a snapshot of the object as it is now, and tells the listeners. */
export function emit(world: World, happening: Happening): void {
  const { account, type, object, previousAttributes, caller } = happening;
  world.search.note(object);
  record(world, {
    account,
    id: newEventId(world, object),
    type,
    created: world.seconds(),
    livemode: world.accounts.some(({ id, livemode }) => id === account && livemode),
    request: { id: caller?.requestId ?? null, idempotency_key: caller?.idempotencyKey ?? null },
    snapshot: world.snapshots.keep(object),
    previousAttributes: tellsPrevious(type) ? (previousAttributes ?? null) : null,
    pendingWebhooks: 0,
  });
}

/** On updates, and on a detachment, which tells whose the method was. */
function tellsPrevious(type: Stripe.Event.Type): boolean {
  return type.endsWith(".updated") || type === "payment_method.detached";
}

/** Records a second event, under an id of its own, of the change that `event` is about. */
export function emitAgain(world: World, event: EventRecord, id: string): void {
  record(world, { ...event, id, pendingWebhooks: 0 });
}

function record(world: World, event: EventRecord): void {
  world.events.set(event.id, event);
  for (const listen of world.eventListeners) listen(event);
}

/** What belongs to one payment shares the middle part of its id; everything else has an id of its own. */
function newEventId({ ids }: World, object: EventSubject): string {
  switch (object.object) {
    case "payment_intent":
    case "charge":
      return ids.sibling("evt", object.id);
    case "refund":
    case "dispute":
      return typeof object.charge === "string"
        ? ids.sibling("evt", object.charge)
        : ids.fresh("evt");
    default:
      return ids.fresh("evt");
  }
}

/** How an event looks from outside. */
export interface EventView {
  /** The connected account that it comes from; absent for an account's own events. */
  readonly connected?: string | undefined;
  /** As it was at another time than now. */
  readonly pendingWebhooks?: number;
}

/** The event as the API and webhooks show it. */
export function renderEvent(event: EventRecord, view: EventView = {}): Stripe.Event {
  const rendered = {
    id: event.id,
    object: "event",
    ...(view.connected !== undefined && { account: view.connected }),
    api_version: API_VERSION,
    created: event.created,
    data: {
      object: JSON.parse(readJson(event.snapshot)),
      ...(event.previousAttributes && { previous_attributes: event.previousAttributes }),
    },
    livemode: event.livemode,
    pending_webhooks: view.pendingWebhooks ?? event.pendingWebhooks,
    request: event.request,
    type: event.type,
  };
  // Stripe.Event is a union by type; `emit` pairs each type with its object.
  return rendered as unknown as Stripe.Event;
}
