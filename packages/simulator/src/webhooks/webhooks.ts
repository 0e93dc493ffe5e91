import { earliest } from "../clock.ts";
import type { Engine } from "../engine/engine.ts";
import { emitAgain, renderEvent } from "../engine/events/emit.ts";
import { createIds } from "../engine/ids.ts";
import type { EventRecord, WebhookEndpointRecord } from "../engine/objects.ts";
import { createCourier } from "./courier.ts";
import { type Delivery, type DeliveryRecord, describeDelivery, newDelivery } from "./deliveries.ts";
import { createDeliveryLog, type DeliveryLog } from "./delivery-log.ts";
import {
  createSwitchboard,
  type Disturbance,
  type DisturbanceHandle,
  type DisturbanceKind,
  type DisturbanceOptions,
} from "./disturbances.ts";
import {
  addEndpoints,
  describeEndpoint,
  endpointsFor,
  isEnabled,
  LONGEST_ROTATION_HOURS,
  replaceSecret,
  type WebhookEndpoint,
  type WebhookEndpointOptions,
} from "./endpoints.ts";
import type { DeliverFetch } from "./post.ts";
import { queue } from "./queue.ts";
import { webhookHeaders } from "./signature.ts";

/** What a webhook request consists of. */
export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Webhooks {
  /** The secret of endpoints in the options that brought none, and of `signed`. */
  readonly secret: string;
  /** As they are now, those made through the API too, in order of creation. */
  readonly endpoints: readonly WebhookEndpoint[];
  /** The log, in order of creation. */
  readonly deliveries: readonly Delivery[];
  /** Deliveries that are not finished. */
  pending(): readonly Delivery[];
  /** Sends what is due by the clock, in order of creation, one try each. @returns How many tries. */
  deliverDue(): Promise<number>;
  /** Sends everything that is unfinished, whatever the clock says, one try each; also what comes up meanwhile. */
  deliverAll(): Promise<number>;
  /**
   * Sends an event once more, as the dashboard's button does: one try, and what is pending stays so.
   *
   * @param options `endpointId` names one endpoint, which gets it whatever types it wants; without it every endpoint
   *   that the event is meant for does.
   * @returns How many endpoints it was sent to.
   * @throws Error When the event or the endpoint is unknown, or the endpoint is disabled.
   */
  resend(eventId: string, options?: { endpointId?: string }): Promise<number>;
  /** An event as the first endpoint of the options would receive it now, freshly signed. */
  signed(event: string | { id: string }, options?: { secret?: string }): SignedEvent;
  /**
   * Gives an endpoint a new secret, as the dashboard does. Until the present one expires, deliveries carry a `v1`
   * signature by each.
   *
   * @param options `expiresInHours`: from 0, at once, to 24, which is the default; by the simulator's clock.
   * @returns The new secret.
   * @throws RangeError When `expiresInHours` is out of range. @throws Error When the endpoint is unknown.
   */
  rotateSecret(endpointId: string, options?: { expiresInHours?: number }): string;
  /**
   * Switches on something that goes wrong with deliveries, from now on.
   *
   * @throws TypeError When the kind is unknown or an option does not fit it.
   */
  disturb(kind: DisturbanceKind, options?: DisturbanceOptions): DisturbanceHandle;
  /** The switches that are on, in the order in which they were switched on. */
  readonly disturbances: readonly Disturbance[];
  /** Switches one of them off, or all. What they did stays done. */
  clearDisturbances(id?: string): void;
}

export interface WebhookOffice extends Webhooks {
  /** For the dashboard, which shows a part of it at a time. */
  readonly log: DeliveryLog;
  /** When the next delivery is due; null when none is. */
  nextDueAt(): number | null;
  /** Resolves when no delivery is under way. */
  idle(): Promise<void>;
}

export interface WebhookParts {
  engine: Engine;
  endpoints: readonly WebhookEndpointOptions[];
  secret: string;
  /** Of everything here that is drawn: payments get the same ids whatever happens to webhooks. */
  seed: string;
  send: DeliverFetch;
  timeoutMs: number;
  decoys: boolean;
}

export function createWebhooks(parts: WebhookParts): WebhookOffice {
  const { engine, secret, seed, decoys } = parts;
  const { world } = engine;
  const ids = createIds(`${seed}\nwebhooks`);
  const [first] = addEndpoints(world, parts.endpoints, { secret, ids });
  const courier = createCourier(parts);
  const switches = createSwitchboard(seed);
  const log: DeliveryRecord[] = [];
  let isSecond = false;

  world.eventListeners.add((event) => {
    for (const endpoint of endpointsFor(world, event)) {
      const fate = switches.fateOf(event.type, endpoint);
      log.push(...queue(courier, { event, endpoint, fate, nowMs: world.now() }));
    }
    if (isSecond) return;
    isSecond = true;
    try {
      for (let left = switches.secondEvents(event.type); left > 0; left -= 1) {
        emitAgain(world, event, ids.sibling("evt", event.id));
      }
    } finally {
      isSecond = false;
    }
  });
  const isDue = ({ dueAt }: DeliveryRecord) => dueAt !== null && dueAt <= world.now();

  function findEvent(id: string): EventRecord {
    const event = world.events.get(id);
    if (event) return event;
    throw new Error(`The simulator knows no event '${id}'.`);
  }

  function findEndpoint(id: string): WebhookEndpointRecord {
    const endpoint = world.webhookEndpoints.get(id);
    if (endpoint) return endpoint;
    throw new Error(`The simulator knows no webhook endpoint '${id}'.`);
  }

  return {
    secret,
    log: createDeliveryLog({ records: log, unfinished: courier.unfinished, decoys }),
    get endpoints() {
      const all = [...world.webhookEndpoints.values()];
      return all.map((endpoint) => describeEndpoint(endpoint, world.now()));
    },
    get deliveries() {
      return log.map((record) => describeDelivery(record, decoys));
    },
    pending: () => [...courier.unfinished].map((record) => describeDelivery(record, decoys)),
    nextDueAt() {
      let next: number | null = null;
      for (const { inFlight, dueAt } of courier.unfinished) {
        if (!inFlight) next = earliest(next, dueAt);
      }
      return next;
    },
    idle: courier.idle,
    deliverDue: () => courier.deliverWhere(isDue),
    deliverAll: () => courier.deliverWhere(() => true),
    async resend(eventId, { endpointId } = {}) {
      const event = findEvent(eventId);
      const named = endpointId === undefined ? null : findEndpoint(endpointId);
      if (named && !isEnabled(world, named)) {
        throw new Error(`The webhook endpoint '${endpointId}' is disabled.`);
      }
      const again = (named ? [named] : endpointsFor(world, event)).map((endpoint) =>
        newDelivery({
          event,
          endpoint,
          origin: "resend",
          repeats: log.find((one) => one.owed && isOf(one, event, endpoint)) ?? null,
          dueAt: world.now(),
        }),
      );
      log.push(...again);
      for (const record of again) await courier.deliver(record);
      return again.length;
    },
    signed(named, { secret: other } = {}) {
      const event = findEvent(typeof named === "string" ? named : named.id);
      const body = JSON.stringify(renderEvent(event), null, 2);
      const given = other === undefined ? null : [{ value: other, expiresAt: null }];
      const secrets = given ?? first?.secrets ?? [{ value: secret, expiresAt: null }];
      const decoy = decoys && !event.livemode;
      return { body, headers: webhookHeaders(body, { secrets, at: world.now(), decoy }) };
    },
    rotateSecret(endpointId, { expiresInHours = LONGEST_ROTATION_HOURS } = {}) {
      const fresh = `whsec_${ids.text(32)}`;
      replaceSecret(findEndpoint(endpointId), fresh, { expiresInHours, nowMs: world.now() });
      return fresh;
    },
    disturb: switches.disturb,
    get disturbances() {
      return switches.list();
    },
    clearDisturbances: switches.clear,
  };
}

function isOf(record: DeliveryRecord, event: EventRecord, endpoint: WebhookEndpointRecord) {
  return record.event === event && record.endpoint === endpoint;
}
