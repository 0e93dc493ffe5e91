import { trustedTime } from "./decide/has-come.ts";
import type { Instruments } from "./observability/instruments.ts";
import type { LineLimiter } from "./observability/limit-lines.ts";
import type { Deliveries } from "./observability/remember-deliveries.ts";
import type { Elsewhere } from "./observability/remember-elsewhere.ts";
import type { Order } from "./order.ts";
import type { Clock } from "./ports/clock.ts";
import type { IdempotencyStore } from "./ports/idempotency-store.ts";
import type { Ids } from "./ports/ids.ts";
import type { ScrubbingLogger } from "./ports/logger.ts";
import type { Store } from "./ports/store.ts";
import type { StripeGateway } from "./ports/stripe-gateway.ts";
import type { Effect, JsonObject, Payment } from "./records/payment.ts";
import type { WebhookEvent } from "./records/webhook-event.ts";

/** Everything an operation may use, put together by createPayments. */
export interface Engine {
  readonly store: Store<unknown>;
  readonly idempotency: IdempotencyStore;
  readonly gateway: StripeGateway;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: ScrubbingLogger;
  readonly telemetry: Instruments;
  readonly settings: Settings;
  readonly handlers: Handlers;
  readonly lines: LineLimiter;
  /** What this process heard from Stripe's endpoint. */
  readonly deliveries: Deliveries;
  /** What this process refused because it is live elsewhere. */
  readonly elsewhere: Elsewhere;
  /** Whether other keys, by their mark, are of this key's account, as far as it was found out. */
  readonly otherKeys: Map<string, "same" | "other">;
  /** Versions of events that were already warned about in this process. */
  readonly otherVersions: Set<string>;
}

/** The application's options, with every default filled in. */
export interface Settings {
  readonly amountUnit: "minor" | "major";
  readonly confirmationMethod: "automatic" | "manual";
  readonly captureMethod: "automatic" | "manual";
  readonly returnUrl: string | null;
  readonly allowRedirects: "never" | "always";
  /** Null: only where the client sets the amount. */
  readonly requireIdempotencyKey: boolean | null;
  readonly clientAmount: { currencies: ReadonlySet<string>; min: number; max: number } | null;
  /** By lower-case currency, where the account takes more than usual. */
  readonly maxAmounts: ReadonlyMap<string, number>;
  readonly extraParameters: (order: Order) => JsonObject;
  readonly webhookMode: "inline" | "deferred";
  /** Asked at each delivery. */
  readonly webhookSecrets: () => Promise<readonly string[]>;
  /** Names this installation among those that share Stripe's account; `""` for one without a name. */
  readonly installation: string;
  /** What becomes of an order that has a live payment under no tenant or account, or under one where this has none. */
  readonly sameOrderElsewhere: "refuse" | "allow";
  readonly abandonAfterMs: number;
  readonly stripeDeadlineMs: number;
  /** Longest time one handler may take. */
  readonly handlerTimeoutMs: number;
}

/** The application's handlers, whatever their types. */
export interface Handlers {
  /** Whether those of `onPayment` run in another process: then none is called here, and all that is due stays due. */
  readonly elsewhere: boolean;
  /** Whether there is one for this. Where they are elsewhere: always, because nobody here knows. */
  hears(kind: Effect["kind"]): boolean;
  tell(effect: Effect, payment: Payment, call: HandlerCall): Promise<"review" | undefined>;
  /** The types of events that are told here. */
  readonly eventTypes: readonly string[];
  tellEvent(event: WebhookEvent, call: HandlerCall): Promise<void>;
}

/** What a handler is called with besides its news. */
export interface HandlerCall {
  /** The store's transaction, or undefined where it has none. */
  readonly tx: unknown;
  /** Aborted when its time is over. */
  readonly signal: AbortSignal;
}

/** Who asks, and how to ask the application about the order. */
export interface Caller {
  readonly tenant: string;
  readonly principal: string | null;
  /** The client's key, as sent; null without one. */
  readonly idempotencyKey: string | null;
  loadOrder(
    body: JsonObject,
    operation: "process" | "confirm",
  ): Promise<Order | "client-amount" | null>;
}

/** What time it is, where a clock of ours that is wrong would do harm: by Stripe's last answer, if ours differs from it. */
export function trustedNow({ clock, gateway }: Pick<Engine, "clock" | "gateway">): Date {
  return trustedTime(clock.now(), gateway.timeAtStripe());
}

/** When the requests to Stripe of the operation that starts now must be over. */
export function stripeDeadline(engine: Engine): Date {
  return new Date(engine.clock.now().getTime() + engine.settings.stripeDeadlineMs);
}
