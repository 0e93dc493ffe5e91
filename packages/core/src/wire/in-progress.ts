import { PaymentsError, type PaymentsErrorDetails } from "../errors.ts";

/** Somebody is at it: the same request may succeed later. @param wait.until When it is worth asking again. */
export function inProgress(
  message: string,
  wait: { until?: Date | null; now?: Date; details?: PaymentsErrorDetails } = {},
): PaymentsError {
  const { until, now, details } = wait;
  const seconds =
    until && now ? Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000)) : undefined;
  return new PaymentsError("payment_in_progress", message, {
    ...(details === undefined ? {} : { details }),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
}
