import { PaymentsError } from "../errors.ts";
import type { Parsed } from "./contract.ts";
import { findCardNumber } from "./find-card-number.ts";

/** The validated request. @throws PaymentsError `invalid_request` with its issues. */
export function requestOrThrow<Request>(parsed: Parsed<Request>): Request {
  if (parsed.ok) return parsed.request;
  const first = parsed.issues[0];
  const where = first && first.path !== "" ? ` (${first.path})` : "";
  throw new PaymentsError(
    "invalid_request",
    `${first?.message ?? "The request is not valid."}${where}`,
    { details: { issues: parsed.issues } },
  );
}

/** Card numbers never reach this server. @throws PaymentsError `invalid_request`; the number is not repeated. */
export function refuseCardNumber(input: unknown): void {
  const path = findCardNumber(input);
  if (path === null) return;
  const message =
    "This looks like a card number: collect cards with Stripe's SDK and send only the payment method's id.";
  throw new PaymentsError("invalid_request", message, {
    details: { issues: [{ path, message }] },
  });
}
