import type Stripe from "stripe";

const CREATED_SECONDS = 1_768_467_600; // 2026-01-15, 09:00 UTC

/**
 * A whole PaymentIntent as Stripe renders one, nulls included: for events and for stand-ins.
 *
 * What follows from the status follows: a succeeded one has received its amount, an authorized one can be captured, a
 * canceled one says when.
 *
 * @param changes Whatever the test is about; `amount` in minor units.
 */
export function paymentIntent(changes: Partial<Stripe.PaymentIntent> = {}): Stripe.PaymentIntent {
  const { id = "pi_1", amount = 1999, status = "requires_payment_method" } = changes;
  return {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount,
    amount_capturable: status === "requires_capture" ? amount : 0,
    amount_details: { tip: {} },
    amount_received: status === "succeeded" ? amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: "never", enabled: true },
    canceled_at: status === "canceled" ? CREATED_SECONDS : null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_0123456789`,
    confirmation_method: "automatic",
    created: CREATED_SECONDS,
    currency: "eur",
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: status === "succeeded" || status === "requires_capture" ? "ch_1" : null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
    ...changes,
  };
}

/** What `last_payment_error` says of a card that the bank declined. */
export function cardDecline(
  changes: Partial<Stripe.PaymentIntent.LastPaymentError> = {},
): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: "card_error",
    charge: "ch_declined",
    code: "card_declined",
    decline_code: "generic_decline",
    message: "Your card was declined.",
    ...changes,
  };
}
