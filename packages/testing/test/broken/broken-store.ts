import {
  type EventFeedStore,
  type IdempotencyStore,
  type MemoryTransaction,
  memoryStore,
  type PaymentStore,
  PaymentsError,
  type Store,
  type StrayChargeStore,
  type WebhookEventStore,
} from "@chargeonce/core";
import type { StoreSubject } from "../../src/index.ts";

export type MemoryStore = Required<Store<MemoryTransaction>>;
export type Effects = NonNullable<StoreSubject<MemoryTransaction>["effects"]>;

/** A store with one fault, and the laws that must catch it. */
export interface BrokenStore {
  readonly fault: string;
  readonly caughtBy: readonly string[];
  make(): Promise<StoreSubject<MemoryTransaction>>;
}

/** The memory store with what a subject needs besides: effects, a restart, an outage. It breaks no law. */
export function soundSubject(
  distort: (store: MemoryStore) => MemoryStore = (store) => store,
): StoreSubject<MemoryTransaction> {
  const kept = memoryStore();
  const store = distort(kept);
  let reachable = true;
  const front = guarded(store, async (call) => {
    if (!reachable) throw new PaymentsError("store_unavailable", "The memory is out of reach.");
    return call();
  });
  return {
    stores: [front, front],
    effects: effectsInMemory(),
    reopen: async () => store,
    cutOff: async () => {
      reachable = false;
    },
    dispose: async () => undefined,
  };
}

export function effectsInMemory(): Effects {
  const names: string[] = [];
  return {
    make: (tx, name) => {
      tx.onRollback(() => names.splice(names.lastIndexOf(name), 1));
      names.push(name);
    },
    seen: () => names,
  };
}

/** A fault in what a store's methods do, outside of transactions and inside. */
export function brokenMethods(
  fault: string,
  caughtBy: readonly string[],
  faults: {
    payments?: (inner: PaymentStore) => Partial<PaymentStore>;
    idempotency?: (inner: IdempotencyStore) => Partial<IdempotencyStore>;
    events?: (inner: WebhookEventStore) => Partial<WebhookEventStore>;
    feed?: (inner: EventFeedStore) => Partial<EventFeedStore>;
    strays?: (inner: StrayChargeStore) => Partial<StrayChargeStore>;
  },
): BrokenStore {
  const payments = (inner: PaymentStore) => ({ ...inner, ...faults.payments?.(inner) });
  const events = (inner: WebhookEventStore) => ({ ...inner, ...faults.events?.(inner) });
  return brokenStore(fault, caughtBy, (store) => ({
    payments: payments(store.payments),
    idempotency: { ...store.idempotency, ...faults.idempotency?.(store.idempotency) },
    events: events(store.events),
    feed: { ...store.feed, ...faults.feed?.(store.feed) },
    strays: { ...store.strays, ...faults.strays?.(store.strays) },
    transaction: (work) =>
      store.transaction((unit) =>
        work({ payments: payments(unit.payments), events: events(unit.events), tx: unit.tx }),
      ),
  }));
}

/** A fault in the store as a whole. */
export function brokenStore(
  fault: string,
  caughtBy: readonly string[],
  distort: (store: MemoryStore) => MemoryStore,
): BrokenStore {
  return { fault, caughtBy, make: async () => soundSubject(distort) };
}

/** A fault in the surroundings: a restart, an outage. */
export function brokenSubject(
  fault: string,
  caughtBy: readonly string[],
  distort: (subject: StoreSubject<MemoryTransaction>) => StoreSubject<MemoryTransaction>,
): BrokenStore {
  return { fault, caughtBy, make: async () => distort(soundSubject()) };
}

/** A store whose every method goes through `around`. */
export function guarded(
  { payments, idempotency, events, feed, strays, transaction }: MemoryStore,
  around: <Result>(call: () => Promise<Result>) => Promise<Result>,
): MemoryStore {
  return {
    payments: {
      reserve: (payment) => around(() => payments.reserve(payment)),
      update: (payment) => around(() => payments.update(payment)),
      findById: (id) => around(() => payments.findById(id)),
      findByPaymentIntentId: (id) => around(() => payments.findByPaymentIntentId(id)),
      findLive: (order) => around(() => payments.findLive(order)),
      findElsewhere: (order) => around(() => payments.findElsewhere(order)),
      listOtherOwners: (owner, limit) => around(() => payments.listOtherOwners(owner, limit)),
      takeDue: (query) => around(() => payments.takeDue(query)),
      listDue: (query) => around(() => payments.listDue(query)),
      listForReview: (owner, limit) => around(() => payments.listForReview(owner, limit)),
      listUnheard: (query) => around(() => payments.listUnheard(query)),
      list: (query) => around(() => payments.list(query)),
      summarize: (owner, stuck) => around(() => payments.summarize(owner, stuck)),
    },
    idempotency: {
      claim: (record) => around(() => idempotency.claim(record)),
      find: (scopeKey) => around(() => idempotency.find(scopeKey)),
      repoint: (scopeKey, from, to) => around(() => idempotency.repoint(scopeKey, from, to)),
    },
    events: {
      record: (event) => around(() => events.record(event)),
      update: (event) => around(() => events.update(event)),
      findById: (owner, id) => around(() => events.findById(owner, id)),
      takeDue: (query) => around(() => events.takeDue(query)),
      listDue: (query) => around(() => events.listDue(query)),
      findUnknown: (owner, ids) => around(() => events.findUnknown(owner, ids)),
      list: (query) => around(() => events.list(query)),
      summarize: (owner) => around(() => events.summarize(owner)),
      removeHandled: (owner, before, limit) =>
        around(() => events.removeHandled(owner, before, limit)),
    },
    feed: {
      find: (owner) => around(() => feed.find(owner)),
      advance: (owner, cursor, believedUntil) =>
        around(() => feed.advance(owner, cursor, believedUntil)),
    },
    strays: {
      record: (stray) => around(() => strays.record(stray)),
      update: (stray) => around(() => strays.update(stray)),
      find: (owner, id) => around(() => strays.find(owner, id)),
      listOpen: (owner, limit) => around(() => strays.listOpen(owner, limit)),
      listClosed: (owner, query) => around(() => strays.listClosed(owner, query)),
      countOpen: (owner) => around(() => strays.countOpen(owner)),
    },
    transaction: (work) => around(() => transaction(work)),
  };
}
