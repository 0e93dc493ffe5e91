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
export async function fetchRefunds(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Payment> {
  const merged = await mergeFetched(engine, payment, {
    ask: (current) => collect(engine, current, deadlineAt, engine.gateway.listRefunds),
    merge: mergeRefunds,
    holds: () => false,
  });
  return merged.payment;
}

/** The same for disputes. */
export async function fetchDisputes(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Payment> {
  const merged = await mergeFetched(engine, payment, {
    ask: (current) => collect(engine, current, deadlineAt, engine.gateway.listDisputes),
    merge: mergeDisputes,
    holds: () => false,
  });
  return merged.payment;
}

async function collect<Reversal>(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
  list: (paymentIntentId: string, page: PageCall) => Promise<StripePage<Reversal>>,
): Promise<Reversal[]> {
  const { paymentIntentId } = payment;
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  const ask = (page: Pick<PageCall, "after">) => list(paymentIntentId, { ...page, deadlineAt });
  const all: Reversal[] = [];
  for await (const items of listAll(engine, payment, ask)) all.push(...items);
  return all;
}
