import type Stripe from "stripe";

/**
 * What bodies are checked against, as the installed `stripe` declares it. Nothing here says what an object looks like:
 * `generate-shapes.ts` makes JSON schema of these types and of all that they reach. A kind of object or a type of
 * event that the simulator learns has to be named here, else every test that receives one fails and says so.
 */
export interface ShapeRoots {
  /** By their field `object`. */
  objects:
    | Stripe.PaymentIntent
    | Stripe.PaymentMethod
    | Stripe.SetupIntent
    | Stripe.SetupAttempt
    | Stripe.Customer
    | Stripe.Charge
    | Stripe.Refund
    | Stripe.Dispute
    | Stripe.BalanceTransaction
    | Stripe.Mandate
    | Stripe.Radar.EarlyFraudWarning
    | Stripe.WebhookEndpoint;
  /** By their field `object`, of objects with `deleted: true`. */
  deleted: Stripe.DeletedCustomer | Stripe.DeletedWebhookEndpoint;
  /** By their field `object`, for callers with a publishable key. */
  published:
    | Published<Stripe.PaymentIntent>
    | Published<Stripe.PaymentMethod>
    | Published<Stripe.SetupIntent>;
  /** By their field `type`. */
  events:
    | Stripe.ChargeCapturedEvent
    | Stripe.ChargeDisputeClosedEvent
    | Stripe.ChargeDisputeCreatedEvent
    | Stripe.ChargeDisputeFundsReinstatedEvent
    | Stripe.ChargeDisputeFundsWithdrawnEvent
    | Stripe.ChargeDisputeUpdatedEvent
    | Stripe.ChargeExpiredEvent
    | Stripe.ChargeFailedEvent
    | Stripe.ChargePendingEvent
    | Stripe.ChargeRefundUpdatedEvent
    | Stripe.ChargeRefundedEvent
    | Stripe.ChargeSucceededEvent
    | Stripe.ChargeUpdatedEvent
    | Stripe.CustomerCreatedEvent
    | Stripe.CustomerDeletedEvent
    | Telling<Stripe.CustomerUpdatedEvent>
    | Stripe.MandateUpdatedEvent
    | Stripe.PaymentIntentAmountCapturableUpdatedEvent
    | Stripe.PaymentIntentCanceledEvent
    | Stripe.PaymentIntentCreatedEvent
    | Stripe.PaymentIntentPartiallyFundedEvent
    | Stripe.PaymentIntentPaymentFailedEvent
    | Stripe.PaymentIntentProcessingEvent
    | Stripe.PaymentIntentRequiresActionEvent
    | Stripe.PaymentIntentSucceededEvent
    | Stripe.PaymentMethodAttachedEvent
    | Stripe.PaymentMethodAutomaticallyUpdatedEvent
    | Stripe.PaymentMethodDetachedEvent
    | Telling<Stripe.PaymentMethodUpdatedEvent>
    | Stripe.RadarEarlyFraudWarningCreatedEvent
    | Stripe.RadarEarlyFraudWarningUpdatedEvent
    | Stripe.RefundCreatedEvent
    | Stripe.RefundFailedEvent
    | Stripe.RefundUpdatedEvent
    | Stripe.ReviewClosedEvent
    | Stripe.ReviewOpenedEvent
    | Stripe.SetupIntentCanceledEvent
    | Stripe.SetupIntentCreatedEvent
    | Stripe.SetupIntentRequiresActionEvent
    | Stripe.SetupIntentSetupFailedEvent
    | Stripe.SetupIntentSucceededEvent;
  /** The items are checked one by one. */
  lists: Stripe.ApiList<unknown> | Stripe.ApiSearchResult<unknown>;
  error: ErrorBody;
  publishedError: PublishedErrorBody;
}

/** A publishable key sees a subset of the fields. */
type Published<T extends { id: string; object: string }> = Partial<T> & Pick<T, "id" | "object">;

/** Of a hash in the object Stripe tells only the entries that changed; the package's type says the whole hash. */
type Telling<T extends { data: { object: object } }> = Omit<T, "data"> & {
  data: {
    object: T["data"]["object"];
    previous_attributes?: { [Name in keyof T["data"]["object"]]?: unknown };
  };
};

/** The client itself adds these five to what it received, and `message` and `type` are never missing from that. */
type WireError = Omit<
  Stripe.StripeRawError,
  "headers" | "statusCode" | "requestId" | "detail" | "exception" | "message" | "type"
> &
  Required<Pick<Stripe.StripeRawError, "message" | "type">>;

interface ErrorBody {
  error: WireError;
}

type PublishedError = Omit<WireError, "payment_intent" | "payment_method" | "setup_intent"> & {
  payment_intent?: Published<Stripe.PaymentIntent>;
  payment_method?: Published<Stripe.PaymentMethod>;
  setup_intent?: Published<Stripe.SetupIntent>;
};

interface PublishedErrorBody {
  error: PublishedError;
}
