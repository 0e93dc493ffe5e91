import type { Decision } from "./contradiction.ts";
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
