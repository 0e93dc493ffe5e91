import type Stripe from "stripe";

/** What a publishable key sees of a PaymentIntent. */
const VISIBLE: readonly (keyof Stripe.PaymentIntent)[] = [
  "id",
  "object",
  "amount",
  "amount_details",
  "automatic_payment_methods",
  "canceled_at",
  "cancellation_reason",
  "capture_method",
  "client_secret",
  "confirmation_method",
  "created",
  "currency",
  "description",
  "last_payment_error",
  "livemode",
  "next_action",
  "payment_method",
  "payment_method_configuration_details",
  "payment_method_types",
  "processing",
  "receipt_email",
  "setup_future_usage",
  "shipping",
  "source",
  "status",
];

export function publishableView(
  paymentIntent: Stripe.PaymentIntent,
): Partial<Stripe.PaymentIntent> {
  return Object.fromEntries(VISIBLE.map((name) => [name, paymentIntent[name]]));
}
