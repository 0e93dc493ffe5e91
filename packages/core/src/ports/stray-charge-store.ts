import type { Decision } from "../contradiction.ts";
import type { Owner } from "./owner.ts";

/**
 * Money at Stripe that no payment here stands for. Nothing is made up for it: it is kept as it was found, until a person has
 * seen to it.
 */
export interface StrayCharge extends Owner {
  /** The PaymentIntent that took it, `pi_…`. */
  readonly id: string;
  /**
   * `no_such_payment`: its metadata name a payment of this installation which this database does not have.
   * `charged_beside_the_library`: they name an order that is paid through this library, and no payment.
   */
  readonly because: "no_such_payment" | "charged_beside_the_library";
  /** The payment that its metadata name. */
  readonly paymentId: string | null;
  /** The order that its metadata name. */
  readonly orderRef: string | null;
  /** Minor units of `currency` that Stripe took or holds. */
  readonly amount: number;
  readonly currency: string;
  readonly seenAt: Date;
  /** When it ended; null until then. */
  readonly resolvedAt: Date | null;
  /** How it ended: a person's decision, or `agreed`, when a payment stood for it after all. */
  readonly resolvedAs: "kept" | "closed" | "agreed" | null;
  /** What operators decided about it, in order. */
  readonly decisions: readonly Decision[];
  /** Raised by one with every change; a write names the version it read. */
  readonly version: number;
}

/**
 * Keeps stray charges, for ever, each known by its owner and its id. Linearizable per charge; durable once a promise resolves; throws PaymentsError
 * `store_unavailable` as the payment store does.
 */
export interface StrayChargeStore {
  /**
   * Keeps a charge that is seen for the first time. Atomic insert if absent: of N concurrent calls exactly one inserts.
   *
   * @returns The stored charge and whether this call inserted it. One that is known is never changed.
   */
  record(stray: StrayCharge): Promise<{ stray: StrayCharge; inserted: boolean }>;

  /**
   * Replaces a charge if nobody else did since it was read (compare-and-set).
   *
   * @param stray The new record; its `version` is one above the version that was read.
   * @returns Whether it was written.
   */
  update(stray: StrayCharge): Promise<boolean>;

  /** Finds an owner's charge by its PaymentIntent's id. @returns null when absent. */
  find(owner: Owner, id: string): Promise<StrayCharge | null>;

  /** Lists those that are not resolved, by `seenAt`, then by `id`, the oldest first. @param limit At most this many. */
  listOpen(owner: Owner, limit: number): Promise<StrayCharge[]>;

  /** Lists those that were resolved as `closed` at `since` or later, by `resolvedAt`, then by `id`, the latest first. */
  listClosed(owner: Owner, query: { since: Date; limit: number }): Promise<StrayCharge[]>;

  /** Counts those that are not resolved. */
  countOpen(owner: Owner): Promise<number>;
}
