import { type Caller, type Engine, stripeDeadline } from "./engine.ts";
import { FINAL } from "./payment.ts";
import { fetchIntent } from "./steps/fetch-intent.ts";
import { findBySecret } from "./steps/find-by-secret.ts";
import { parseStatusRequest } from "./wire/contract.ts";
import { type StatusResponse, statusView } from "./wire/payment-view.ts";
import { refuseCardNumber, requestOrThrow } from "./wire/refuse-request.ts";

/**
 * The current truth, for an app that still holds the client secret.
 *
 * @param input The request's JSON, nothing in it trusted.
 * @throws PaymentsError `payment_not_found`, and what Stripe's answer means.
 */
export async function paymentStatus(
  engine: Engine,
  caller: Caller,
  input: unknown,
): Promise<StatusResponse> {
  refuseCardNumber(input);
  const request = requestOrThrow(parseStatusRequest(input));
  const found = await findBySecret(engine, caller, request);
  const payment = FINAL.has(found.status)
    ? found
    : (await fetchIntent(engine, found, stripeDeadline(engine))).payment;
  return {
    ...statusView(engine, payment, "status"),
    amount: payment.amount,
    currency: payment.currency,
  };
}
