import { mergeDisputes, mergeRefunds } from "../decide/merge-reversals.ts";
import type { Engine } from "../engine.ts";
import type { Payment } from "../payment.ts";
import type { PageCall, StripePage } from "../ports/stripe-gateway.ts";
import { listAll } from "./list-all.ts";
import { mergeFetched } from "./merge-fetched.ts";

/**
 * Fetches all refunds of the stored PaymentIntent and merges them.
 *
 * @param payment Stores a `paymentIntentId`.
 * @throws PaymentsError by what Stripe answered; `payment_in_progress` when others keep changing the payment.
 */
export function fetchRefunds(engine: Engine, payment: Payment, deadlineAt: Date): Promise<Payment> {
  const list = engine.gateway.listRefunds;
  return fetchListed(engine, payment, { list, merge: mergeRefunds, deadlineAt });
}

/** The same for disputes. */
export function fetchDisputes(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Payment> {
  const list = engine.gateway.listDisputes;
  return fetchListed(engine, payment, { list, merge: mergeDisputes, deadlineAt });
}

interface Listing<Reversal> {
  list(paymentIntentId: string, page: PageCall): Promise<StripePage<Reversal>>;
  merge(payment: Payment, all: readonly Reversal[], at: Date): Payment;
  readonly deadlineAt: Date;
}

async function fetchListed<Reversal>(
  engine: Engine,
  payment: Payment,
  { list, merge, deadlineAt }: Listing<Reversal>,
): Promise<Payment> {
  const { paymentIntentId } = payment;
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  const askPage = (page: Pick<PageCall, "after">) => list(paymentIntentId, { ...page, deadlineAt });
  const ask = async (current: Payment) => {
    const all: Reversal[] = [];
    for await (const items of listAll(engine, current, askPage)) all.push(...items);
    return all;
  };
  const merged = await mergeFetched(engine, payment, { ask, merge, holds: () => false });
  return merged.payment;
}
