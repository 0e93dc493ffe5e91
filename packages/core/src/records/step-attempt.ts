import type { JsonObject } from "../values/json.ts";

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
  /** The method's own id at Stripe, as far as it is known: test aliases resolve to new ids. */
  readonly resolvedMethod: string | null;
  readonly request: PinnedRequest;
  /** SHA-256 of each client key that asked for this attempt. */
  readonly clientKeyHashes: readonly string[];
  readonly firstSentAt: Date;
  readonly lastSentAt: Date;
  /** How often it was sent, counted before each time; 0 where it only keeps what a key was told. */
  readonly sends: number;
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
  /** A definite refusal (4xx) of a request that was sent once: nothing was executed, and nothing can be. */
  | {
      readonly kind: "refused";
      readonly reason: RefusalReason;
      readonly code: string;
      readonly at: Date;
    }
  /** Stripe repeated a saved answer: the last word on its key, which is never sent again. */
  | { readonly kind: "replayed"; readonly at: Date }
  /** Stripe saved a 500 or a mismatch under the key: the key can tell nothing more. */
  | { readonly kind: "spoiled"; readonly at: Date }
  /** No answer of its own, and none is needed: the intent has ended, so that nothing sent before can move money. */
  | { readonly kind: "closed"; readonly at: Date };

/** Whose fault a refusal was: the client's method, the amount, an absent object, the intent's state, or ours. */
export type RefusalReason = "payment_method" | "amount" | "missing" | "unexpected_state" | "other";
