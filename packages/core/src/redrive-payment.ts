import { reviveEffects } from "./decide/effects.ts";
import type { Engine } from "./engine.ts";
import type { Payment } from "./payment.ts";
import { changePayment } from "./steps/change-payment.ts";
import { requireOwnPayment } from "./steps/find-own-payment.ts";

/**
 * Tells the application once more what its handlers failed at too often; a failure is tried again with backoff.
 *
 * @throws PaymentsError `payment_not_found`.
 */
export async function redrivePayment(engine: Engine, paymentId: string): Promise<Payment> {
  const payment = await requireOwnPayment(engine, paymentId);
  const at = engine.clock.now();
  return (await changePayment(engine, payment, (each) => reviveEffects(each, at))).payment;
}
