import { mergeDisputes, mergeRefunds } from "../decide/money/merge-reversals.ts";
import type { Engine } from "../engine.ts";
import { type Fetching, mergeFetched } from "../intents/merge-fetched.ts";
import type { PageCall, StripePage } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import type { Dispute, Refund } from "../records/reversal.ts";
import { listAll } from "./list-all.ts";

/**
 * Fetches all refunds of the stored PaymentIntent and merges them.
 *
 * @param payment Stores a `paymentIntentId`.
 * @throws PaymentsError by what Stripe answered; `payment_in_progress` when others keep changing the payment.
 */
export function fetchRefunds(engine: Engine, payment: Payment, deadlineAt: Date): Promise<Payment> {
  return fetchListed(engine, payment, {
    ask: (current) => listRefunds(engine, current, idOf(current), deadlineAt),
    merge: mergeRefunds,
  });
}

/** The same for disputes. */
export function fetchDisputes(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Payment> {
  return fetchListed(engine, payment, {
    ask: (current) => listDisputes(engine, current, idOf(current), deadlineAt),
    merge: mergeDisputes,
  });
}

/** @returns Whether Stripe's list of disputes says what the payment says. Nothing is written. */
export async function knowsDisputes(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<boolean> {
  const disputes = await listDisputes(engine, payment, idOf(payment), deadlineAt);
  return mergeDisputes(payment, disputes, engine.clock.now()) === payment;
}

/** All refunds of an intent. @param about Whom an error is about; null when about no payment. */
export function listRefunds(
  engine: Engine,
  about: Payment | null,
  paymentIntentId: string,
  deadlineAt: Date,
): Promise<Refund[]> {
  const { listRefunds: list } = engine.gateway;
  return collect(engine, about, (page) => list(paymentIntentId, { ...page, deadlineAt }));
}

/** All disputes of an intent. */
export function listDisputes(
  engine: Engine,
  about: Payment | null,
  paymentIntentId: string,
  deadlineAt: Date,
): Promise<Dispute[]> {
  const { listDisputes: list } = engine.gateway;
  return collect(engine, about, (page) => list(paymentIntentId, { ...page, deadlineAt }));
}

async function fetchListed<Reversal>(
  engine: Engine,
  payment: Payment,
  { ask, merge }: Pick<Fetching<Reversal[]>, "ask" | "merge">,
): Promise<Payment> {
  return (await mergeFetched(engine, payment, { ask, merge, holds: () => false })).payment;
}

function idOf({ paymentIntentId }: Payment): string {
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  return paymentIntentId;
}

async function collect<Reversal>(
  engine: Engine,
  about: Payment | null,
  ask: (page: Pick<PageCall, "after">) => Promise<StripePage<Reversal>>,
): Promise<Reversal[]> {
  const all: Reversal[] = [];
  for await (const items of listAll(engine, about, ask)) all.push(...items);
  return all;
}
