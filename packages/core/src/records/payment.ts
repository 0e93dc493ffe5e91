import type { JsonObject } from "../values/json.ts";
import type { Contradiction, Decision } from "./contradiction.ts";
import type { Dispute, Refund } from "./reversal.ts";
import { holdsOrder, type PaymentStatus } from "./statuses.ts";
import type { PaymentFailure, StepAttempt, StepOutcome } from "./step-attempt.ts";

export { isJsonObject, type JsonObject, type JsonValue } from "../values/json.ts";
export type {
  PaymentFailure,
  PinnedRequest,
  RefusalReason,
  StepAttempt,
  StepOutcome,
} from "./step-attempt.ts";

/**
 * The Payment record: what our database remembers of one attempt to get one order paid.
 *
 * ```
 *              create stored               confirm / customer / Stripe
 *  creating ───────────────▶ requires_* ───────────────▶ processing | requires_capture ─▶ succeeded
 *     │ never stored an id       │ cancel acknowledged                                       │
 *     └──────────▶ canceled ◀────┘                              does not match, or a handler │
 *                                       review ◀─────────────────────────────────────────────┘
 * ```
 * `succeeded` and `canceled` are final. Every status but `canceled` holds the order (is *live*).
 */
export interface Payment {
  /** Random. The keys sent to Stripe derive from it. */
  readonly id: string;
  /** Who owns the order, from `scope`; `""` where there is one tenant only. */
  readonly tenant: string;
  /** The user who may see and confirm it, from `scope`; null for a guest. */
  readonly principal: string | null;
  /** The account it is made in (`acct_…`), or `""` for the key's own, where nothing names it. */
  readonly account: string;
  readonly livemode: boolean;
  /** The option `installation` of the server that reserved it, or `""`. */
  readonly installation: string;
  /** The mark of the key that reserved it: where nothing names the account, it tells whose payment this cannot be. */
  readonly reservedWith: string;
  /** The order's id; where the client sets the amount, the purchase's. */
  readonly orderRef: string;
  /**
   * SHA-256 of the client key that reserved it, within its scope; null without one. Where there is no principal it says
   * whose payment it is.
   */
  readonly ownerKeyHash: string | null;
  /**
   * Whether its secret was given to a second caller without principal and key. Then nobody's method is named on it, and
   * the secret proves nothing.
   */
  readonly shared: boolean;
  /** What its owner sent to `process` last, so that confirm can ask for the order again. */
  readonly orderRequest: JsonObject;
  /** The n-th payment of this order, from 1. Assigned by the store. */
  readonly attempt: number;
  /** Minor units of `currency`, as Stripe counts them. */
  readonly amount: number;
  /** Lower-case ISO code. */
  readonly currency: string;
  /** What the order says and the PaymentIntent carries, in Stripe's parameters: amount, customer, receipt address, metadata, … */
  readonly facts: JsonObject;
  /** How {@link facts} were changed at Stripe since the PaymentIntent was created. */
  readonly factUpdate: FactUpdate;
  /** Stripe's `confirmation_method` of the PaymentIntent; fixed when it is created. */
  readonly confirmationMethod: "automatic" | "manual";
  /** Stored once, never changed. */
  readonly paymentIntentId: string | null;
  /** SHA-256 of the client secret, hexadecimal. The secret itself is never stored. */
  readonly clientSecretHash: string | null;
  readonly status: PaymentStatus;
  /** The creates and confirms that were written ahead, in order; of the answered ones only the latest are kept. */
  readonly steps: readonly StepAttempt[];
  /** Answered confirms that are no longer kept in {@link steps}. */
  readonly droppedConfirms: number;
  /** The method last named to Stripe, and the id that Stripe then showed (test aliases resolve to new ids). */
  readonly method: NamedMethod | null;
  /** SHA-256 of client key and method, the latest that process has named to Stripe: a late duplicate names none again. */
  readonly namings: readonly string[];
  /** Stripe customer as the PaymentIntent carries it, `cus_…`. */
  readonly customerId: string | null;
  /** Set before a cancel is sent: whoever comes next finishes it. */
  readonly cancelReason: CancelReason | null;
  readonly lastError: PaymentFailure | null;
  /** Minor units that Stripe has received, as it says itself: less than {@link amount} after a partial capture. */
  readonly amountReceived: number;
  /** Minor units that Stripe holds and that can still be captured. */
  readonly amountCapturable: number;
  /** Minor units that were given back, or are on their way: what {@link refunds} sums up to. */
  readonly amountRefunded: number;
  /** What Stripe lists as refunds of the intent, whoever made them, the oldest first. */
  readonly refunds: readonly Refund[];
  /** What Stripe lists as disputes of the intent, the oldest first. */
  readonly disputes: readonly Dispute[];
  /** What must be told to the application, and what has been. */
  readonly effects: readonly Effect[];
  /** Money that Stripe took and this record cannot account for. */
  readonly contradictions: readonly Contradiction[];
  /** The last sign of life of its customer, its app or Stripe, to the minute. */
  readonly lastActiveAt: Date;
  /** When it was reserved in place of another caller's payment; null when it was not. */
  readonly tookOverAt: Date | null;
  /** Until when Stripe accepts what the customer must do, as it said of a voucher; null when it said nothing. */
  readonly actionExpiresAt: Date | null;
  /** When it counts as abandoned and is canceled; null when it can no longer be. */
  readonly abandonAt: Date | null;
  /** What operators decided about it, in order. */
  readonly decisions: readonly Decision[];
  /** When the reconciler should look at it next; null when there is nothing to do. */
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Raised by one with every change; a write names the version it read. */
  readonly version: number;
}

/** A payment method under both its names. */
export interface NamedMethod {
  /** As we gave it to Stripe. */
  readonly requested: string;
  /** The id on the intent afterwards. */
  readonly resolved: string | null;
}

/**
 * Why a payment is being canceled. `replaced` and `refused` are silent; the others reach `onPayment.canceled`. `vanished`:
 * an operator closed it, and Stripe knows its PaymentIntent no more.
 */
export type CancelReason =
  | "replaced"
  | "abandoned"
  | "not_payable"
  | "requested"
  | "refused"
  | "vanished";

/**
 * Changes of an intent's facts, and under manual confirmation of its method. Each is counted before it is sent: one that had
 * no answer may still arrive.
 */
export interface FactUpdate {
  readonly sent: number;
  readonly answered: number;
  readonly lastSentAt: Date | null;
  /** The facts that were sent last and what they lead to, until Stripe has answered every one: each that was not may still arrive. */
  readonly pending: { readonly parameters: JsonObject; readonly facts: JsonObject } | null;
  /** The methods that were named, as long as one of these changes has no answer. */
  readonly methods: readonly string[];
}

/** Something the application's handler must hear once. */
export interface Effect {
  /** Unique within the payment. */
  readonly key: string;
  readonly kind: EffectKind;
  readonly state: EffectState;
  readonly failure: PaymentFailure | null;
  /** For `canceled` and `review`: why. For `succeeded`: `"resolved"` when a person ended a review so. */
  readonly reason: string | null;
  /** For `refunded` and `disputed`: the id of the refund or dispute. */
  readonly about: string | null;
  readonly tries: number;
  /** When it is told next; of an unheard one no earlier than it was left so. */
  readonly dueAt: Date;
  readonly lastError: string | null;
}

/**
 * `due` will be told (again), `done` was, `dead` failed too often. `unheard` has no handler in the process that found it
 * out: one that has it tells it. `passed_over` is told no more: the payment went on, or three days, before its handler could
 * hear it, or before it was learned of.
 */
export type EffectState = "due" | "done" | "dead" | "unheard" | "passed_over";

/** The handlers of `onPayment`. */
export type EffectKind =
  | "succeeded"
  | "authorized"
  | "failed"
  | "canceled"
  | "review"
  | "refunded"
  | "disputed";

/** Whether the payment holds its order, so that no other may be reserved. */
export function isLive(payment: Payment): boolean {
  return holdsOrder(payment.status);
}

/** Whether only a person can go on: a review, an open contradiction, or a handler that failed too often. */
export function needsPerson({ status, contradictions, effects }: Payment): boolean {
  return (
    status === "review" ||
    contradictions.some(({ resolvedAt }) => resolvedAt === null) ||
    effects.some(({ state }) => state === "dead")
  );
}

/** What of a payment no process has had a handler for so far: of which kinds, and since when the last; null for nothing. */
export function unheardOf(payment: Payment): { kinds: readonly EffectKind[]; at: Date } | null {
  const unheard = payment.effects.filter(({ state }) => state === "unheard");
  if (unheard.length === 0) return null;
  const at = new Date(Math.max(...unheard.map(({ dueAt }) => dueAt.getTime())));
  return { kinds: [...new Set(unheard.map(({ kind }) => kind))].sort(), at };
}

/** The open attempt of a step: sent, or about to be, and not yet answered. */
export function openAttempt(payment: Payment, step: StepAttempt["step"]): StepAttempt | undefined {
  return payment.steps.find((attempt) => attempt.step === step && attempt.outcome === null);
}

/** The payment with one attempt closed. */
export function closeAttempt(
  payment: Payment,
  attempt: StepAttempt,
  outcome: StepOutcome,
): Payment {
  return {
    ...payment,
    steps: payment.steps.map((each) =>
      each.step === attempt.step && each.n === attempt.n ? { ...each, outcome } : each,
    ),
  };
}
