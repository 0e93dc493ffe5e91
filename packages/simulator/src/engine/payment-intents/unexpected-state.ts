import type { PaymentIntentRecord } from "../objects.ts";
import { StripeFailure } from "../stripe-failure.ts";

/** A 400 about an existing PaymentIntent, which comes along in the body. Execution had begun, so it is saved. */
export function refusePaymentIntent(
  record: PaymentIntentRecord,
  message: string,
  fields: { code?: string; param?: string } = {},
): StripeFailure {
  return new StripeFailure({
    status: 400,
    saved: true,
    error: {
      type: "invalid_request_error",
      message,
      ...fields,
      payment_intent: structuredClone(record.object),
    },
  });
}

/** The PaymentIntent is in a status that does not allow what was asked. */
export function unexpectedState(
  record: PaymentIntentRecord,
  message: string,
  param?: string,
): StripeFailure {
  return refusePaymentIntent(record, message, {
    code: "payment_intent_unexpected_state",
    ...(param && { param }),
  });
}
