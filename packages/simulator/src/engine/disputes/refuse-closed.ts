import type { DisputeRecord } from "../objects.ts";
import { StripeFailure } from "../stripe-failure.ts";

const CLOSED = ["won", "lost", "warning_closed"];

/** @throws StripeFailure 400 when the dispute is over. */
export function refuseClosed({ object }: DisputeRecord): void {
  if (!CLOSED.includes(object.status)) return;
  throw new StripeFailure({
    status: 400,
    saved: true,
    error: { type: "invalid_request_error", message: "This dispute is already closed" },
  });
}
