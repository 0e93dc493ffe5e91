import type { Caller, Engine } from "./engine.ts";
import type { PaymentsError } from "./errors.ts";
import { createHttpFace } from "./http/handle-http.ts";
import type { HttpFace } from "./http/http.ts";
import { readIdempotencyKey } from "./http/read-idempotency-key.ts";
import { confirmPayment } from "./operations/confirm-payment.ts";
import { observerOf } from "./operations/observe-operation.ts";
import { paymentStatus } from "./operations/payment-status.ts";
import { processPayment } from "./operations/process-payment.ts";
import { receiveWebhook } from "./operations/receive-webhook.ts";
import { createWorker, type Worker, type WorkerOptions } from "./operations/worker.ts";
import { type Operator, operationsOf } from "./operator.ts";
import type { PaymentsOptions } from "./options.ts";
import { checkOptions } from "./setup/check-options.ts";
import { handlersOf } from "./setup/read-handlers.ts";
import { readScope } from "./setup/read-scope.ts";
import { settingsOf } from "./setup/read-settings.ts";
import { wireEngine } from "./setup/wire-engine.ts";
import type { ConfirmResponse, ProcessResponse, StatusResponse } from "./wire/payment-view.ts";

/** Who asks, beside the request itself. */
export interface CallOptions<Context> {
  readonly context: Context;
  /** The `Idempotency-Key` header as it came. */
  readonly idempotencyKey?: string;
}

/** The operations. Each throws {@link PaymentsError}; `http` answers it instead. */
export interface Payments<Context = unknown> extends Operator {
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
   * A worker in this process: it handles what is due (in deferred mode every event) and reconciles every hour. Any number
   * of workers in any number of processes share the work.
   *
   * @throws Error for an option that is no positive number.
   */
  worker(options?: WorkerOptions): Worker;
}

/** TypeScript refuses this. JavaScript that forgot it loses nothing, if another process has the handlers. */
function warnOfNoHandlers({ logger }: Engine): void {
  logger.warn(
    { event: "handlers_missing" },
    'createPayments has no onPayment, so this process tells nobody that an order is paid: give it onPayment.succeeded, or onPayment: "elsewhere" if other processes on this store have the handlers.',
  );
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
  const engine = wireEngine(options, {
    settings: settingsOf(options),
    handlers: handlersOf(options),
  });
  if (options.onPayment === undefined) warnOfNoHandlers(engine);
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
  const observe = observerOf(engine);
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
    worker: (options) => createWorker(engine, options),
    ...operationsOf(engine),
  };
}
