import type { Owner } from "../records/owner.ts";
import type { StrayCharge } from "../records/stray-charge.ts";

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
