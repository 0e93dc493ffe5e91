import { isOurs } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";

/**
 * A payment by our id (`pay_…`) or its PaymentIntent's (`pi_…`); null when there is none of this mode and account.
 */
export async function findOwnPayment(
  { store: { payments }, gateway }: Engine,
  id: string,
): Promise<Payment | null> {
  const payment = (await payments.findById(id)) ?? (await payments.findByPaymentIntentId(id));
  return payment !== null && isOurs(payment, gateway) ? payment : null;
}

/** The same. @throws PaymentsError `payment_not_found` when there is none. */
export async function requireOwnPayment(engine: Engine, id: string): Promise<Payment> {
  const payment = await findOwnPayment(engine, id);
  if (payment !== null) return payment;
  throw noSuchPayment();
}

/** What is said of an id that is nobody's here. */
export function noSuchPayment(): PaymentsError {
  return new PaymentsError(
    "payment_not_found",
    "There is no such payment of this key's mode and account.",
  );
}
