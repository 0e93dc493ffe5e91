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

/** @returns Whether Stripe's list of disputes says what the payment says. Nothing is written. */
export async function knowsDisputes(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<boolean> {
  const list = engine.gateway.listDisputes;
  const disputes = await collect(engine, payment, { list, deadlineAt });
  return mergeDisputes(payment, disputes, engine.clock.now()) === payment;
}

interface Listing<Reversal> {
  list(paymentIntentId: string, page: PageCall): Promise<StripePage<Reversal>>;
  readonly deadlineAt: Date;
}

async function fetchListed<Reversal>(
  engine: Engine,
  payment: Payment,
  listing: Listing<Reversal> & {
    merge(payment: Payment, all: readonly Reversal[], at: Date): Payment;
  },
): Promise<Payment> {
  const merged = await mergeFetched(engine, payment, {
    ask: (current) => collect(engine, current, listing),
    merge: listing.merge,
    holds: () => false,
  });
  return merged.payment;
}

async function collect<Reversal>(
  engine: Engine,
  payment: Payment,
  { list, deadlineAt }: Listing<Reversal>,
): Promise<Reversal[]> {
  const { paymentIntentId } = payment;
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  const ask = (page: Pick<PageCall, "after">) => list(paymentIntentId, { ...page, deadlineAt });
  const all: Reversal[] = [];
  for await (const items of listAll(engine, payment, ask)) all.push(...items);
  return all;
}
