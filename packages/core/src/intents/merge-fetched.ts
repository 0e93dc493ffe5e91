import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { readAgain } from "../outbox/compare-and-set.ts";
import type { Payment } from "../records/payment.ts";

/** How often a fetch is repeated because somebody else changed the payment meanwhile. */
const MOST_FETCHES = 5;

/** How something is asked of Stripe and merged. */
export interface Fetching<Fetched> {
  ask(payment: Payment): Promise<Fetched>;
  merge(payment: Payment, fetched: Fetched, at: Date): Payment;
  /** Whether no later answer can contradict this one, so that it may be merged whoever wrote meanwhile. */
  holds(fetched: Fetched): boolean;
}

/**
 * Fetches, and merges what was fetched. A write is never older than what it replaces: who loses the race fetches again.
 *
 * @throws PaymentsError what `ask` throws; `payment_in_progress` when others keep changing the payment.
 */
export async function mergeFetched<Fetched>(
  engine: Engine,
  payment: Payment,
  { ask, merge, holds }: Fetching<Fetched>,
): Promise<{ payment: Payment; fetched: Fetched }> {
  let current = payment;
  for (let fetches = 0; fetches < MOST_FETCHES; fetches += 1) {
    const fetched = await ask(current);
    let merged = false;
    const { payment: written } = await changePayment(engine, current, (each, fresh) => {
      merged = fresh || holds(fetched);
      return merged ? merge(each, fetched, engine.clock.now()) : each;
    });
    if (merged) return { payment: written, fetched };
    current = await readAgain(engine, current.id);
  }
  throw new PaymentsError(
    "payment_in_progress",
    "The payment is being changed; ask again shortly.",
    { details: { payment_id: payment.id } },
  );
}
