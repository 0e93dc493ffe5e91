/**
 * Every `event` a log line can have, and what it means: the stable names to search and alert by. A new name does not
 * compile without a line here; docs/telemetry.md lists them.
 */
export const LOG_EVENTS = {
  payment_created: "a PaymentIntent was made for an order",
  payment_confirmed: "a confirm was answered by Stripe; `status` says how",
  payment_authorized: "money is held, to be captured",
  payment_succeeded: "money was taken, and matches",
  payment_failed: "one try failed; the payment can still succeed",
  payment_canceled: "a payment ended without money; `reason` says why",
  payment_refunded: "money goes back to the payer, or a refund failed; `reason` says how it ended",
  payment_disputed: "the payer's bank asks for the money, or has decided; `reason` says how",
  review_opened:
    "Stripe's money and the record disagree: a person must look, see `payments.reviews`",
  review_resolved: "a review or contradiction has ended: nobody need look any more",
  event_recorded: "a webhook event lies in the inbox",
  event_handled: "a webhook event is done",
  event_ignored: "a webhook event is none of ours; `reason` says why",
  api_version_differs: "Stripe writes events in another version than requests are pinned to",
  event_dead: "an event failed twenty times and is not tried again",
  webhook_event_failed: "handling an event failed; it is tried again",
  webhook_refused: "a delivery without a good signature; `reason` says what is wrong",
  thin_event_received: "Stripe delivers thin events, of which nothing is told",
  raw_body_unavailable: "a body parser ran first; the line says what to change",
  handler_failed:
    "one of your handlers threw, took too long, or its process ended; it is tried again",
  handler_passed_over:
    "one of your handlers failed to hear where a payment stood until it went on; it is not told any more",
  handlers_missing:
    "createPayments got no `onPayment`: this process tells nothing, and other processes must",
  event_without_object:
    "an event that a handler wants has no `data.object`, so it was filed and handed to nobody",
  handler_dead:
    "one of your handlers failed twenty times and is not tried again, see `payments.redrive`",
  intent_vanished: "an operator closed a payment whose PaymentIntent Stripe no longer knows",
  orphan_intent: "a PaymentIntent was made for a payment that no longer takes it",
  stripe_misconfigured: "Stripe refuses the key, its permission or its account",
  stripe_refused: "Stripe refuses a request as wrong, and the line says why in Stripe's words",
  stripe_outcome_unknown: "nobody knows what Stripe did; the next request or the worker finds out",
  reconcile_failed: "one payment or event could not be finished; it is due again later",
  reconcile_part_failed: "a part of a run did not come to its end; `part` says which",
  feed_gap: "Stripe no longer lists events that were never read",
  comparison_failed: "a PaymentIntent could not be compared with its payment",
  paid_there_not_here:
    "Stripe has money that no payment stands for: a person must look, see `payments.reviews`",
  paid_here_not_there:
    "a payment says it is paid and Stripe has no such money: a person must look, see `payments.reviews`",
  reconciled: "a run of reconcile ended",
  clock_wrong: "this process's clock is more than five minutes off Stripe's",
  order_elsewhere:
    "an order has a live payment under another tenant, account, installation or mode; `reason` says which, and only the other mode's is let through",
  other_account: "payments here were made with the key of another Stripe account",
  worker_failed: "a run of the worker failed as a whole; it tries again",
  store_unavailable: "the database failed or cannot be reached; the line says what to do",
  internal_error: "a bug, or a function of yours that threw; the client got the `error_id`",
} as const satisfies Record<string, string>;

/** A log line's stable name. */
export type LogEvent = keyof typeof LOG_EVENTS;

/** Every field a log line can have beside `event` and `error`, and what it holds. Anything else is dropped. */
export const LOG_FIELDS = {
  payment_id: "our payment (`pay_…`)",
  order_ref: "your order's id",
  tenant: "whose order it is, by your `scope`",
  account: "Stripe's account (`acct_…`), empty where nothing names it",
  payment_intent_id: "Stripe's PaymentIntent (`pi_…`)",
  event_id: "Stripe's event (`evt_…`)",
  request_id: "Stripe's request (`req_…`)",
  error_id: "what an `internal_error` answer repeats",
  type: "the event's type at Stripe",
  status: "the payment's status",
  code: "an error's code",
  stripe_code: "Stripe's code of a refusal or decline",
  param: "the parameter that Stripe refuses",
  answer: "what Stripe's answer meant",
  reason: "why",
  operation: "what was asked for: `process`, `confirm`, `status` or `webhook`",
  effect: "which handler's call, as in `effectKey`",
  canceled: "whether the orphan is canceled",
  api_version: "Stripe's version of an event",
  part: "what of a run",
  from: "beginning of a stretch of time",
  to: "its end",
  skew_seconds: "how far this process's clock is ahead of Stripe's",
  attempts: "how often it failed",
  times: "how often it happened since the last such line",
  payments: "how many payments a run looked at",
  events: "how many events a run handled",
  failed: "how many of both failed",
} as const satisfies Record<string, string>;

/** A log line's field. */
export type LogField = keyof typeof LOG_FIELDS;
