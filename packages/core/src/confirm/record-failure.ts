import { failAttempt, noteTold } from "../decide/attempts/step-attempts.ts";
import type { Engine } from "../engine.ts";
import { confirmRequest } from "../intents/stripe-parameters.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import type { Payment, PaymentFailure, StepAttempt } from "../records/payment.ts";

/** A failure that is about to be told. */
export interface ToldFailure {
  readonly failure: PaymentFailure;
  /** Whose it is; null when no attempt of ours led to it, but the app's own confirm. */
  readonly attempt: StepAttempt | null;
  /** Who is told; null without a key. */
  readonly clientKeyHash: string | null;
}

/**
 * Writes down a failure before it is told, with the keys that hear it: from now on they hear that and start nothing.
 *
 * @returns The payment, and whether it may be told: not when the payment changed meanwhile, as when another request of the
 * same key has started an attempt.
 */
export async function recordFailure(
  engine: Engine,
  payment: Payment,
  intent: PaymentIntentSnapshot,
  { failure, attempt, clientKeyHash }: ToldFailure,
): Promise<{ payment: Payment; isRecorded: boolean }> {
  if (attempt === null && clientKeyHash === null) return { payment, isRecorded: true };
  const at = engine.clock.now();
  const request = confirmRequest(engine, null);
  const methodId = intent.lastErrorMethodId;
  let isRecorded = false;
  const recorded = await compareAndSet(engine, payment, (each, fresh) => {
    isRecorded = fresh;
    if (!fresh) return each;
    if (attempt !== null) return failAttempt(each, attempt, { kind: "declined", failure, at });
    if (clientKeyHash === null) return each;
    return noteTold(each, { clientKeyHash, failure, methodId, request, at });
  });
  return { payment: recorded, isRecorded };
}
