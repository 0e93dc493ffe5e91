import type { Account } from "./api-types.ts";
import { readMaxAmounts } from "./currencies.ts";
import type { Owned } from "./find-owned.ts";
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
import { createRecords, type Records, type Traits } from "./records.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import { createSearchIndex, type SearchIndex } from "./search/search-index.ts";

/** Everything that this Stripe knows. */
export interface World {
  readonly accounts: readonly Account[];
  /** What the accounts take, by currency, where it is more than usual. */
  readonly maxAmounts: ReadonlyMap<string, number>;
  readonly ids: Ids;
  readonly paymentIntents: Records<PaymentIntentRecord>;
  readonly paymentMethods: Records<PaymentMethodRecord>;
  readonly customers: Records<CustomerRecord>;
  readonly setupIntents: Records<SetupIntentRecord>;
  readonly charges: Records<ChargeRecord>;
  readonly refunds: Records<RefundRecord>;
  readonly disputes: Records<DisputeRecord>;
  readonly earlyFraudWarnings: Records<EarlyFraudWarningRecord>;
  readonly events: Records<EventRecord>;
  readonly webhookEndpoints: Records<WebhookEndpointRecord>;
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
  /** By currency, in minor units; none when absent. */
  maxAmount?: Readonly<Record<string, number>>;
}

const SEARCH_LAG_MS = 60_000;

export function createWorld(options: WorldOptions): World {
  const { accounts, seed, now, baseUrl, searchLagMs, maxAmount = {} } = options;
  const snapshots = createJsonStore();
  return {
    accounts,
    maxAmounts: readMaxAmounts(maxAmount),
    ids: createIds(seed),
    paymentIntents: createOwned(),
    paymentMethods: createOwned(),
    customers: createRecords(customerTraits),
    setupIntents: createOwned(),
    charges: createOwned(),
    refunds: createOwned(),
    disputes: createOwned(),
    earlyFraudWarnings: createOwned(),
    events: createRecords((event) => event),
    webhookEndpoints: createOwned(),
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

interface Indexed {
  readonly created: number;
  readonly charge?: string | null;
  readonly payment_intent?: string | null;
}

function createOwned<R extends Owned<Indexed>>(): Records<R> {
  return createRecords(({ account, object: { created, charge, payment_intent } }) => {
    return { account, created, charge, payment_intent };
  });
}

/** Only a new customer is asked, and it was not deleted yet. */
function customerTraits({ account, object }: CustomerRecord): Traits {
  return { account, created: "created" in object ? object.created : 0 };
}
