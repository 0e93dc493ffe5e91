import type { Dispute, Refund } from "./reversal.ts";

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
  /** Connected account (`acct_…`), or `""` for the key's own account. */
  readonly account: string;
  readonly livemode: boolean;
  /** The order's id; where the client sets the amount, the purchase's. */
  readonly orderRef: string;
  /** What the client sent to `process`, so that confirm can ask for the order again. */
  readonly orderRequest: JsonObject;
  /** The n-th payment of this order, from 1. Assigned by the store. */
  readonly attempt: number;
  /** Minor units of `currency`, as Stripe counts them. */
  readonly amount: number;
  /** Lower-case ISO code. */
  readonly currency: string;
  /** Stored once, never changed. */
  readonly paymentIntentId: string | null;
  /** SHA-256 of the client secret, hexadecimal. The secret itself is never stored. */
  readonly clientSecretHash: string | null;
  readonly status: PaymentStatus;
  /** Every create and confirm that was ever written ahead, in order. */
  readonly steps: readonly StepAttempt[];
  /** The method last named to Stripe, and the id that Stripe then showed (test aliases resolve to new ids). */
  readonly method: NamedMethod | null;
  /** SHA-256 of client key and method for each that process has named to Stripe: a late duplicate names none again. */
  readonly namings: readonly string[];
  readonly customerId: string | null;
  /** Set before a cancel is sent: whoever comes next finishes it. */
  readonly cancelReason: CancelReason | null;
  readonly lastError: PaymentFailure | null;
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
  /** When the reconciler should look at it next; null when there is nothing to do. */
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Raised by one with every change; a write names the version it read. */
  readonly version: number;
}

/** `creating`, `review`, or Stripe's own status. Stripe's list is open: a new one is data. */
export type PaymentStatus =
  | "creating"
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "succeeded"
  | "canceled"
  | "review"
  | (string & {});

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

/** A payment method under both its names. */
export interface NamedMethod {
  /** As we gave it to Stripe. */
  readonly requested: string;
  /** The id on the intent afterwards. */
  readonly resolved: string | null;
}

/** Why a payment is being canceled. `replaced` and `refused` are silent; the others reach `onPayment.canceled`. */
export type CancelReason = "replaced" | "abandoned" | "not_payable" | "requested" | "refused";

/** A failed try, in Stripe's terms. */
export interface PaymentFailure {
  /** Stripe's error code, e.g. `card_declined`. */
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
  /** The failed charge, `ch_…`; null when authentication failed before a charge. */
  readonly chargeId: string | null;
}

/** A create or confirm, written ahead: repeating it asks Stripe the same question. */
export interface StepAttempt {
  readonly step: "create" | "confirm";
  /** The n-th attempt of this step, from 1. */
  readonly n: number;
  /** The payment method as the client named it. */
  readonly method: string | null;
  readonly request: PinnedRequest;
  /** SHA-256 of each client key that asked for this attempt. */
  readonly clientKeyHashes: readonly string[];
  readonly firstSentAt: Date;
  /** Null while open: the attempt may or may not have executed. */
  readonly outcome: StepOutcome | null;
}

/** Resent byte for byte: a deploy between crash and resume must not change the question. */
export interface PinnedRequest {
  readonly parameters: JsonObject;
  readonly apiVersion: string;
  readonly account: string;
}

export type StepOutcome =
  /** Stripe answered 2xx with this status. */
  | { readonly kind: "completed"; readonly status: string; readonly at: Date }
  /** A definite decline; replayed under its client keys. */
  | { readonly kind: "declined"; readonly failure: PaymentFailure; readonly at: Date }
  /** A definite refusal (4xx): nothing was executed. */
  | { readonly kind: "refused"; readonly code: string; readonly at: Date }
  /** Stripe repeated a saved answer: the last word on its key, which is never sent again. */
  | { readonly kind: "replayed"; readonly at: Date }
  /** Stripe saved a 500 or a mismatch under the key: the key can tell nothing more. */
  | { readonly kind: "spoiled"; readonly at: Date }
  /** The fetched intent already shows its effect. */
  | { readonly kind: "observed"; readonly at: Date }
  /** Another card took over after our deadline. */
  | { readonly kind: "superseded"; readonly at: Date }
  /** Older than the life of Stripe's key: not resent. */
  | { readonly kind: "expired"; readonly at: Date };

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
  readonly dueAt: Date;
  readonly lastError: string | null;
}

/**
 * `due` will be told (again), `done` was, `dead` failed too often. `unheard` has no handler in the process that found it
 * out: one that has it tells it. `passed_over` is told no more, because its handler kept failing and the payment went on.
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

/** Money at Stripe that the record cannot account for. */
export interface Contradiction {
  readonly kind: "succeeded_after_canceled" | "other_intent_took_money";
  /** The intent that took it: the payment's own, or another one that names the payment. */
  readonly paymentIntentId: string;
  readonly seenAt: Date;
  /** When a person saw to it, see `payments.resolve`; null until then. */
  readonly resolvedAt: Date | null;
}

/** Whether a value out of JSON is an object; a list is none. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Statuses in which no money has moved and a cancel is allowed. */
export const UNCONFIRMED: ReadonlySet<string> = new Set([
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
]);

/** Statuses in which we may cancel: no money has moved, or no intent is stored. */
export const CANCELABLE: ReadonlySet<string> = new Set(["creating", ...UNCONFIRMED]);

/** Statuses that nothing Stripe does can move any more; `review` waits for a person. */
export const FINAL: ReadonlySet<string> = new Set(["succeeded", "canceled", "review"]);

/** Whether the payment holds its order, so that no other may be reserved. */
export function isLive(payment: Payment): boolean {
  return payment.status !== "canceled";
}

/** Whether only a person can go on: a review, an open contradiction, or a handler that failed too often. */
export function needsPerson({ status, contradictions, effects }: Payment): boolean {
  return (
    status === "review" ||
    contradictions.some(({ resolvedAt }) => resolvedAt === null) ||
    effects.some(({ state }) => state === "dead")
  );
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
