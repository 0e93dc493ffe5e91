import { nextStepOf } from "../decide/next-step.ts";
import type { Engine } from "../engine.ts";
import { isPaymentsError, PaymentsError } from "../errors.ts";
import { type Claim, claimKey, fingerprintOf } from "../orders/idempotency.ts";
import type { Payment } from "../records/payment.ts";

/**
 * Claims a key for the confirm of a payment with a method.
 *
 * @throws PaymentsError `payment_canceled` when the key asked the same of an earlier payment of the order: a tap that is
 * repeated from its beginning gets the secret of the payment that came since. `idempotency_key_reused` for another request.
 */
export async function claimConfirm(
  engine: Engine,
  scopeKey: string,
  payment: Payment,
  method: string | null,
): Promise<Claim> {
  const fingerprintFor = ({ clientSecretHash: secret }: Payment) =>
    fingerprintOf({ secret, payment_method_id: method });
  try {
    return await claimKey(engine, scopeKey, await fingerprintFor(payment), payment.id);
  } catch (error) {
    if (!isPaymentsError(error) || error.code !== "idempotency_key_reused") throw error;
    const record = await engine.idempotency.find(scopeKey);
    const earlier = record && (await engine.store.payments.findById(record.paymentId));
    if (earlier?.status !== "canceled" || !isSameOrder(earlier, payment)) throw error;
    throw record?.fingerprint === (await fingerprintFor(earlier))
      ? paymentCanceled(earlier)
      : error;
  }
}

/** What a client is told whose payment was canceled. */
export function paymentCanceled(payment: Payment): PaymentsError {
  const { id, status } = payment;
  return new PaymentsError("payment_canceled", "The payment was canceled; call process again.", {
    details: { payment_id: id, status, next_step: nextStepOf(payment, "confirm") },
  });
}

function isSameOrder(one: Payment, other: Payment): boolean {
  return one.orderRef === other.orderRef && one.tenant === other.tenant;
}
