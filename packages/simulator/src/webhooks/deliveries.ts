import { matchesType } from "../engine/events/read.ts";
import type { EventRecord } from "../engine/objects.ts";

/** Waits before the second, third and fourth try: a sandbox tries three more times over a few hours. */
const RETRY_DELAYS_MS = [5 * 60_000, 30 * 60_000, 3 * 60 * 60_000] as const;

export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
  /** Types, or patterns such as `payment_intent.*`; `*` for all. */
  readonly enabledEvents: readonly string[];
}

/** One HTTP request to an endpoint. */
export interface DeliveryAttempt {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Null when the connection failed; then `error` says how. */
  readonly response: { readonly status: number; readonly body: string } | null;
  readonly error: string | null;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  readonly status: "pending" | "delivered" | "failed";
  /** When the next try is due; null when none is. */
  readonly dueAt: number | null;
  readonly attempts: readonly DeliveryAttempt[];
}

export interface DeliveryRecord {
  readonly event: EventRecord;
  readonly endpoint: WebhookEndpoint;
  status: Delivery["status"];
  dueAt: number | null;
  inFlight: boolean;
  readonly attempts: DeliveryAttempt[];
}

/** Queues an event for every endpoint that wants it. */
export function queueDeliveries(
  event: EventRecord,
  endpoints: readonly WebhookEndpoint[],
  nowMs: number,
): DeliveryRecord[] {
  const interested = endpoints.filter(({ enabledEvents }) =>
    enabledEvents.some((wanted) => matchesType(event.type, wanted)),
  );
  event.pendingWebhooks += interested.length;
  return interested.map((endpoint) => ({
    event,
    endpoint,
    status: "pending",
    dueAt: nowMs,
    inFlight: false,
    attempts: [],
  }));
}

/** Books a try: a 2xx ends it, anything else puts it off until the tries are used up. */
export function bookAttempt(delivery: DeliveryRecord, attempt: DeliveryAttempt): void {
  delivery.attempts.push(attempt);
  const status = attempt.response?.status ?? 0;
  if (status >= 200 && status < 300) {
    delivery.status = "delivered";
    delivery.dueAt = null;
    delivery.event.pendingWebhooks -= 1;
    return;
  }
  const delay = RETRY_DELAYS_MS[delivery.attempts.length - 1];
  if (delay === undefined) {
    delivery.status = "failed";
    delivery.dueAt = null;
    return;
  }
  delivery.dueAt = attempt.at + delay;
}

export function describeDelivery(delivery: DeliveryRecord): Delivery {
  const { event, endpoint, status, dueAt, attempts } = delivery;
  return {
    eventId: event.id,
    type: event.type,
    url: endpoint.url,
    status,
    dueAt,
    attempts: [...attempts],
  };
}
