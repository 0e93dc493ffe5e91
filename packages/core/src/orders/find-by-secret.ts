import { isOurs } from "../decide/is-ours.ts";
import type { Caller, Engine } from "../engine.ts";
import { isPaymentsError, PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";
import { equalInConstantTime, sha256 } from "../values/sha256.ts";
import { readSecret } from "../wire/contract.ts";

/**
 * The payment that a client secret opens, for its owner.
 *
 * @param secret.paymentIntentId Parsed out of the secret; null when it is none.
 * @throws PaymentsError `payment_not_found` for a forged or foreign secret, whatever the reason; Stripe is not asked.
 */
export async function findBySecret(
  engine: Engine,
  caller: Caller,
  secret: { clientSecret: string; paymentIntentId: string | null },
): Promise<Payment & { paymentIntentId: string }> {
  const { paymentIntentId } = secret;
  if (paymentIntentId === null) throw notFound();
  const payment = await engine.store.payments.findByPaymentIntentId(paymentIntentId);
  const hash = await sha256(secret.clientSecret);
  if (payment === null || payment.clientSecretHash === null) throw notFound();
  if (!equalInConstantTime(payment.clientSecretHash, hash)) throw notFound();
  const owned =
    payment.tenant === caller.tenant &&
    payment.principal === caller.principal &&
    isOurs(payment, engine.gateway);
  if (!owned) throw notFound();
  return { ...payment, paymentIntentId };
}

/** The same for a secret that is shown beside something else. @returns null when it opens none. */
export async function findShown(
  engine: Engine,
  caller: Caller,
  shownSecret: string,
): Promise<Payment | null> {
  try {
    return await findBySecret(engine, caller, readSecret(shownSecret));
  } catch (error) {
    if (isPaymentsError(error) && error.code === "payment_not_found") return null;
    throw error;
  }
}

function notFound(): PaymentsError {
  return new PaymentsError(
    "payment_not_found",
    "There is no such payment; call process for the order to get its current client_secret.",
  );
}
