import type { Engine } from "../engine.ts";
import { isPaymentsError } from "../errors.ts";

/** Tells the operator that one PaymentIntent could not be compared; the run goes on with the others. */
export function reportFailure({ logger }: Engine, paymentIntentId: string, error: unknown): void {
  const code = isPaymentsError(error) ? error.code : "internal_error";
  logger.warn(
    { event: "comparison_failed", payment_intent_id: paymentIntentId, code, error },
    "A PaymentIntent could not be compared with its payment; the next run tries again.",
  );
}
