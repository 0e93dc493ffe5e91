/** Money that goes back, in Stripe's terms. */
export interface Refund {
  /** `re_…`. */
  readonly id: string;
  /** Minor units of the payment's currency. */
  readonly amount: number;
  /** `pending`, `requires_action`, `succeeded`, `failed` or `canceled`; the list is open. */
  readonly status: string;
  readonly reason: string | null;
  readonly createdAt: Date;
}

/** A payer's bank takes the payment back, or asks about it, in Stripe's terms. */
export interface Dispute {
  /** `dp_…` or `du_…`. */
  readonly id: string;
  /** Minor units in dispute. */
  readonly amount: number;
  /** `needs_response`, `under_review`, `won`, `lost`, `warning_…` and others; the list is open. */
  readonly status: string;
  readonly reason: string;
  readonly createdAt: Date;
}
