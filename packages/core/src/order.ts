/** What `loadOrder` answers: the truth about what is being bought. */
export interface Order {
  /** One purchase, one id. A number is taken as its decimal text. */
  readonly id: string | number;
  /** Minor units of `currency`, as Stripe counts them (`1050` is $10.50; JPY has none: `1050` is ¥1050). */
  readonly amount: number;
  /** ISO code, any case. */
  readonly currency: string;
  /** False when it cannot be paid (any more); default true. */
  readonly payable?: boolean;
  /** Stripe customer, `cus_…`. */
  readonly customerId?: string;
  readonly description?: string;
  readonly receiptEmail?: string;
  /** Copied to the PaymentIntent; `payment_id` and `order_id` are ours. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What `loadOrder` is asked. */
export interface LoadOrderInput<Context> {
  /** What the client sent to `process`, every further field untouched; the same again when `confirm` asks. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Who asks, from the adapter. */
  readonly context: Context;
  /** Which operation asks. */
  readonly operation: "process" | "confirm";
}

/** Bounds within which the client's word for the amount is taken. */
export interface ClientAmountBounds {
  /** ISO codes. */
  readonly currencies: readonly string[];
  /** Minor units of the currency. */
  readonly min: number;
  /** Minor units of the currency. */
  readonly max: number;
}
