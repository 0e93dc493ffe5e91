import type Stripe from "stripe";
import type { StoredJson } from "./json-store.ts";
import type { TestCard } from "./test-cards.ts";

/** As stored: what `expand` could turn into an object is an id here. */
export type FlatPaymentIntent = Stripe.PaymentIntent & {
  customer: string | null;
  latest_charge: string | null;
  payment_method: string | null;
};

export type FlatCharge = Stripe.Charge & {
  balance_transaction: string | null;
  payment_intent: string | null;
  payment_method: string | null;
};

export type FlatRefund = Stripe.Refund & {
  charge: string | null;
  payment_intent: string | null;
};

export type FlatPaymentMethod = Stripe.PaymentMethod & { customer: string | null };

export type FlatCustomer = Stripe.Customer & {
  invoice_settings: { default_payment_method: string | null };
};

export type FlatSetupIntent = Stripe.SetupIntent & {
  customer: string | null;
  payment_method: string | null;
};

export type FlatDispute = Stripe.Dispute & {
  charge: string;
  payment_intent: string | null;
};

export type FlatEarlyFraudWarning = Stripe.Radar.EarlyFraudWarning & {
  charge: string;
  payment_intent?: string;
};

/** A 3-D Secure authentication that waits for the customer. */
export interface Challenge {
  /** Names it in the URL of the hosted page; `src_…`. */
  readonly source: string;
  /** Where the hosted page sends the customer afterwards; null when an app or an embedding page waits. */
  readonly returnUrl: string | null;
}

export interface PaymentIntentRecord {
  readonly account: string;
  readonly object: FlatPaymentIntent;
  challenge: Challenge | null;
  /** With manual confirmation: the method whose authentication passed and that the server has yet to confirm. */
  authenticatedMethod: string | null;
}

/** `until_attached`: it was set up for later without a customer, and a customer may still get it. */
export type UsedUp = "no" | "until_attached" | "for_good";

export interface PaymentMethodRecord {
  readonly account: string;
  readonly object: FlatPaymentMethod;
  readonly card: TestCard;
  readonly cvcSent: boolean;
  /** Stripe lets a method be used once without a customer, and never after it was taken off one. */
  usedUp: UsedUp;
  /** A payment or a SetupIntent prepared it for payments without the customer. */
  setUpOffSession: boolean;
}

export interface CustomerRecord {
  readonly account: string;
  /** Changes its kind when the customer is deleted. */
  object: FlatCustomer | Stripe.DeletedCustomer;
}

export interface SetupIntentRecord {
  readonly account: string;
  readonly object: FlatSetupIntent;
  challenge: Challenge | null;
}

export interface ChargeRecord {
  readonly account: string;
  readonly object: FlatCharge;
}

export interface RefundRecord {
  readonly account: string;
  readonly object: FlatRefund;
}

export interface DisputeRecord {
  readonly account: string;
  readonly object: FlatDispute;
}

export interface EarlyFraudWarningRecord {
  readonly account: string;
  readonly object: FlatEarlyFraudWarning;
}

/** What a webhook is signed with. */
export interface SigningSecret {
  readonly value: string;
  /** Milliseconds since the epoch; null while it was not replaced. */
  readonly expiresAt: number | null;
}

export interface WebhookEndpointRecord {
  readonly account: string;
  /** Without its secret. */
  readonly object: Stripe.WebhookEndpoint;
  /** Whether it gets the events of the connected accounts instead of its own account's. */
  readonly connect: boolean;
  /** Newest first. Replaced as a whole, never changed: the log of deliveries keeps what was in use. */
  secrets: readonly SigningSecret[];
}

export interface EventRecord {
  readonly account: string;
  readonly id: string;
  readonly type: Stripe.Event.Type;
  /** Unix seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly request: Stripe.Event.Request;
  /** The object as it was. */
  readonly snapshot: StoredJson;
  readonly previousAttributes: Readonly<Record<string, unknown>> | null;
  /** Endpoints that it is meant for and that have not yet answered with a 2xx. */
  pendingWebhooks: number;
}
