import { isOurs } from "./decide/is-ours.ts";
import { RESEND_WITHIN_MS } from "./decide/step-attempts.ts";
import { type Engine, stripeDeadline } from "./engine.ts";
import { isPaymentsError } from "./errors.ts";
import { FINAL, type Payment, UNCONFIRMED } from "./payment.ts";
import { cancelAtStripe, closeRow } from "./steps/cancel-intent.ts";
import { changePayment } from "./steps/change-payment.ts";
import { createIntent } from "./steps/create-intent.ts";
import { fetchIntent } from "./steps/fetch-intent.ts";
import { handleEvent } from "./steps/handle-event.ts";

/** What one run did. */
export interface ReconcileReport {
  /** Payments that were due and looked at. */
  readonly payments: number;
  /** Pending events that were due and handled. */
  readonly events: number;
  /** Of both, how many failed and are due again later. */
  readonly failed: number;
}

/**
 * Finishes what requests and webhooks left open: pending events, effects that are due, payments that are not final.
 * Never starts a charge. Safe to run twice at once.
 *
 * @param limit At most this many payments and as many events.
 */
export async function reconcile(engine: Engine, limit: number): Promise<ReconcileReport> {
  const { store, clock } = engine;
  let failed = 0;
  const attempt = async (work: () => Promise<unknown>, about: Record<string, string>) => {
    try {
      await work();
    } catch (error) {
      failed += 1;
      const code = isPaymentsError(error) ? error.code : "internal_error";
      engine.logger.warn(
        { event: "reconcile_failed", ...about, code, error },
        "Reconciling failed here; it is due again later.",
      );
    }
  };
  // Another mode's or account's server may share the store: this key cannot ask Stripe about what is theirs.
  const ours = (record: { livemode: boolean; account: string }) => isOurs(record, engine.gateway);
  const events = (await store.events.listDue(clock.now(), limit)).filter(ours);
  for (const event of events) {
    await attempt(() => handleEvent(engine, { event, stored: true }), { event_id: event.id });
  }
  const payments = (await store.payments.listDue(clock.now(), limit)).filter(ours);
  for (const payment of payments) {
    await attempt(() => reconcilePayment(engine, payment), { payment_id: payment.id });
  }
  return { payments: payments.length, events: events.length, failed };
}

async function reconcilePayment(engine: Engine, due: Payment): Promise<void> {
  // Rewriting it moves its next look, so that a payment that fails does not keep others waiting.
  const { payment } = await changePayment(engine, due, (each, fresh) =>
    fresh ? { ...each } : each,
  );
  const deadlineAt = stripeDeadline(engine);
  const ageMs = engine.clock.now().getTime() - payment.createdAt.getTime();
  if (payment.status === "creating") {
    // An intent that may lie at Stripe gets its id stored, so that it can be canceled when nobody comes for it.
    if (ageMs > RESEND_WITHIN_MS) await closeRow(engine, payment, "abandoned");
    else await createIntent(engine, payment, deadlineAt);
    return;
  }
  if (FINAL.has(payment.status)) return;
  const current = (await fetchIntent(engine, payment, deadlineAt)).payment;
  if (!UNCONFIRMED.has(current.status)) return;
  if (current.cancelReason !== null) {
    await cancelAtStripe(engine, current, current.cancelReason, deadlineAt);
  } else if (ageMs >= engine.settings.abandonAfterMs) {
    await cancelAtStripe(engine, current, "abandoned", deadlineAt);
  }
}
