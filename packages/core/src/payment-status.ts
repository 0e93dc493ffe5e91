import { parseStatusRequest } from "./contract.ts";
import { type Caller, type Engine, stripeDeadline } from "./engine.ts";
import { fetchIntent } from "./fetch-intent.ts";
import { findBySecret } from "./find-by-secret.ts";
import { FINAL } from "./payment.ts";
import { type StatusResponse, statusView } from "./payment-view.ts";
import { refuseCardNumber, requestOrThrow } from "./refuse-request.ts";

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
