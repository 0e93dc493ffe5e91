/** Stripe and the record disagree about money. */
export interface Contradiction {
  readonly kind:
    | "succeeded_after_canceled"
    /** A refund failed, or a dispute was won, after the payment was closed because its money had gone back. */
    | "money_came_back"
    | "other_intent_took_money"
    /** The row is still being created, so nobody can have paid what it names: this database has lost a write. */
    | "intent_never_stored"
    /** The payment is paid here, and Stripe has no such money. */
    | "not_paid_at_stripe";
  /** The intent that it is about: the payment's own, or another one that names the payment. */
  readonly paymentIntentId: string;
  readonly seenAt: Date;
  /** When it ended; null until then. */
  readonly resolvedAt: Date | null;
  /** How it ended: a person's decision, or `agreed`, when Stripe and the record came to agree by themselves. */
  readonly resolvedAs: "kept" | "closed" | "agreed" | null;
}

/**
 * How a person ends what must be seen to. `paid`: the money stays, and a payment in review counts as paid. `closed`: the money
 * has gone back. `kept`: the money stays, it pays no payment here, and it is accounted for elsewhere.
 */
export type Resolution = "paid" | "closed" | "kept";

/** What an operator decided about a payment. */
export interface Decision {
  /** `cancel`, or what `resolve` was told. */
  readonly as: "cancel" | Resolution;
  readonly at: Date;
  /** Who, as the caller named it; null where nobody was named. */
  readonly by: string | null;
}
