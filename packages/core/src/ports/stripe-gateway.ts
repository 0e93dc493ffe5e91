import type { Owner } from "../records/owner.ts";
import type {
  CancelReason,
  JsonObject,
  PaymentFailure,
  PinnedRequest,
  RefusalReason,
} from "../records/payment.ts";
import type { Dispute, Refund } from "../records/reversal.ts";

/** A PaymentIntent as Stripe showed it at one moment. */
export interface PaymentIntentSnapshot {
  readonly id: string;
  /** Stripe's status; the list is open. */
  readonly status: string;
  /** Minor units. */
  readonly amount: number;
  readonly amountReceived: number;
  readonly amountCapturable: number;
  readonly currency: string;
  readonly livemode: boolean;
  readonly captureMethod: string;
  /** `cus_…`; null for a guest. */
  readonly customerId: string | null;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly setupFutureUsage: string | null;
  /** Absent in stored events. Never logged, never stored. */
  readonly clientSecret: string | null;
  readonly paymentMethodId: string | null;
  readonly lastPaymentError: PaymentFailure | null;
  /** The method that {@link lastPaymentError} is about. */
  readonly lastErrorMethodId: string | null;
  /** Until when Stripe accepts what the customer must do, as of a voucher; null where it does not say. */
  readonly actionExpiresAt: Date | null;
  readonly metadata: { readonly [name: string]: string };
  readonly cancellationReason: string | null;
  readonly createdAt: Date;
  /** What became of the money that was received; null unless it was asked for, or before any was. */
  readonly charge: ChargeFacts | null;
}

/** What became of the money that an intent's last charge received. */
export interface ChargeFacts {
  /** Minor units given back of what was received. */
  readonly amountRefunded: number;
  readonly disputed: boolean;
}

/** A create or confirm as it was written ahead. */
export interface StepCall {
  /** Derived from the payment's id, the step and its number. */
  readonly idempotencyKey: string;
  readonly request: PinnedRequest;
  /** Absolute; checked right before anything is sent. */
  readonly deadlineAt: Date;
}

/**
 * What Stripe's answer means, by HTTP status and `code` (never by the SDK's class names).
 *
 * Definite: `intent`, `declined`, `refused`, `unexpected_state`. Not executed: `misconfigured`, `rate_limited`,
 * `not_sent`. In doubt: `in_use` (a sibling runs it), `spoiled` (saved under the key), `unknown`.
 *
 * @see https://docs.stripe.com/error-low-level
 */
export type StripeAnswer =
  | { readonly kind: "intent"; readonly intent: PaymentIntentSnapshot; readonly replayed: boolean }
  | {
      readonly kind: "declined";
      readonly failure: PaymentFailure;
      readonly intent: PaymentIntentSnapshot | null;
      readonly replayed: boolean;
      readonly requestId: string | null;
    }
  | {
      readonly kind: "refused";
      readonly reason: Exclude<RefusalReason, "unexpected_state">;
      readonly code: string;
      /** Which parameter Stripe refuses; null where it names none. */
      readonly param: string | null;
      /** Stripe's own sentence. */
      readonly message: string;
      readonly requestId: string | null;
    }
  | { readonly kind: "unexpected_state"; readonly requestId: string | null }
  | {
      readonly kind: "spoiled";
      readonly cause: "server_error" | "idempotency_mismatch";
      /** Whether Stripe repeated it: then it is saved for certain. A 500 that is not may come from before Stripe's memory. */
      readonly replayed: boolean;
      readonly requestId: string | null;
    }
  | { readonly kind: "in_use"; readonly requestId: string | null }
  | { readonly kind: "rate_limited"; readonly requestId: string | null }
  | { readonly kind: "misconfigured"; readonly message: string; readonly requestId: string | null }
  | { readonly kind: "not_sent" }
  | { readonly kind: "unknown"; readonly message: string; readonly requestId: string | null };

/** What Stripe answers when it gives neither an intent nor a decline. */
export type NoIntent = Exclude<StripeAnswer, { kind: "intent" } | { kind: "declined" }>;

/** One page of a list, or what Stripe answered instead. */
export type StripePage<Item> =
  | {
      readonly kind: "page";
      readonly items: readonly Item[];
      /** Id after which the next page begins; null on the last one. */
      readonly next: string | null;
    }
  | NoIntent;

/** Which page of a list, and until when it may be asked for. */
export interface PageCall {
  /** As {@link StripePage} gave it; absent for the first page. */
  readonly after?: string;
  readonly deadlineAt: Date;
}

/**
 * The port to Stripe. Answers are values; a method throws only for a bug.
 *
 * Retries `idempotency_key_in_use`, HTTP 429 and `lock_timeout` with backoff inside the deadline, nothing else.
 */
export interface StripeGateway extends Owner {
  /** The API version that new requests are pinned to. */
  readonly apiVersion: string;

  /** Creates a PaymentIntent; never confirms it. */
  createPaymentIntent(call: StepCall): Promise<StripeAnswer>;
  /** Confirms a stored PaymentIntent. */
  confirmPaymentIntent(paymentIntentId: string, call: StepCall): Promise<StripeAnswer>;
  /** Fetches a PaymentIntent. @param withCharge Also fill `charge`. */
  retrievePaymentIntent(
    paymentIntentId: string,
    options: { deadlineAt: Date; withCharge?: boolean },
  ): Promise<StripeAnswer>;
  /** Changes an unconfirmed PaymentIntent: its payment method, or what the order says. Idempotent at the resource. */
  updatePaymentIntent(
    paymentIntentId: string,
    options: { parameters: JsonObject; deadlineAt: Date },
  ): Promise<StripeAnswer>;
  /** Cancels an unconfirmed PaymentIntent. Idempotent at the resource. */
  cancelPaymentIntent(
    paymentIntentId: string,
    options: { reason: CancelReason; deadlineAt: Date },
  ): Promise<StripeAnswer>;
  /** Lists PaymentIntents made at an instant or later, with `charge`, the newest first. */
  listPaymentIntents(
    page: PageCall & { createdFrom: Date },
  ): Promise<StripePage<PaymentIntentSnapshot>>;
  /**
   * Lists Stripe's events, made at an instant or later, the newest first.
   *
   * @param page.createdTo Only what was made until then.
   */
  listEvents(
    page: PageCall & { createdFrom: Date; createdTo?: Date },
  ): Promise<StripePage<JsonObject>>;
  /** Lists the refunds of a PaymentIntent, the newest first. */
  listRefunds(paymentIntentId: string, page: PageCall): Promise<StripePage<Refund>>;
  /** Lists the disputes of a PaymentIntent, the newest first. */
  listDisputes(paymentIntentId: string, page: PageCall): Promise<StripePage<Dispute>>;
  /** Asks what time it is at Stripe, to the second; null where the answer does not say. */
  askTime(options: { deadlineAt: Date }): Promise<{ kind: "time"; at: Date | null } | NoIntent>;
  /** Reads the PaymentIntent out of a verified event's `data.object`. @returns null when it is none. */
  readPaymentIntent(object: JsonObject): PaymentIntentSnapshot | null;
  /** Reads whose account a verified event is of, as {@link Owner} has it. */
  accountOfEvent(event: JsonObject): string;
  /** What time it is at Stripe, by its last answer to this process, to the second; null before one said. */
  timeAtStripe(): Date | null;
  /** What tells this key from those of other accounts, as far as keys do; `""` where nothing does. */
  keyMark(): Promise<string>;
}
