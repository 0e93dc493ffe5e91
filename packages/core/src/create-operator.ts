import type { Handlers } from "./engine.ts";
import { type Operator, operationsOf } from "./operator.ts";
import type { PaymentsOptions } from "./options.ts";
import { PAYMENT_HANDLERS_ELSEWHERE } from "./setup/read-handlers.ts";
import { settingsOf } from "./setup/read-settings.ts";
import { wireEngine } from "./setup/wire-engine.ts";

/** How {@link createOperator} is set up: as the servers are, without what belongs to requests. */
export type OperatorOptions = Pick<
  PaymentsOptions<never, never>,
  | "stripe"
  | "account"
  | "installation"
  | "abandonAfter"
  | "stripeDeadlineMs"
  | "livemode"
  | "logger"
  | "telemetry"
  | "clock"
  | "ids"
> & {
  /** The servers' store. */
  readonly store: PaymentsOptions<never, unknown>["store"];
};

/**
 * What an operator needs, for a process that has none of the application's handlers, such as a command line. Nothing is
 * told here: what this process finds out stays due, and the application's own worker tells it.
 *
 * @throws Error when the Stripe object does not tell its mode, in one sentence.
 */
export function createOperator(options: OperatorOptions): Operator {
  const settings = settingsOf({ ...options, webhookSecrets: [], onPayment: "elsewhere" });
  return operationsOf(wireEngine(options, { settings, handlers: HANDLERS_ELSEWHERE }));
}

const HANDLERS_ELSEWHERE: Handlers = {
  ...PAYMENT_HANDLERS_ELSEWHERE,
  eventTypes: [],
  tellEvent: () => {
    throw new Error("An operator's process told an event: the application's worker must.");
  },
};
