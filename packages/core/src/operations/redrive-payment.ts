import { reviveEffects } from "../decide/effects.ts";
import type { Engine } from "../engine.ts";
import { requireOwnPayment } from "../orders/find-own-payment.ts";
import { changePayment } from "../outbox/change-payment.ts";
import type { Payment } from "../records/payment.ts";

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
