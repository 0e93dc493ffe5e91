import { type ErrorFields, StripeFailure } from "../stripe-failure.ts";

/** A 400 about a charge that exists. Execution had begun, so it is saved. */
export function refuseRefund(message: string, fields: Partial<ErrorFields> = {}): StripeFailure {
  return new StripeFailure({
    status: 400,
    saved: true,
    error: { type: "invalid_request_error", message, ...fields },
  });
}
