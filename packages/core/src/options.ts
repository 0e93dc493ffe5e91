import type { ClientAmountBounds, LoadOrderInput, Order } from "./order.ts";
import type { Clock } from "./ports/clock.ts";
import type { IdempotencyStore } from "./ports/idempotency-store.ts";
import type { Ids } from "./ports/ids.ts";
import type { Logger } from "./ports/logger.ts";
import type { Store } from "./ports/store.ts";
import type { Telemetry } from "./ports/telemetry.ts";
import type { Payment, PaymentFailure } from "./records/payment.ts";
import type { Dispute, Refund } from "./records/reversal.ts";
import type {
  ExtraPaymentIntentParams,
  StripeClient,
  StripeEvent,
  StripeEventType,
} from "./stripe/stripe-types.ts";

/** What a payment handler hears. */
export interface PaymentHandlerInput<Tx> {
  /** The payment as it is after the change; its amount is in minor units. */
  readonly payment: Payment;
  /** The store's transaction: what is written through it commits together with the payment's change. */
  readonly tx: Tx;
  /** Aborted when the handler's time is over, see `handlerTimeoutMs`: pass it to what the handler waits for. */
  readonly signal: AbortSignal;
  /** For `failed`: Stripe's reason. */
  readonly failure: PaymentFailure | null;
  /**
   * For `canceled` and `review`: why. For `succeeded`: `"resolved"` when a person ended a review so, see
   * `payments.resolve`. For `refunded` and `disputed`: how it ended, null when it begins.
   */
  readonly reason: string | null;
  /** For `refunded`: the refund as Stripe lists it now. All of them are in `payment.refunds`. */
  readonly refund: Refund | null;
  /** For `disputed`: the dispute as Stripe lists it now. */
  readonly dispute: Dispute | null;
  /** Unique for this change of this payment: the key to dedupe by outside the transaction. */
  readonly effectKey: string;
}

/** Called with the payment and what changed. */
export type PaymentHandler<Tx, Answer> = (
  input: PaymentHandlerInput<Tx>,
) => Answer | Promise<Answer>;

/** What `succeeded` may answer: nothing, or that a person must look. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that ends without a return answers nothing
export type SucceededAnswer = "review" | void;

/**
 * Called with the payment that succeeded. Give it a function that answers a {@link SucceededAnswer} or a promise of one.
 *
 * It has two parts, because beside `void` TypeScript takes `async () => "review"` for a `Promise<string>`. The first part
 * says what is accepted; its overloads differ in type parameters, so that TypeScript takes no context from it. It takes
 * that from the second part, which accepts nothing more and names no `void`.
 */
export type SucceededHandler<Tx> =
  | {
      (input: PaymentHandlerInput<Tx>): SucceededAnswer | Promise<SucceededAnswer>;
      <_>(input: PaymentHandlerInput<Tx>): SucceededAnswer | Promise<SucceededAnswer>;
    }
  | ((input: PaymentHandlerInput<Tx>) => ("review" & Promise<"review">) | Promise<"review">);

/**
 * What the application does when a payment changes, whoever observed it (app, webhook, reconciler).
 *
 * With a transactional store each runs exactly once in that database, else at least once. A handler that throws, or takes
 * longer than `handlerTimeoutMs`, is retried with backoff; meanwhile nothing is hidden from the payer. What is told of one
 * payment comes in the order in which it happened: what comes after a failure waits for it.
 *
 * What has no handler here is told by another process that shares the store and has one, within three days.
 */
export interface PaymentHandlers<Tx> {
  /** Money was taken and matches. Return `"review"` when the order changed meanwhile. */
  readonly succeeded: SucceededHandler<Tx>;
  /** Money is authorised, to be captured later (manual capture). */
  readonly authorized?: PaymentHandler<Tx, void>;
  /** One try failed; the payment can still succeed. */
  readonly failed?: PaymentHandler<Tx, void>;
  /** Abandoned, canceled by request or in Stripe's Dashboard; not when merely replaced. */
  readonly canceled?: PaymentHandler<Tx, void>;
  /** Stripe's money and the record disagree: a person must decide, see `payments.resolve`. */
  readonly review?: PaymentHandler<Tx, void>;
  /**
   * Money goes back, by you or in Stripe's Dashboard: once for each refund, and once more with the reason `"failed"` or
   * `"canceled"` if it did not arrive. `payment.amountRefunded` is the sum of what stands; the payment stays `succeeded`.
   */
  readonly refunded?: PaymentHandler<Tx, void>;
  /** The payer's bank asks for the money: once when it begins, and once with the reason (`"won"`, `"lost"`, …) when it is over. */
  readonly disputed?: PaymentHandler<Tx, void>;
}

/**
 * Handlers of Stripe's events by type, each once per event. `event.data.object` has no `client_secret`; an event that has no
 * such object is filed and handed to nobody.
 */
export type EventHandlers<Tx> = {
  readonly [Type in StripeEventType]?: (input: {
    readonly event: StripeEvent<Type>;
    readonly tx: Tx;
    /** Aborted when the handler's time is over. */
    readonly signal: AbortSignal;
  }) => void | Promise<void>;
};

/** How {@link createPayments} is set up. Wrong or contradictory options throw at start-up, one sentence each. */
export interface PaymentsOptions<Context = unknown, Tx = unknown> {
  /** The application's Stripe object (`new Stripe(key)`); its key, account and API version are used as they are. */
  readonly stripe: StripeClient;
  /**
   * The key's own account (`acct_…`), where the Stripe object names none by `stripeAccount` or `stripeContext`. Payments
   * are then its, whatever key it has later; without it they are nobody's in particular. Needed where keys of several
   * accounts share one store.
   */
  readonly account?: string;
  /** Where payments, client keys and webhook events are kept: `memoryStore()`, `sqliteStore({ file })`, or your own. */
  readonly store: Store<Tx>;
  /** Where client keys are kept, if not in the store. */
  readonly idempotencyStore?: IdempotencyStore;
  /** Every secret that may sign now (`whsec_…`); several while one is rotated. */
  readonly webhookSecrets: readonly string[] | (() => Promise<readonly string[]>);
  /**
   * Finds the order a request pays for, and decides whether this caller may pay it.
   *
   * @returns The order; `"client-amount"` to let `allowClientAmount` decide; null or undefined when there is none (404).
   * @throws PaymentsError `unauthorized` or `forbidden` are answered as such.
   */
  readonly loadOrder?: (
    input: LoadOrderInput<Context>,
  ) => Promise<Order | "client-amount" | null | undefined>;
  /** Takes the client's word for the amount, within bounds (donations). */
  readonly allowClientAmount?: ClientAmountBounds;
  /** Who owns keys and payments. A context without `principal` is a guest. */
  readonly scope?: (context: Context) => { tenant?: string; principal?: string };
  /** Whether the wire's `amount` is in minor units (default) or a decimal in the standard unit. */
  readonly amountUnit?: "minor" | "major";
  /**
   * The most that may be charged by currency, in minor units, where Stripe takes more of your account than the usual
   * 99,999,999: `{ huf: 999_999_999_999 }`. Ask Stripe first: what it does not take is `amount_not_chargeable`.
   */
  readonly maxAmount?: Readonly<Record<string, number>>;
  /** Stripe's `confirmation_method`; default `automatic`. */
  readonly confirmationMethod?: "automatic" | "manual";
  /** Stripe's `capture_method`; default `automatic`. */
  readonly captureMethod?: "automatic" | "manual";
  /** Where a redirect or an app's scheme leads back to after 3-D Secure. */
  readonly returnUrl?: string;
  /** Whether payment methods that redirect are offered; default `never`. */
  readonly allowRedirects?: "never" | "always";
  /** Extra Stripe parameters for create. */
  readonly paymentIntentParams?: (order: Order) => ExtraPaymentIntentParams;
  /** Refuses process and confirm without an `Idempotency-Key`. Default: only where the client sets the amount. */
  readonly requireIdempotencyKey?: boolean;
  /** `inline` (default): handle, then answer Stripe. `deferred`: answer at once, the worker handles. */
  readonly webhookMode?: "inline" | "deferred";
  /**
   * What the application does when a payment changes. `"elsewhere"` says that other processes on this store have the
   * handlers: here nothing is told, and what is to be told waits for them.
   */
  readonly onPayment: PaymentHandlers<Tx> | "elsewhere";
  /** What the application does with Stripe's events, by their type. */
  readonly onEvent?: EventHandlers<Tx>;
  /**
   * Names this installation among those that share one Stripe account, as staging and a developer's machine do, so that
   * none reports the others' payments as missing. At most 100 characters; it goes into every PaymentIntent's metadata.
   * Payments are their installation's: with another name, or without one, a server sees none of them. Name it at once.
   */
  readonly installation?: string;
  /**
   * What becomes of an order that has a live or paid payment in this store under no tenant, account or installation, or
   * under one where this server names none: `refuse` (default) answers 409 and tells the operator, since a deploy that
   * names one of them would else charge it again. `allow` where such orders only happen to have the same id.
   */
  readonly sameOrderElsewhere?: "refuse" | "allow";
  /** How long an unconfirmed payment is kept; default 24 hours. */
  readonly abandonAfter?: { readonly hours: number };
  /** Longest time one request may spend asking Stripe; default 20 000 ms. */
  readonly stripeDeadlineMs?: number;
  /** Longest time one handler may take, from 100 to 60 000 ms; default 10 000. Then it counts as failed, and is called again. */
  readonly handlerTimeoutMs?: number;
  /** Whether the key is a live one; only where the Stripe object has an authenticator of its own. */
  readonly livemode?: boolean;
  /** Default: warnings and errors to the console. */
  readonly logger?: Logger;
  /** Where spans and measurements go: `openTelemetry()` of `@chargeonce/core/opentelemetry`, or your own. Default: nowhere. */
  readonly telemetry?: Telemetry;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests. */
  readonly ids?: Ids;
}
