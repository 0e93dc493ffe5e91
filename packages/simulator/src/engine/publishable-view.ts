import type Stripe from "stripe";

/** What a publishable key sees of a PaymentIntent. */
const OF_PAYMENT_INTENT: readonly (keyof Stripe.PaymentIntent)[] = [
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

/** What it sees of a SetupIntent. */
const OF_SETUP_INTENT: readonly (keyof Stripe.SetupIntent)[] = [
  "id",
  "object",
  "cancellation_reason",
  "client_secret",
  "created",
  "description",
  "last_setup_error",
  "livemode",
  "next_action",
  "payment_method",
  "payment_method_types",
  "status",
  "usage",
];

/** The part of an object that Stripe gives to a publishable key; objects that are not secret stay whole. */
export function publishableView<T extends object>(answer: T): Partial<T> {
  const kind = "object" in answer ? answer.object : null;
  if (kind === "payment_intent") return pick(answer, OF_PAYMENT_INTENT);
  if (kind === "setup_intent") return pick(answer, OF_SETUP_INTENT);
  return answer;
}

function pick<T extends object>(answer: T, names: readonly string[]): Partial<T> {
  const fields = Object.entries(answer).filter(([name]) => names.includes(name));
  // Some of the object's own entries make a part of it.
  return Object.fromEntries(fields) as Partial<T>;
}
