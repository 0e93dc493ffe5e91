import type { Account } from "./api-types.ts";
import { createIdempotencyLayer, type IdempotencyLayer } from "./idempotency.ts";
import { createIds, type Ids } from "./ids.ts";
import { createJsonStore, type JsonStore } from "./json-store.ts";
import { createObjectLocks, type ObjectLocks } from "./object-locks.ts";
import type {
  ChargeRecord,
  CustomerRecord,
  DisputeRecord,
  EarlyFraudWarningRecord,
  EventRecord,
  PaymentIntentRecord,
  PaymentMethodRecord,
  RefundRecord,
  SetupIntentRecord,
  WebhookEndpointRecord,
} from "./objects.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import { createSearchIndex, type SearchIndex } from "./search/search-index.ts";

/** Everything that this Stripe knows. Maps keep the order of creation. */
export interface World {
  readonly accounts: readonly Account[];
  readonly ids: Ids;
  readonly paymentIntents: Map<string, PaymentIntentRecord>;
  readonly paymentMethods: Map<string, PaymentMethodRecord>;
  readonly customers: Map<string, CustomerRecord>;
  readonly setupIntents: Map<string, SetupIntentRecord>;
  readonly charges: Map<string, ChargeRecord>;
  readonly refunds: Map<string, RefundRecord>;
  readonly disputes: Map<string, DisputeRecord>;
  readonly earlyFraudWarnings: Map<string, EarlyFraudWarningRecord>;
  readonly events: Map<string, EventRecord>;
  readonly webhookEndpoints: Map<string, WebhookEndpointRecord>;
  /** 3-D Secure source id → id of the PaymentIntent or SetupIntent that waits. */
  readonly challenges: Map<string, string>;
  /** What events show, and what replays answer with. */
  readonly snapshots: JsonStore;
  readonly idempotency: IdempotencyLayer;
  readonly locks: ObjectLocks;
  readonly schedule: Schedule;
  readonly search: SearchIndex;
  readonly eventListeners: Set<(event: EventRecord) => void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Unix seconds, as in every `created`. */
  seconds(): number;
  /** Where the hosted pages are, without a trailing slash. */
  baseUrl(): string;
}

export interface WorldOptions {
  accounts: readonly Account[];
  seed: string;
  now: () => number;
  baseUrl: () => string;
  /** How long searches do not see what is new or changed; a minute when absent. */
  searchLagMs?: number;
}

const SEARCH_LAG_MS = 60_000;

export function createWorld({ accounts, seed, now, baseUrl, searchLagMs }: WorldOptions): World {
  const snapshots = createJsonStore();
  return {
    accounts,
    ids: createIds(seed),
    paymentIntents: new Map(),
    paymentMethods: new Map(),
    customers: new Map(),
    setupIntents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    earlyFraudWarnings: new Map(),
    events: new Map(),
    webhookEndpoints: new Map(),
    challenges: new Map(),
    snapshots,
    idempotency: createIdempotencyLayer(snapshots),
    locks: createObjectLocks(),
    schedule: createSchedule(),
    search: createSearchIndex(searchLagMs ?? SEARCH_LAG_MS, now),
    eventListeners: new Set(),
    now,
    seconds: () => Math.floor(now() / 1000),
    baseUrl,
  };
}
