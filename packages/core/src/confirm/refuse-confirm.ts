import type { ConfirmStep } from "../decide/attempts/confirm-step.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Known } from "../intents/fetch-intent.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment } from "../records/payment.ts";
import { inProgress } from "../wire/in-progress.ts";
import { declineOf } from "../wire/stripe-failure.ts";
import { recordFailure } from "./record-failure.ts";
import type { ConfirmWish } from "./send-confirm.ts";

/**
 * What the client is told instead of a status. A failure is written down before it is told.
 *
 * @returns The payment where it changed meanwhile: decide again.
 */
export async function refusalFor(
  engine: Engine,
  { clientKeyHash }: ConfirmWish,
  { payment, intent }: Known,
  step: Exclude<ConfirmStep, { do: "answer" | "fence" | "resend" | "start" }>,
): Promise<PaymentsError | Payment> {
  const details = { payment_id: payment.id, status: payment.status };
  const now = engine.clock.now();
  switch (step.do) {
    case "tell_failure": {
      const { failure, attempt } = step;
      const recorded = { failure, attempt, clientKeyHash };
      const told = await recordFailure(engine, payment, intent, recorded);
      if (!told.isRecorded) return told.payment;
      return declineOf(told.payment, failure, { requestId: null, replayed: false });
    }
    case "wait":
      return inProgress("The payment is being confirmed with another method; ask again shortly.", {
        until: step.until,
        now,
        details,
      });
    case "refuse_tries":
      return tooManyAttempts(payment, intent, { until: step.until, now });
    case "ask_for_method":
      return new PaymentsError(
        "payment_method_required",
        "There is no payment method to confirm with; send a payment_method_id.",
        { details: { ...details, next_step: "new_payment_method" } },
      );
  }
}

function tooManyAttempts(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  { until, now }: { until: Date; now: Date },
): PaymentsError {
  return new PaymentsError(
    "too_many_attempts",
    "Too many tries to pay this order have failed; wait before the next one.",
    {
      details: { payment_id: payment.id, status: intent.status },
      retryAfterSeconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000)),
    },
  );
}
