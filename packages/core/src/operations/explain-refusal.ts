import type { Engine } from "../engine.ts";
import { isPaymentsError, PaymentsError } from "../errors.ts";
import type { OperationName } from "./operation-name.ts";

/** What payers, their apps and Stripe ask for. Whoever calls the others is the operator, and hears everything. */
const OF_STRANGERS: ReadonlySet<OperationName> = new Set([
  "process",
  "confirm",
  "status",
  "webhook",
]);

/**
 * What an operation threw, split in two: the log hears who can mend it and how, the caller only what helps a caller.
 *
 * @returns What to throw instead. Errors that are none of ours stay as they are.
 */
export function explainRefusal(engine: Engine, operation: OperationName, error: unknown): unknown {
  if (!OF_STRANGERS.has(operation) || !isPaymentsError(error)) return error;
  switch (error.code) {
    case "store_unavailable":
      return storeUnavailable(engine, operation, error);
    case "internal_error":
      return error.details.error_id === undefined ? internalError(engine, error) : error;
    case "raw_body_unavailable":
      noteMissingBody(engine, operation, error);
      return error;
    default:
      return error;
  }
}

/** A bug, or an application function that failed: the log has all of it, the client an id. */
export function internalError(engine: Engine, error: unknown): PaymentsError {
  const errorId = engine.ids.errorId();
  const details = isPaymentsError(error) ? error.details : {};
  const { payment_id, request_id, stripe_code } = details;
  engine.logger.error(
    { event: "internal_error", error_id: errorId, payment_id, request_id, stripe_code, error },
    error instanceof Error ? error.message : "Something that is no Error was thrown.",
  );
  return new PaymentsError(
    "internal_error",
    "Something went wrong here; the log has the error_id.",
    { details: { ...details, error_id: errorId }, cause: error },
  );
}

function storeUnavailable(
  { logger }: Engine,
  operation: OperationName,
  error: PaymentsError,
): PaymentsError {
  const { details, retryAfterSeconds } = error;
  logger.error(
    { event: "store_unavailable", operation, payment_id: details.payment_id, error },
    error.message,
  );
  return new PaymentsError(
    "store_unavailable",
    "The payment could not be recorded or looked up just now; repeat the same request.",
    { details, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }), cause: error },
  );
}

/** Anybody may post to a webhook. */
function noteMissingBody(engine: Engine, operation: OperationName, error: PaymentsError): void {
  const times = engine.lines.take(`raw_body_unavailable ${operation}`);
  if (times === null) return;
  engine.logger.error(
    { event: "raw_body_unavailable", operation, times },
    `Something read the body of a ${operation} request first, and what it left cannot be used. ${error.message}`,
  );
}
