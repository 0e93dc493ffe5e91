import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import type { Payment } from "../records/payment.ts";
import type { StrayCharge } from "../records/stray-charge.ts";

/** What a person must see to, the oldest first. @param limit At most this many. */
export async function listReviews(
  { store, gateway }: Engine,
  limit: number,
): Promise<(Payment | StrayCharge)[]> {
  const owner = ownerOf(gateway);
  const [payments, strays] = await Promise.all([
    store.payments.listForReview(owner, limit),
    store.strays.listOpen(owner, limit),
  ]);
  return [
    ...payments.map((review) => ({ review, since: review.createdAt })),
    ...strays.map((review) => ({ review, since: review.seenAt })),
  ]
    .sort((one, other) => one.since.getTime() - other.since.getTime())
    .slice(0, limit)
    .map(({ review }) => review);
}

/** How many {@link listReviews} has. */
export async function countReviews({ store, gateway, clock }: Engine): Promise<number> {
  const now = clock.now();
  const [{ forReview }, strays] = await Promise.all([
    store.payments.summarize(gateway, { dueBefore: now, abandonBefore: now }),
    store.strays.countOpen(gateway),
  ]);
  return forReview + strays;
}
