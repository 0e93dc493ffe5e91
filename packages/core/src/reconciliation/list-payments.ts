import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import type { PaymentQuery } from "../ports/payment-store.ts";
import type { Payment } from "../records/payment.ts";

const PAGE = 100;

/** Our payments, page by page, the newest first. */
export async function* listPayments(
  { store, gateway }: Engine,
  query: Pick<PaymentQuery, "status" | "createdFrom">,
): AsyncGenerator<Payment, void, undefined> {
  let after: PaymentQuery["after"];
  for (;;) {
    const page = await store.payments.list({
      ...query,
      ...ownerOf(gateway),
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { at: last.createdAt, id: last.id };
  }
}
