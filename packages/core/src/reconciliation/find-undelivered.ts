import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import type { Payment } from "../records/payment.ts";

/** Of the newest payments that succeeded: how many were checked, and of how many no delivery spoke. */
export interface Undelivered {
  readonly checked: number;
  readonly undelivered: number;
}

/** One delivery may be lost, and Stripe repeats it within hours; of three payments one is heard. */
const MOST_CHECKED = 3;

/** More of one payment's events than a payer can bring about in an ordinary way. */
const MOST_EVENTS = 20;

/** Handled events are kept for longer. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

/**
 * Looks whether Stripe's deliveries reach anybody: every payment that succeeds makes an event that the endpoint must
 * bring, whoever else found it out first.
 *
 * @param pause How long ago a payment must have succeeded, in milliseconds: Stripe takes seconds, or repeats it.
 */
export async function findUndelivered(engine: Engine, pauseMs: number): Promise<Undelivered> {
  const { store, clock } = engine;
  const nowMs = clock.now().getTime();
  const succeeded = await store.payments.list({
    ...ownerOf(engine.gateway),
    status: "succeeded",
    createdFrom: new Date(nowMs - REMEMBERED_MS),
    limit: 4 * MOST_CHECKED,
  });
  const settled = succeeded.filter(({ updatedAt }) => updatedAt.getTime() <= nowMs - pauseMs);
  const checked = settled.slice(0, MOST_CHECKED);
  const delivered = await Promise.all(checked.map((payment) => wasDelivered(engine, payment)));
  return {
    checked: checked.length,
    undelivered: delivered.filter((isDelivered) => !isDelivered).length,
  };
}

async function wasDelivered(
  { store, gateway }: Engine,
  { paymentIntentId }: Payment,
): Promise<boolean> {
  // A payment that succeeded has its intent.
  if (paymentIntentId === null) return true;
  const query = { ...ownerOf(gateway), paymentIntentId, limit: MOST_EVENTS };
  const events = await store.events.list(query);
  return events.some(({ broughtBy }) => broughtBy === "delivery");
}
