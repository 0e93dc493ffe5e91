import type { Engine } from "../engine.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";

/**
 * The payment that a PaymentIntent belongs to: the one that stores its id, whatever became of its metadata at Stripe; else the
 * one that its metadata name, though it stores another or none.
 *
 * @returns null when there is neither. It may be another key's, see `isOurs`.
 */
export async function findOwner(
  { store: { payments } }: Engine,
  { id, metadata }: Pick<PaymentIntentSnapshot, "id" | "metadata">,
): Promise<Payment | null> {
  const stored = await payments.findByPaymentIntentId(id);
  if (stored !== null || metadata.payment_id === undefined) return stored;
  return payments.findById(metadata.payment_id);
}
