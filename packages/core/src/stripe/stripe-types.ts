import type Stripe from "stripe";
import type { OwnedParameter } from "./owned-parameters.ts";

/** The application's Stripe object. */
export type StripeClient = Stripe;

/** Names of Stripe's events. */
export type StripeEventType = Stripe.Event["type"];

/** Stripe's event of one type. */
export type StripeEvent<Type extends StripeEventType> = Extract<Stripe.Event, { type: Type }>;

/**
 * Extra parameters of create, such as `description` or `receipt_email`. What this library owns cannot be named: the amount,
 * the currency, the customer, `metadata`, `return_url`, whatever chooses payment methods, and whatever confirms or captures.
 */
export type ExtraPaymentIntentParams = Omit<Stripe.PaymentIntentCreateParams, OwnedParameter>;
