import type { Payment } from "../payment.ts";

/** One purchase in one installation: what a live payment is unique for. */
export interface OrderKey {
  readonly tenant: string;
  readonly account: string;
  readonly livemode: boolean;
  readonly orderRef: string;
}

/**
 * Keeps payments. Linearizable per payment; durable once a promise resolves.
 *
 * Every method throws PaymentsError `store_unavailable` when the database cannot be reached or the
 * outcome of a write is unknown. "Absent" (null) and "unreachable" (throws) are different results.
 * Inside `Store.transaction` a read locks the row until the transaction ends.
 */
export interface PaymentStore {
  /**
   * Reserves the order's payment. Atomic: of N concurrent calls for one order exactly one inserts, all get the same payment.
   *
   * @param payment Complete record in status `creating`. Its `attempt` is ignored: the store assigns one
   * more than the order's payments so far.
   * @returns The order's live payment and whether this call inserted it. A payment whose `id` is already
   * stored for this order is returned as it is, live or not.
   * @throws PaymentsError `store_unavailable`; calling again with the same record is safe.
   */
  reserve(payment: Payment): Promise<{ payment: Payment; inserted: boolean }>;

  /**
   * Replaces a payment if nobody else did since it was read (compare-and-set).
   *
   * @param payment The new record; its `version` is one above the version that was read.
   * @returns True when written; false when the stored version is another one, and nothing was written.
   * @throws PaymentsError `store_unavailable`; then either happened. `internal_error` when another
   * payment already stores the same `paymentIntentId`.
   */
  update(payment: Payment): Promise<boolean>;

  /** Finds a payment by its own id. @returns null when absent. */
  findById(id: string): Promise<Payment | null>;

  /** Finds the payment that stores this PaymentIntent id (`pi_…`). @returns null when absent. */
  findByPaymentIntentId(paymentIntentId: string): Promise<Payment | null>;

  /** Finds the order's live payment (any status but `canceled`). @returns null when there is none. */
  findLive(order: OrderKey): Promise<Payment | null>;

  /**
   * Lists payments whose `dueAt` has come, the longest due first.
   *
   * @param now Instant to compare with. @param limit At most this many.
   */
  listDue(now: Date, limit: number): Promise<Payment[]>;

  /**
   * Lists payments a person must look at, as {@link needsPerson} says: status `review`, a contradiction that is not
   * resolved, or an effect that is dead.
   *
   * @param limit At most this many, oldest first.
   */
  listForReview(limit: number): Promise<Payment[]>;
}
