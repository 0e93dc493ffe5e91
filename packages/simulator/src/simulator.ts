import type Stripe from "stripe";
import { advance } from "./advance.ts";
import { createClock, earliest } from "./clock.ts";
import { type ClientConfirmation, confirmOnClient } from "./confirm-on-client.ts";
import { createControl } from "./control/control.ts";
import { createDashboard } from "./dashboard/dashboard.ts";
import type { Account, ApiRequest } from "./engine/api-types.ts";
import { disputePayment } from "./engine/disputes/dispute-payment.ts";
import type { DisputeOptions } from "./engine/disputes/open.ts";
import { createEngine, type Engine } from "./engine/engine.ts";
import { renderEvent } from "./engine/events/emit.ts";
import type { RequestLogEntry } from "./engine/exchange.ts";
import { findIntent, finishChallenge, isSetup } from "./engine/finish-challenge.ts";
import type { AuthenticationOutcome } from "./engine/payment-intents/authenticate.ts";
import { createFetchFace } from "./faces/fetch.ts";
import { type Listening, type ListenOptions, startHttpServer } from "./faces/http-server.ts";
import type { Faults } from "./faults/fault.ts";
import { createFaults } from "./faults/faults.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { type RequestHook, serve } from "./serve.ts";
import type { WebhookEndpointOptions } from "./webhooks/endpoints.ts";
import type { DeliverFetch } from "./webhooks/post.ts";
import { createPump, type Pump } from "./webhooks/pump.ts";
import { createWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

/** The keys of the default account. Fixed, and of no use anywhere else. */
export const SECRET_KEY = "sk_test_simulator";
export const PUBLISHABLE_KEY = "pk_test_simulator";

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

const DEFAULT_ACCOUNT: Account = {
  id: "acct_1SimulatorAccount",
  secretKey: SECRET_KEY,
  publishableKey: PUBLISHABLE_KEY,
  livemode: false,
};

const WEBHOOK_TIMEOUT_MS = 20_000;

/** Reachable through no network: the fetch and msw faces answer for it. */
const DEFAULT_BASE_URL = "https://simulator.invalid";

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

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const clock = createClock(options.now ?? Date.now);
  const { now } = clock;
  const accounts = (options.accounts ?? [DEFAULT_ACCOUNT]).map((account) => ({
    livemode: false,
    ...account,
  }));
  const [first = DEFAULT_ACCOUNT] = accounts;
  let baseUrl = options.baseUrl;
  const seed = String(options.seed ?? now());
  const engine = createEngine({
    accounts,
    seed,
    now,
    baseUrl: () => baseUrl ?? DEFAULT_BASE_URL,
    ...(options.searchLagMs !== undefined && { searchLagMs: options.searchLagMs }),
    ...(options.maxAmount !== undefined && { maxAmount: options.maxAmount }),
  });
  const { world } = engine;
  const faults = createFaults({ world, seed: `${seed} faults` });
  const webhooks = createWebhooks({
    engine,
    endpoints: options.webhookEndpoints ?? [],
    secret: `whsec_${world.ids.text(32)}`,
    seed,
    timeoutMs: options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS,
    decoys: options.decoySignatures ?? true,
    send: (input, init) => (options.fetch ?? globalThis.fetch)(input, init),
  });
  const pumps = new Set<Pump>();
  const serveRequest = (request: ApiRequest) =>
    serve({ engine, faults, hook: () => simulator.onRequest, dashboard, control }, request);

  const simulator: Simulator = {
    engine,
    fetch: createFetchFace(serveRequest),
    keys: { secretKey: first.secretKey, publishableKey: first.publishableKey },
    ledger: createLedger(world),
    requests: engine.requests,
    clearRequests: () => void engine.requests.splice(0),
    events: { list: () => [...world.events.values()].map((event) => renderEvent(event)) },
    webhooks,
    faults,
    onRequest: null,
    authenticate(id, outcome) {
      const record = findIntent(world, id);
      if (!record) throw new Error(`The simulator knows no PaymentIntent or SetupIntent '${id}'.`);
      const after = finishChallenge(world, record, outcome);
      if (after) return structuredClone(after);
      const kind = isSetup(record) ? "SetupIntent" : "PaymentIntent";
      throw new Error(
        `${kind} '${id}' waits for no authentication; its status is ${record.object.status}.`,
      );
    },
    dispute: (paymentIntentId, wish = {}) => disputePayment(world, paymentIntentId, wish),
    confirmOnClient: (clientSecret, wish) => confirmOnClient(engine, { clientSecret, ...wish }),
    prune: engine.tick,
    async advance(hours) {
      await advance({ engine, clock, webhooks: pumps.size > 0 ? webhooks : null }, hours);
      for (const pump of pumps) pump.wake();
    },
    async listen({ deliverWebhooks = true, ...listenOptions } = {}) {
      const nextDueAt = () => earliest(webhooks.nextDueAt(), world.schedule.nextAt());
      const pump = createPump({ now, nextDueAt, deliverDue: webhooks.deliverDue });
      const wake = () => pump.wake();
      const server = await startHttpServer(
        (request) => serveRequest(request).finally(() => deliverWebhooks && wake()),
        listenOptions,
      );
      baseUrl = options.baseUrl ?? server.url;
      if (deliverWebhooks) {
        pumps.add(pump);
        world.eventListeners.add(wake);
        wake();
      }
      return {
        ...server,
        close() {
          world.eventListeners.delete(wake);
          pumps.delete(pump);
          pump.stop();
          return server.close();
        },
      };
    },
  };
  const dashboard = createDashboard(simulator, webhooks.log);
  const control = createControl(simulator);
  return simulator;
}
