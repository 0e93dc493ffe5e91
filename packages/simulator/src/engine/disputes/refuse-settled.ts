import type { DisputeRecord } from "../objects.ts";
import { StripeFailure } from "../stripe-failure.ts";

const OPEN = ["needs_response", "warning_needs_response"];

/** @throws StripeFailure 400 when the bank has the answer already, or the dispute is over. */
export function refuseSettled({ object }: DisputeRecord): void {
  if (OPEN.includes(object.status)) return;
  throw new StripeFailure({
    status: 400,
    saved: true,
    error: {
      type: "invalid_request_error",
      message: `This dispute cannot be changed: its status is ${object.status}.`,
    },
  });
}
