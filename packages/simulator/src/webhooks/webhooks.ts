import type { Engine } from "../engine/engine.ts";
import { renderEvent } from "../engine/events/emit.ts";
import type { EventRecord } from "../engine/objects.ts";
import {
  bookAttempt,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryRecord,
  describeDelivery,
  queueDeliveries,
  type WebhookEndpoint,
} from "./deliveries.ts";
import { webhookHeaders } from "./signature.ts";

const TIMEOUT_MS = 20_000;

/** What a webhook request consists of. */
export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Webhooks {
  /** The secret of endpoints that brought none, and of `signed`. */
  readonly secret: string;
  readonly endpoints: readonly WebhookEndpoint[];
  /** The log, in order of creation. */
  readonly deliveries: readonly Delivery[];
  /** Deliveries that are not finished. */
  pending(): readonly Delivery[];
  /** Sends what is due by the clock, in order of creation, one try each. @returns How many tries. */
  deliverDue(): Promise<number>;
  /** Sends everything that is unfinished, whatever the clock says, one try each; also what comes up meanwhile. */
  deliverAll(): Promise<number>;
  /** Sends an event once more to every endpoint that wants it, as the dashboard's button does. */
  resend(eventId: string): Promise<number>;
  /** An event as an endpoint would receive it now, freshly signed. */
  signed(event: string | { id: string }, options?: { secret?: string }): SignedEvent;
}

export interface WebhookCourier extends Webhooks {
  /** When the next delivery is due; null when none is. */
  nextDueAt(): number | null;
}

export interface WebhookOptions {
  engine: Engine;
  endpoints: readonly { url: string; secret?: string; enabledEvents?: readonly string[] }[];
  secret: string;
  send: typeof fetch;
}

export function createWebhooks({
  engine,
  endpoints,
  secret,
  send,
}: WebhookOptions): WebhookCourier {
  const { world } = engine;
  const known = endpoints.map((endpoint) => ({
    url: endpoint.url,
    secret: endpoint.secret ?? secret,
    enabledEvents: endpoint.enabledEvents ?? ["*"],
  }));
  const records: DeliveryRecord[] = [];
  const unfinished = new Set<DeliveryRecord>();

  function queue(event: EventRecord): DeliveryRecord[] {
    const queued = queueDeliveries(event, known, world.now());
    for (const record of queued) {
      records.push(record);
      unfinished.add(record);
    }
    return queued;
  }
  world.eventListeners.add((event) => void queue(event));

  async function deliver(record: DeliveryRecord): Promise<void> {
    record.inFlight = true;
    const body = JSON.stringify(renderEvent(record.event), null, 2);
    const headers = webhookHeaders(body, record.endpoint.secret, world.now());
    const outcome = await post(send, record.endpoint.url, { body, headers });
    bookAttempt(record, { at: world.now(), request: { headers, body }, ...outcome });
    record.inFlight = false;
    if (record.status !== "pending") unfinished.delete(record);
  }

  /** Looks again after each try: a handler may call the API, and so cause more. */
  async function deliverWhile(next: (tried: Set<DeliveryRecord>) => DeliveryRecord | undefined) {
    const tried = new Set<DeliveryRecord>();
    engine.tick();
    for (let record = next(tried); record; record = next(tried)) {
      tried.add(record);
      await deliver(record);
      engine.tick();
    }
    return tried.size;
  }

  function findWaiting(
    tried: Set<DeliveryRecord>,
    wanted: (record: DeliveryRecord) => boolean,
  ): DeliveryRecord | undefined {
    for (const record of unfinished) {
      if (!record.inFlight && !tried.has(record) && wanted(record)) return record;
    }
    return undefined;
  }
  const isDue = ({ dueAt }: DeliveryRecord) => dueAt !== null && dueAt <= world.now();

  return {
    secret,
    endpoints: known,
    get deliveries() {
      return records.map(describeDelivery);
    },
    pending: () => [...unfinished].map(describeDelivery),
    nextDueAt: () =>
      [...unfinished]
        .filter(({ inFlight }) => !inFlight)
        .reduce<number | null>(
          (earliest, { dueAt }) =>
            dueAt !== null && (earliest === null || dueAt < earliest) ? dueAt : earliest,
          null,
        ),
    deliverDue: () => deliverWhile((tried) => findWaiting(tried, isDue)),
    deliverAll: () => deliverWhile((tried) => findWaiting(tried, () => true)),
    async resend(eventId) {
      const event = world.events.get(eventId);
      if (!event) throw new Error(`The simulator knows no event '${eventId}'.`);
      const again = queue(event);
      for (const record of again) await deliver(record);
      return again.length;
    },
    signed(named, { secret: other } = {}) {
      const id = typeof named === "string" ? named : named.id;
      const event = world.events.get(id);
      if (!event) throw new Error(`The simulator knows no event '${id}'.`);
      const body = JSON.stringify(renderEvent(event), null, 2);
      const key = other ?? known[0]?.secret ?? secret;
      return { body, headers: webhookHeaders(body, key, world.now()) };
    },
  };
}

async function post(
  send: typeof fetch,
  url: string,
  { body, headers }: SignedEvent,
): Promise<Pick<DeliveryAttempt, "response" | "error">> {
  try {
    const response = await send(url, {
      method: "POST",
      body,
      headers: { ...headers },
      // A redirect counts as a failure, so it must not be followed.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { response: { status: response.status, body: await response.text() }, error: null };
  } catch (error) {
    return { response: null, error: error instanceof Error ? error.message : String(error) };
  }
}
