import type { Owner } from "../records/owner.ts";
import type { EffectKind, Payment } from "../records/payment.ts";
import type { DueQuery, PageMark, Taken, TakeQuery } from "./queries.ts";

/** One purchase in one installation: what a live payment is unique for. */
export interface OrderKey extends Owner {
  readonly tenant: string;
  readonly orderRef: string;
}

/** Which payments to list; what is absent does not narrow. */
export interface PaymentQuery extends Owner {
  readonly status?: string;
  readonly orderRef?: string;
  /** Made at this instant or later. */
  readonly createdFrom?: Date;
  /** `createdAt` and `id` of the last payment of the page before. */
  readonly after?: PageMark;
  /** At most this many. */
  readonly limit: number;
}

/** Which payments to list of those with something that no process could tell so far, see {@link unheardOf}. */
export interface UnheardQuery extends Owner {
  /** Of one of these kinds at least. */
  readonly kinds: readonly EffectKind[];
  /** The last of what is unheard came at this instant or later. */
  readonly since: Date;
  /** At most this many. */
  readonly limit: number;
}

/** What of the payments an operator must know, counted. */
export interface PaymentSummary {
  /** Payments that are stuck, see {@link PaymentStore.summarize}. */
  readonly stuck: number;
  /** Payments that a person must look at, see {@link PaymentStore.listForReview}. */
  readonly forReview: number;
  /** When the first payment was made; null when there is none. */
  readonly firstCreatedAt: Date | null;
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
   * Finds a live payment that may be this very order's under another tenant, account, installation or mode: its `orderRef`
   * is the same, and so is each of the three names, or one of both is `""`. That is what a deploy leaves behind that names
   * one of them, or no longer does. Two names are two orders.
   *
   * @returns One of the order's own mode if there is one, else of the other; the oldest; null when there is none.
   */
  findElsewhere(order: OrderKey): Promise<Payment | null>;

  /**
   * Lists the other owners of payments that may once have been this one, or may be it later: of its mode, and of its account
   * or where one of both accounts is `""`; whatever the installation. A deploy that names an account or an installation, names
   * it otherwise, or no longer does, leaves its payments to them.
   *
   * @param limit At most this many.
   */
  listOtherOwners(owner: Owner, limit: number): Promise<Owner[]>;

  /**
   * Takes payments whose `dueAt` has come, the longest due first, so that workers share them. Atomic: of N concurrent
   * calls no two take the same payment. A taken one is not taken again until `takenUntil`, or until it is updated.
   * Taking changes nothing else: it locks nobody out, and no payment's truth rests on it.
   *
   * @returns Each as it is stored, and whether it was left behind, see {@link Taken}.
   */
  takeDue(query: TakeQuery): Promise<Taken<Payment>[]>;

  /** Lists payments whose `dueAt` has come, taken or not, the longest due first. */
  listDue(query: DueQuery): Promise<Payment[]>;

  /**
   * Lists payments a person must look at, as {@link needsPerson} says: status `review`, a contradiction that is not
   * resolved, or an effect that is dead.
   *
   * @param limit At most this many, oldest first.
   */
  listForReview(owner: Owner, limit: number): Promise<Payment[]>;

  /** Lists payments with unheard effects, by the instant of the last, then by `id`. */
  listUnheard(query: UnheardQuery): Promise<Payment[]>;

  /** Lists payments, the newest first: by `createdAt`, then by `id`. */
  list(query: PaymentQuery): Promise<Payment[]>;

  /**
   * Counts what an operator must know.
   *
   * A payment is stuck when its `dueAt` lies before `dueBefore` (nobody came to look), or when its `abandonAt` lies before
   * `abandonBefore` (it should have been canceled long ago).
   */
  summarize(owner: Owner, stuck: { dueBefore: Date; abandonBefore: Date }): Promise<PaymentSummary>;
}
