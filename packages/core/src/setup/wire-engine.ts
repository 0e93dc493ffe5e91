import type { Engine, Handlers, Settings } from "../engine.ts";
import { consoleLogger } from "../observability/console-logger.ts";
import { guardLogger } from "../observability/guard-logger.ts";
import { guardTelemetry } from "../observability/guard-telemetry.ts";
import { createLineLimiter } from "../observability/limit-lines.ts";
import { rememberDeliveries } from "../observability/remember-deliveries.ts";
import { rememberElsewhere } from "../observability/remember-elsewhere.ts";
import type { PaymentsOptions } from "../options.ts";
import { checkStripeKey } from "../stripe/check-key.ts";
import { createStripeGateway } from "../stripe/gateway.ts";
import { readStripeClient } from "../stripe/read-client.ts";
import { shareCalls } from "./share-calls.ts";
import { systemClock } from "./system-clock.ts";
import { systemIds } from "./system-ids.ts";

/** What the parts are made of, whoever uses them. */
export type WiringOptions<Tx> = Pick<
  PaymentsOptions<never, Tx>,
  | "stripe"
  | "account"
  | "store"
  | "idempotencyStore"
  | "livemode"
  | "logger"
  | "telemetry"
  | "clock"
  | "ids"
>;

/**
 * Puts the ports together.
 *
 * @throws Error when the Stripe object's key cannot be used or does not tell its mode, or when two accounts are named, in
 * one sentence.
 */
export function wireEngine<Tx>(
  options: WiringOptions<Tx>,
  { settings, handlers }: { settings: Settings; handlers: Handlers },
): Engine {
  const { stripe, store, clock = systemClock, ids = systemIds, logger = consoleLogger } = options;
  const problem = checkStripeKey(stripe);
  if (problem !== null) throw new Error(problem);
  const facts = readStripeClient(stripe, options.account);
  const livemode = options.livemode ?? facts.livemode;
  if (livemode === null) {
    throw new Error("The Stripe object does not tell whether its key is a live one; set livemode.");
  }
  const telemetry = guardTelemetry(options.telemetry);
  const gateway = createStripeGateway({
    stripe,
    facts: { ...facts, livemode },
    installation: settings.installation,
    clock,
    ids,
    deadlineMs: settings.stripeDeadlineMs,
    telemetry,
  });
  return {
    store,
    idempotency: options.idempotencyStore ?? store.idempotency,
    gateway: shareCalls(gateway),
    clock,
    ids,
    logger: guardLogger(logger),
    telemetry,
    settings,
    handlers,
    lines: createLineLimiter(clock),
    deliveries: rememberDeliveries(),
    elsewhere: rememberElsewhere(),
    otherKeys: new Map(),
    otherVersions: new Set(),
  };
}
