import { RESEND_WITHIN_MS } from "../decide/step-attempts.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { FINAL, type Payment, UNCONFIRMED } from "../payment.ts";
import { cancelAtStripe, closeRow } from "./cancel-intent.ts";
import { changePayment } from "./change-payment.ts";
import { createIntent } from "./create-intent.ts";
import { fetchIntent } from "./fetch-intent.ts";

/**
 * Finishes what a request left open: tells what is due, learns Stripe's truth, cancels what was abandoned. Never starts
 * a charge.
 *
 * @throws PaymentsError by what Stripe answered; the payment is then due again later.
 */
export async function lookAtPayment(engine: Engine, due: Payment): Promise<void> {
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
