import type { IgnoredBecause } from "../decide/why-ignored.ts";
import type { Engine } from "../engine.ts";
import type { OpenSpan } from "../observability/instruments.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";

/** What became of an event that was not handled in vain. */
export type Handled =
  | { readonly outcome: "done" | "duplicate" }
  | { readonly outcome: "ignored"; readonly reason: IgnoredBecause };

/**
 * Measures how one event is handled: a consumer span, a count by what became of it, and how old it was when it was done.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export async function observeEvent(
  engine: Engine,
  event: WebhookEvent,
  handle: (span: OpenSpan) => Promise<Handled>,
): Promise<void> {
  const { telemetry, logger, clock } = engine;
  await telemetry.span("stripe.event", attributesOf(event), async (span) => {
    try {
      const handled = await handle(span);
      const reason = handled.outcome === "ignored" ? handled.reason : undefined;
      span.set({ "chargeonce.outcome": handled.outcome, "chargeonce.reason": reason });
      countEvent(engine, handled.outcome, reason);
      if (handled.outcome !== "done") return;
      // Stripe's clock and ours may differ.
      const lagMs = Math.max(0, clock.now().getTime() - event.createdAt.getTime());
      telemetry.record("chargeonce.webhook.lag", lagMs / 1_000);
      logger.debug(
        { event: "event_handled", event_id: event.id, type: event.type },
        "An event was handled.",
      );
    } catch (error) {
      span.set({ "chargeonce.outcome": "failed" });
      countEvent(engine, "failed");
      throw error;
    }
  });
}

/** Counts a delivery or an event by what became of it. */
export function countEvent(
  { telemetry }: Engine,
  outcome: Handled["outcome"] | "recorded" | "failed" | "refused",
  reason?: string,
): void {
  telemetry.count("chargeonce.webhook.events", {
    "chargeonce.outcome": outcome,
    "chargeonce.reason": reason,
  });
}

/** Counts a failed try to handle an event, and says so when it was the last. */
export function noteTry(engine: Engine, before: WebhookEvent, after: WebhookEvent): void {
  if (after.attempts === before.attempts) return;
  const { telemetry, logger } = engine;
  const event = { "chargeonce.retried": "event" };
  if (after.status !== "dead") {
    telemetry.count("chargeonce.retries", event);
    return;
  }
  telemetry.count("chargeonce.dead_letters", event);
  logger.error(
    { event: "event_dead", event_id: after.id, type: after.type, attempts: after.attempts },
    "An event failed twenty times and is not tried again: payments.events.redrive handles it once more.",
  );
}

function attributesOf(event: WebhookEvent) {
  return {
    "messaging.system": "stripe",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.destination.name": event.type,
    "messaging.message.id": event.id,
  };
}
