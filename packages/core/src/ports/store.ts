import type { EventFeedStore } from "./event-feed-store.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";
import type { PaymentStore } from "./payment-store.ts";
import type { StrayChargeStore } from "./stray-charge-store.ts";
import type { WebhookEventStore } from "./webhook-event-store.ts";

/**
 * The stores together, and, where the engine can, a transaction over them.
 *
 * @typeParam Tx What a handler gets as `tx` to write with in the same transaction (a `PoolClient`, a database handle).
 */
export interface Store<Tx = undefined> {
  readonly payments: PaymentStore;
  readonly idempotency: IdempotencyStore;
  readonly events: WebhookEventStore;
  readonly feed: EventFeedStore;
  readonly strays: StrayChargeStore;

  /**
   * Runs `work` in one transaction: everything it writes through `unit` and `unit.tx` commits together or not at all.
   *
   * Two transactions that read the same payment or event run one after the other, by the engine's own means.
   * Absent where the engine has no transactions: then handlers run at least once.
   *
   * @throws What `work` throws, after rolling back; PaymentsError `store_unavailable` when the outcome of the commit is
   * unknown; any other error when the database refused the commit, as by a deferred constraint: then nothing was written.
   */
  transaction?<Result>(work: (unit: UnitOfWork<Tx>) => Promise<Result>): Promise<Result>;
}

/** The stores inside one transaction. */
export interface UnitOfWork<Tx> {
  readonly payments: PaymentStore;
  readonly events: WebhookEventStore;
  readonly tx: Tx;
}
