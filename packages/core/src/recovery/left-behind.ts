import { LONGEST_BACKOFF_MS } from "../decide/effects.ts";
import { hasCome } from "../decide/has-come.ts";
import type { Engine } from "../engine.ts";
import { storeStatement } from "../inbox/handle-event.ts";
import { keepEvent } from "../inbox/inbox.ts";
import { observeEvent } from "../inbox/observe-event.ts";
import { HandlerFailed } from "../outbox/handler-failed.ts";
import { nextToTell, recordFailure } from "../outbox/tell-effects.ts";
import type { Payment } from "../records/payment.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { lookAtPayment } from "./look-at-payment.ts";

const LEFT_BEHIND = "The process ended, or its time ran out, while this was handled.";

/**
 * Counts an event as failed whose handling was begun and never ended: its handler may end every process that calls it, so
 * it is not called now, but after the pause that follows a failure. What the event says of a payment is stored without it.
 *
 * @throws Always: the failure, or what went wrong besides.
 */
export async function countEventLeftBehind(engine: Engine, event: WebhookEvent): Promise<void> {
  await observeEvent(engine, event, async () => {
    const failure = new Error(LEFT_BEHIND);
    await keepEvent(engine, { event, stored: true }, failure);
    await storeStatement(engine, event);
    throw failure;
  });
}

/**
 * The same for a payment. The one effect counts whose turn it was: each that is told is written at once, which ends the
 * taking. Where nothing was to be told, here or at all, it is looked at.
 *
 * @throws PaymentsError as `lookAtPayment` does.
 */
export async function countPaymentLeftBehind(engine: Engine, payment: Payment): Promise<void> {
  const effect = nextToTell(engine, payment);
  const wasTold =
    effect !== undefined && hasCome(effect.dueAt, engine.clock.now(), LONGEST_BACKOFF_MS);
  if (!wasTold) return lookAtPayment(engine, payment);
  await recordFailure(engine, payment, new HandlerFailed(effect, new Error(LEFT_BEHIND)));
}
