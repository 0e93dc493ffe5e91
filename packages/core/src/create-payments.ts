import { cancelPayment } from "./cancel-payment.ts";
import { checkOptions } from "./check-options.ts";
import { confirmPayment } from "./confirm-payment.ts";
import { consoleLogger } from "./console-logger.ts";
import type { Caller, Engine, Handlers, Settings } from "./engine.ts";
import type { PaymentsError } from "./errors.ts";
import { guardLogger } from "./guard-logger.ts";
import { guardTelemetry } from "./guard-telemetry.ts";
import { createHttpFace } from "./handle-http.ts";
import type { HttpFace } from "./http.ts";
import { type OperationName, observeOperation, paymentIdOf } from "./observe-operation.ts";
import type { EventHandlers, PaymentsOptions } from "./options.ts";
import type { JsonObject, Payment } from "./payment.ts";
import { paymentStatus } from "./payment-status.ts";
import { processPayment } from "./process-payment.ts";
import { readScope } from "./read-scope.ts";
import { receiveWebhook } from "./receive-webhook.ts";
import { type ReconcileReport, reconcile } from "./reconcile.ts";
import { redrivePayment } from "./redrive-payment.ts";
import { resolveReview } from "./resolve-review.ts";
import { createStripeGateway } from "./stripe/gateway.ts";
import { readExtraParameters } from "./stripe/owned-parameters.ts";
import { readStripeClient } from "./stripe/read-client.ts";
import { shareCalls } from "./stripe/share-calls.ts";
import { systemClock } from "./system-clock.ts";
import { systemIds } from "./system-ids.ts";
import type { ConfirmResponse, ProcessResponse, StatusResponse } from "./wire/payment-view.ts";
import { readIdempotencyKey } from "./wire/read-idempotency-key.ts";
import { checkWebhookSecrets } from "./wire/verify-signature.ts";
import { createWorker, type Worker } from "./worker.ts";

/** Who asks, beside the request itself. */
export interface CallOptions<Context> {
  readonly context: Context;
  /** The `Idempotency-Key` header as it came. */
  readonly idempotencyKey?: string;
}

/** The operations. Each throws {@link PaymentsError}; `http` answers it instead. */
export interface Payments<Context = unknown> {
  /** What adapters use. */
  readonly http: HttpFace<Context>;
  /** `POST /process`: creates, or gives back, the order's PaymentIntent; never confirms it. */
  process(input: unknown, call: CallOptions<Context>): Promise<ProcessResponse>;
  /** `POST /confirm`: confirms on the server, or tells the truth. */
  confirm(input: unknown, call: CallOptions<Context>): Promise<ConfirmResponse>;
  /** `POST /status`: where the payment stands; changes nothing at Stripe. */
  status(input: unknown, call: CallOptions<Context>): Promise<StatusResponse>;
  /** `POST /webhook`: resolves when the event is durable and, in inline mode, handled. */
  webhook(delivery: { rawBody: Uint8Array; signature: string | undefined }): Promise<void>;
  /**
   * Cancels the order's live payment if no money has moved.
   *
   * @param orderRef The order's id, as text.
   * @param options.tenant Whose order, where `scope` names tenants.
   * @returns The canceled payment; null when the order has none.
   * @throws PaymentsError `order_already_paid`, `payment_in_progress`, `payment_in_review`, and what Stripe's answer means.
   */
  cancel(orderRef: string, options?: { tenant?: string }): Promise<Payment | null>;
  /**
   * Ends a review by a person's decision, once Stripe bears it out.
   *
   * @param paymentId Our id, as `reviews` lists it.
   * @param as `"paid"`: the order counts as paid. `onPayment.succeeded` hears of it with the reason `"resolved"`, and its
   * `"review"` is no longer heeded. `"closed"`, after the money went back: the order may be paid anew; on a final payment
   * it marks the contradictions as seen to.
   * @returns The payment as it is then.
   * @throws PaymentsError `payment_not_found`; `invalid_request` when there is nothing to resolve or Stripe says otherwise.
   */
  resolve(paymentId: string, as: "paid" | "closed"): Promise<Payment>;
  /**
   * Tells the application once more what its handlers failed at twenty times.
   *
   * @param paymentId Our id, as `reviews` lists it.
   * @returns The payment as it is then; what fails again is tried again with backoff.
   * @throws PaymentsError `payment_not_found`.
   */
  redrive(paymentId: string): Promise<Payment>;
  /**
   * What a person must see to, oldest first: payments in review, with unresolved contradictions, or with a handler that
   * failed too often (`redrive`).
   *
   * @param options.limit Default 100.
   */
  reviews(options?: { limit?: number }): Promise<Payment[]>;
  /**
   * Finishes what requests and webhooks left open; never starts a charge. Two at once do no harm.
   *
   * @param options.limit At most this many payments and as many events; default 100.
   */
  reconcile(options?: { limit?: number }): Promise<ReconcileReport>;
  /** Repeats `reconcile` in this process. @param options.intervalMs Pause between runs; default 5 000 ms. */
  worker(options?: { intervalMs?: number }): Worker;
}

/**
 * Puts the ports together.
 *
 * @throws Error at start-up for a wrong or contradictory option, in one sentence.
 */
export function createPayments<Context = unknown, Tx = unknown>(
  options: PaymentsOptions<Context, Tx>,
): Payments<Context> {
  checkOptions(options);
  const engine = createEngine(options);
  const identify = async (
    given: Context | Promise<Context>,
    idempotencyKey: string | null,
  ): Promise<Caller> => {
    const context = await given;
    const { tenant, principal } = readScope(options.scope?.(context));
    return {
      tenant,
      principal,
      idempotencyKey,
      loadOrder: async (body, operation) =>
        options.loadOrder === undefined
          ? "client-amount"
          : ((await options.loadOrder({ body, context, operation })) ?? null),
    };
  };
  const observe = <Result>(name: OperationName, work: () => Promise<Result>) =>
    observeOperation(engine, name, async (span) => {
      const result = await work();
      span.set({ "chargeonce.payment.id": paymentIdOf(result) });
      return result;
    });
  const callerOf = (call: CallOptions<Context>) =>
    identify(call.context, readIdempotencyKey(call.idempotencyKey));
  return {
    http: createHttpFace(engine, identify),
    process: (input, call) =>
      observe(
        "process",
        async () => (await processPayment(engine, await callerOf(call), input)).body,
      ),
    confirm: (input, call) =>
      observe(
        "confirm",
        async () => (await confirmPayment(engine, await callerOf(call), input)).body,
      ),
    status: (input, call) =>
      observe("status", async () => paymentStatus(engine, await callerOf(call), input)),
    webhook: (delivery) => observe("webhook", () => receiveWebhook(engine, delivery)),
    cancel: (orderRef, { tenant = "" } = {}) =>
      observe("cancel", () => cancelPayment(engine, { tenant, orderRef })),
    resolve: (paymentId, as) => observe("resolve", () => resolveReview(engine, paymentId, as)),
    redrive: (paymentId) => observe("redrive", () => redrivePayment(engine, paymentId)),
    reviews: ({ limit = 100 } = {}) => engine.store.payments.listForReview(limit),
    reconcile: ({ limit = 100 } = {}) => observe("reconcile", () => reconcile(engine, limit)),
    worker: ({ intervalMs = 5_000 } = {}) => createWorker(engine, intervalMs),
  };
}

function createEngine<Context, Tx>(options: PaymentsOptions<Context, Tx>): Engine {
  const { stripe, store, clock = systemClock, ids = systemIds, logger = consoleLogger } = options;
  const facts = readStripeClient(stripe);
  const livemode = options.livemode ?? facts.livemode;
  if (livemode === null) {
    throw new Error(
      "createPayments cannot tell from the Stripe object whether its key is a live one; set livemode.",
    );
  }
  const settings = settingsOf(options);
  const gateway = createStripeGateway({
    stripe,
    facts: { ...facts, livemode },
    clock,
    ids,
    deadlineMs: settings.stripeDeadlineMs,
  });
  return {
    store,
    idempotency: options.idempotencyStore ?? store.idempotency,
    gateway: shareCalls(gateway),
    clock,
    ids,
    logger: guardLogger(logger),
    telemetry: guardTelemetry(options.telemetry),
    settings,
    handlers: handlersOf(options),
  };
}

function settingsOf<Context, Tx>(options: PaymentsOptions<Context, Tx>): Settings {
  const { allowClientAmount: bounds, paymentIntentParams, webhookSecrets } = options;
  return {
    amountUnit: options.amountUnit ?? "minor",
    confirmationMethod: options.confirmationMethod ?? "automatic",
    captureMethod: options.captureMethod ?? "automatic",
    returnUrl: options.returnUrl ?? null,
    allowRedirects: options.allowRedirects ?? "never",
    requireIdempotencyKey: options.requireIdempotencyKey ?? null,
    clientAmount:
      bounds === undefined
        ? null
        : { ...bounds, currencies: new Set(bounds.currencies.map((each) => each.toLowerCase())) },
    extraParameters: (order) => readExtraParameters(paymentIntentParams?.(order) ?? {}),
    webhookMode: options.webhookMode ?? "inline",
    webhookSecrets: async () =>
      typeof webhookSecrets === "function" ? usable(await webhookSecrets()) : webhookSecrets,
    abandonAfterMs: (options.abandonAfter?.hours ?? 24) * 3_600_000,
    stripeDeadlineMs: options.stripeDeadlineMs ?? 20_000,
  };
}

/** Secrets that come at run time are held to what a list is held to at start-up. */
function usable(secrets: readonly string[]): readonly string[] {
  const problem = checkWebhookSecrets(secrets);
  if (problem !== null)
    throw new Error(`The webhookSecrets function gave no usable list: ${problem}`);
  return secrets;
}

function handlersOf<Context, Tx>(options: PaymentsOptions<Context, Tx>): Handlers {
  const { onPayment = {} } = options;
  const onEvent: Readonly<Record<string, AnyEventHandler<Tx> | undefined>> = eventHandlers(options);
  return {
    hears: (kind) => onPayment[kind] !== undefined,
    tell: async (effect, payment, tx) => {
      const answer = await onPayment[effect.kind]?.({
        payment,
        tx: tx as Tx, // from this very store's transaction, or undefined where it has none
        failure: effect.failure,
        reason: effect.reason,
        effectKey: `${payment.id}:${effect.key}`,
      });
      return answer === "review" ? answer : undefined;
    },
    hearsEvent: (type) => onEvent[type] !== undefined,
    tellEvent: async (event, tx) => {
      await onEvent[event.type]?.({ event: event.body, tx: tx as Tx }); // tx: as above
    },
  };
}

type AnyEventHandler<Tx> = (input: { event: JsonObject; tx: Tx }) => void | Promise<void>;

function eventHandlers<Context, Tx>(
  options: PaymentsOptions<Context, Tx>,
): Readonly<Record<string, AnyEventHandler<Tx> | undefined>> {
  const handlers: EventHandlers<Tx> = options.onEvent ?? {};
  // Each is called only with a body that Stripe signed as its own type of event.
  return handlers as Readonly<Record<string, AnyEventHandler<Tx> | undefined>>;
}
