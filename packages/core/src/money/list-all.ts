import type { Engine } from "../engine.ts";
import type { PageCall, StripePage } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { failureOf } from "../wire/stripe-failure.ts";

/**
 * Every item of a list at Stripe, page by page.
 *
 * @param about Whom an error is about; null when about no payment.
 * @param ask For one page.
 * @throws PaymentsError by what Stripe answered instead.
 */
export async function* listAll<Item>(
  engine: Engine,
  about: Payment | null,
  ask: (page: Pick<PageCall, "after">) => Promise<StripePage<Item>>,
): AsyncGenerator<readonly Item[], void, undefined> {
  let next: string | null | undefined;
  while (next !== null) {
    const answer = await ask(next === undefined ? {} : { after: next });
    if (answer.kind !== "page") throw failureOf(engine, about, answer);
    yield answer.items;
    next = answer.next;
  }
}
