import type { SetupIntentRecord } from "../objects.ts";
import type { Purpose } from "../payment-methods/use.ts";
import { StripeFailure } from "../stripe-failure.ts";

/** A 400 about an existing SetupIntent, which comes along in the body. Execution had begun, so it is saved. */
export function refuseSetupIntent(
  { object }: SetupIntentRecord,
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
      setup_intent: structuredClone(object),
    },
  });
}

/** The SetupIntent is in a status that does not allow what was asked. */
export function unexpectedState(record: SetupIntentRecord, message: string): StripeFailure {
  return refuseSetupIntent(record, message, { code: "setup_intent_unexpected_state" });
}

/** A method is wanted for a SetupIntent that exists, or for what it becomes when `customer` is set. */
export function purposeOf(
  record: SetupIntentRecord,
  customer: string | null = record.object.customer,
): Purpose {
  return {
    customer,
    intent: "SetupIntent",
    refuse: (message, fields) => refuseSetupIntent(record, message, fields),
  };
}
