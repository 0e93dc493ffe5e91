import { withinBounds } from "../decide/attempts/bounds.ts";
import { abandonAtOf, nextDueAt } from "../decide/due.ts";
import { arrangeEffects } from "../decide/effect-order.ts";
import { type Engine, trustedNow } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";
import { noteChange } from "./note-change.ts";

/**
 * What a payment should become.
 *
 * @param payment As it is stored now.
 * @param fresh Whether nobody changed it since the caller read it: only then may a non-terminal answer of
 * Stripe's be merged, so that a write is never older than what it replaces.
 * @returns The same object for "no change".
 */
export type Decision = (payment: Payment, fresh: boolean) => Payment;

/** Writes what is decided; a lost race reads again and decides again. */
export async function compareAndSet(
  engine: Engine,
  read: Payment,
  decide: Decision,
): Promise<Payment> {
  for (let current = read; ; current = await readAgain(engine, current.id)) {
    const next = decide(current, current.version === read.version);
    if (next === current) return current;
    const stamped = nextVersion(engine, current, next);
    if (await engine.store.payments.update(stamped)) {
      noteChange(engine, current, stamped);
      return stamped;
    }
  }
}

/** The record as it is to be written over `current`. */
export function nextVersion(engine: Engine, current: Payment, next: Payment): Payment {
  const { hears, elsewhere } = engine.handlers;
  const now = engine.clock.now();
  const arranged = arrangeEffects(withinBounds(next), {
    hears,
    wakes: !elsewhere,
    now: trustedNow(engine),
  });
  const abandonAt = abandonAtOf(next, engine.settings.abandonAfterMs);
  const written: Payment = { ...arranged, abandonAt };
  return {
    ...written,
    version: current.version + 1,
    updatedAt: now,
    dueAt: nextDueAt(written, now),
  };
}

/** A payment that was there must still be there. */
export async function readAgain(engine: Engine, id: string): Promise<Payment> {
  const payment = await engine.store.payments.findById(id);
  if (payment !== null) return payment;
  throw new PaymentsError(
    "internal_error",
    "A stored payment has disappeared from the database; restore it from a backup.",
    { details: { payment_id: id } },
  );
}
