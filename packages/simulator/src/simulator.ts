import type Stripe from "stripe";
import type { ClientConfirmation } from "./confirm-on-client.ts";
import type { Account } from "./engine/api-types.ts";
import type { DisputeOptions } from "./engine/disputes/open.ts";
import type { Engine } from "./engine/engine.ts";
import type { RequestLogEntry } from "./engine/exchange.ts";
import type { AuthenticationOutcome } from "./engine/payment-intents/authenticate.ts";
import type { Listening, ListenOptions } from "./faces/http-server.ts";
import type { Faults } from "./faults/fault.ts";
import type { Ledger } from "./ledger.ts";
import type { RequestHook } from "./request-hook.ts";
import type { WebhookEndpointOptions } from "./webhooks/endpoints.ts";
import type { DeliverFetch } from "./webhooks/post.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";

export interface SimulatorOptions {
  /** The same seed and clock give the same ids and order. When absent, the time of creation. */
  seed?: number | string;
  /** Milliseconds since the epoch; `Date.now` when absent. `advance` adds to it. */
  now?: () => number;
  accounts?: readonly (Omit<Account, "livemode"> & { livemode?: boolean })[];
  /** Where the 3-D Secure pages are; `listen` sets it to its own URL when absent. */
  baseUrl?: string;
  /** Up to sixteen an account. The webhook endpoints of the API are the same thing. */
  webhookEndpoints?: readonly WebhookEndpointOptions[];
  /**
   * Delivers webhooks; the global `fetch` when absent. It can hand them to an app in the same process, such as
   * `(url, init) => app.request(url, init)`.
   */
  fetch?: DeliverFetch;
  /** How long an endpoint may take to answer a webhook, in milliseconds; 20 seconds when absent. */
  webhookTimeoutMs?: number;
  /** Whether deliveries in test mode carry a `v0` signature that fits no secret, as at Stripe; true when absent. */
  decoySignatures?: boolean;
  /**
   * How long `…/search` does not see what is new or changed, in milliseconds by the simulator's clock; 60 000 when
   * absent, 0 for at once. Stripe promises under a minute on good days. Objects are found by the values that they had
   * before the lag, and shown with those that they have.
   */
  searchLagMs?: number;
  /**
   * The most that may be charged by currency, in minor units, where it is more than the usual 99,999,999 (12 digits of
   * IDR): `{ huf: 999_999_999_999 }`. Stripe takes more of some accounts.
   */
  maxAmount?: Readonly<Record<string, number>>;
}

/** A Stripe of your own. It never forgets, and it reaches no network but your webhook endpoints. */
export interface Simulator {
  /** Stripe without I/O: `engine.handle(request)` answers at once. */
  readonly engine: Engine;
  /** For `Stripe.createFetchHttpClient(simulator.fetch)`; any host. */
  readonly fetch: typeof fetch;
  /** Serves over HTTP, and delivers webhooks in real time while it does, unless `deliverWebhooks` is false. */
  listen(options?: ListenOptions & { deliverWebhooks?: boolean }): Promise<Listening>;
  /** Of the first account. */
  readonly keys: { readonly secretKey: string; readonly publishableKey: string };
  readonly ledger: Ledger;
  /** The newest 10,000 API requests that arrived, in order. */
  readonly requests: readonly RequestLogEntry[];
  clearRequests(): void;
  readonly events: { list(): readonly Stripe.Event[] };
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  /** Set it to stop requests at exact points. */
  onRequest: RequestHook | null;
  /**
   * The customer finishes 3-D Secure.
   *
   * @param id Of a PaymentIntent or a SetupIntent, `pi_…` or `seti_…`.
   * @returns It, afterwards.
   * @throws Error When it is unknown or waits for no authentication.
   */
  authenticate(
    id: string,
    outcome: AuthenticationOutcome,
  ): Stripe.PaymentIntent | Stripe.SetupIntent;
  /**
   * The cardholder disputes the payment at the bank: `charge.dispute.created`, and for a chargeback
   * `charge.dispute.funds_withdrawn`.
   *
   * @param options `reason`, `fraudulent` when absent; `amount` in minor units, all that was taken when absent; `status`
   *   `warning_needs_response` for an inquiry.
   * @returns The dispute.
   * @throws Error When the PaymentIntent is unknown or took nothing, or `amount` is not between 1 and what it took.
   */
  dispute(paymentIntentId: string, options?: DisputeOptions): Stripe.Dispute;
  /** What an app does with `confirmPayment`: publishable key and client secret. */
  confirmOnClient(
    clientSecret: string,
    options: { paymentMethod: string; returnUrl?: string },
  ): ClientConfirmation;
  /**
   * Moves the clock on. What comes due meanwhile happens in order and at its own time; webhooks are delivered only
   * while it listens, as ever. It first waits for those that are under way, so a webhook handler must not wait for it.
   *
   * @param hours More than 0; parts of an hour are allowed.
   */
  advance(hours: number): Promise<void>;
  /** Does what is due by the clock; drops saved idempotency results older than 24 hours. Every request does this too. */
  prune(): void;
}
