import { mergeIntent } from "../decide/merge-intent.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../payment.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { changePayment } from "./change-payment.ts";
import { readAgain } from "./compare-and-set.ts";
import { retrieveIntent } from "./retrieve-intent.ts";

/** How often a fetch is repeated because somebody else changed the payment meanwhile. */
const MOST_FETCHES = 5;

/** A payment together with what Stripe said of it last. */
export interface Known {
  readonly payment: Payment;
  readonly intent: PaymentIntentSnapshot;
}

/**
 * Fetches the stored PaymentIntent and merges it. A write is never older than what it replaces: who loses the race
 * fetches again.
 *
 * @param payment Stores a `paymentIntentId`.
 * @throws PaymentsError by what Stripe answered; `payment_in_progress` when others keep changing the payment.
 */
export async function fetchIntent(
  engine: Engine,
  payment: Payment,
  deadlineAt: Date,
): Promise<Known> {
  const { paymentIntentId } = payment;
  if (paymentIntentId === null) throw new Error("A payment without an intent was fetched.");
  let current = payment;
  for (let fetches = 0; fetches < MOST_FETCHES; fetches += 1) {
    const intent = await retrieveIntent(engine, current, { paymentIntentId, deadlineAt });
    const read = current;
    let merged = false;
    const { payment: written } = await changePayment(engine, read, (each, fresh) => {
      merged = fresh || ABSORBING.has(intent.status);
      return merged ? mergeIntent(each, intent, engine.clock.now()) : each;
    });
    if (merged) return { payment: written, intent };
    current = await readAgain(engine, current.id);
  }
  throw new PaymentsError(
    "payment_in_progress",
    "The payment is being changed; ask again shortly.",
    {
      details: { payment_id: payment.id },
    },
  );
}

/** Statuses that no later answer of Stripe's can contradict. */
export const ABSORBING: ReadonlySet<string> = new Set(["succeeded", "canceled"]);
