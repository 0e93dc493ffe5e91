import { renderEvent } from "../engine/events/emit.ts";
import type { EventRecord, SigningSecret, WebhookEndpointRecord } from "../engine/objects.ts";
import type { Answer } from "./post.ts";
import { webhookHeaders } from "./signature.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits before the second try and the following: a sandbox tries three more times over a few hours. */
const SANDBOX_DELAYS_MS = [5 * MINUTE_MS, 30 * MINUTE_MS, 3 * HOUR_MS] as const;
/** Live mode goes on for up to three days. */
const LIVE_DELAYS_MS = [
  ...SANDBOX_DELAYS_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/** One HTTP request to an endpoint. */
export interface DeliveryAttempt {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Rendered again when it is read: the log keeps no copies. */
  readonly request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** Null when the connection failed or nothing came in time; then `error` says how. Of `body` the first 2048 bytes. */
  readonly response: { readonly status: number; readonly body: string } | null;
  readonly error: string | null;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly endpointId: string;
  readonly url: string;
  /** Why it is sent: because the event happened, once more by `disturb("duplicate")`, or once more by `resend`. */
  readonly origin: "event" | "duplicate" | "resend";
  /**
   * `failed` after the last try; `stopped` when the endpoint was disabled or deleted before the next one; `dropped` by
   * `disturb("drop")`, without any try. Of these three Stripe says as of a pending one: not delivered.
   */
  readonly status: "pending" | "delivered" | "failed" | "stopped" | "dropped";
  /** When the next try is due, in milliseconds since the epoch; null when none is. */
  readonly dueAt: number | null;
  readonly attempts: readonly DeliveryAttempt[];
}

interface AttemptRecord extends Answer {
  readonly at: number;
  readonly url: string;
  readonly secrets: readonly SigningSecret[];
  readonly pendingWebhooks: number;
}

/** Where a delivery goes among those that are sent with it; null leaves it where it is. */
export type Place = "reversed" | number | null;

export interface DeliveryRecord {
  readonly event: EventRecord;
  readonly endpoint: WebhookEndpointRecord;
  readonly origin: Delivery["origin"];
  /** The delivery that this one repeats. */
  readonly repeats: DeliveryRecord | null;
  readonly place: Place;
  /** Whether the event still counts this endpoint among its `pending_webhooks`. */
  owed: boolean;
  status: Delivery["status"];
  dueAt: number | null;
  inFlight: boolean;
  readonly attempts: AttemptRecord[];
}

export interface DeliveryDraft extends Pick<DeliveryRecord, "event" | "endpoint" | "origin"> {
  readonly repeats?: DeliveryRecord | null;
  readonly place?: Place;
  readonly dueAt: number;
}

/** A delivery that waits. The event owes the endpoint a first one, and nothing more for repeating it. */
export function newDelivery(draft: DeliveryDraft): DeliveryRecord {
  const owed = draft.origin === "event";
  if (owed) draft.event.pendingWebhooks += 1;
  return {
    repeats: null,
    place: null,
    ...draft,
    owed,
    status: "pending",
    inFlight: false,
    attempts: [],
  };
}

/** What to send now, and what will be remembered of it. */
export function renderAttempt(
  { event, endpoint }: DeliveryRecord,
  at: number,
  decoys: boolean,
): { sent: Omit<AttemptRecord, keyof Answer>; request: DeliveryAttempt["request"] } {
  const { pendingWebhooks } = event;
  const sent = { at, url: endpoint.object.url, secrets: endpoint.secrets, pendingWebhooks };
  return { sent, request: renderRequest(event, endpoint, { ...sent, decoys }) };
}

function renderRequest(
  event: EventRecord,
  endpoint: WebhookEndpointRecord,
  sent: Omit<AttemptRecord, keyof Answer> & { decoys: boolean },
): DeliveryAttempt["request"] {
  const { at, url, secrets, pendingWebhooks, decoys } = sent;
  const connected = event.account === endpoint.account ? undefined : event.account;
  const body = JSON.stringify(renderEvent(event, { connected, pendingWebhooks }), null, 2);
  return {
    url,
    headers: webhookHeaders(body, { secrets, at, decoy: decoys && !event.livemode }),
    body,
  };
}

/** Books a try: a 2xx ends it, anything else puts it off until the tries are used up. */
export function bookAttempt(delivery: DeliveryRecord, attempt: AttemptRecord): void {
  delivery.attempts.push(attempt);
  const { status } = attempt;
  if (status !== null && status >= 200 && status < 300) {
    endDelivery(delivery, "delivered");
    payOff(delivery.repeats ?? delivery);
    return;
  }
  const delay = delaysOf(delivery)[delivery.attempts.length - 1];
  if (delay === undefined) endDelivery(delivery, "failed");
  else delivery.dueAt = attempt.at + delay;
}

/** Whoever presses a button to resend gets one try. */
function delaysOf({ origin, event }: DeliveryRecord): readonly number[] {
  if (origin === "resend") return [];
  return event.livemode ? LIVE_DELAYS_MS : SANDBOX_DELAYS_MS;
}

export function endDelivery(delivery: DeliveryRecord, status: Delivery["status"]): void {
  delivery.status = status;
  delivery.dueAt = null;
}

function payOff(delivery: DeliveryRecord): void {
  if (!delivery.owed) return;
  delivery.owed = false;
  delivery.event.pendingWebhooks -= 1;
}

export function describeDelivery(delivery: DeliveryRecord, decoys: boolean): Delivery {
  const { event, endpoint, origin, status, dueAt, attempts } = delivery;
  return {
    eventId: event.id,
    type: event.type,
    endpointId: endpoint.object.id,
    url: endpoint.object.url,
    origin,
    status,
    dueAt,
    attempts: attempts.map((attempt) => ({
      at: attempt.at,
      get request() {
        return renderRequest(event, endpoint, { ...attempt, decoys });
      },
      response: attempt.status === null ? null : { status: attempt.status, body: attempt.body },
      error: attempt.error,
    })),
  };
}
