import type Stripe from "stripe";

/** The application's Stripe object. */
export type StripeClient = Stripe;

/** Names of Stripe's events. */
export type StripeEventType = Stripe.Event["type"];

/** Stripe's event of one type. */
export type StripeEvent<Type extends StripeEventType> = Extract<Stripe.Event, { type: Type }>;

/** Extra parameters of create. What this library owns cannot be named. */
export type ExtraPaymentIntentParams = Omit<
  Stripe.PaymentIntentCreateParams,
  | "amount"
  | "currency"
  | "confirm"
  | "confirmation_method"
  | "confirmation_token"
  | "capture_method"
  | "payment_method"
  | "payment_method_data"
  | "automatic_payment_methods"
  | "allowed_payment_method_types"
  | "excluded_payment_method_types"
  | "customer"
  | "metadata"
  | "off_session"
  | "error_on_requires_action"
  | "use_stripe_sdk"
  | "return_url"
  | "expand"
>;
