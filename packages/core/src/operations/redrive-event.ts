import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { handleEvent } from "../inbox/handle-event.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { leavesEvents } from "../recovery/settle-due.ts";

/** An event of this account, mode and installation; null when there is none. */
export function findOwnEvent(
  { store, gateway }: Engine,
  eventId: string,
): Promise<WebhookEvent | null> {
  return store.events.findById(gateway, eventId);
}

/**
 * Gives an event that is dead, or waits for its next try, all its tries again, and handles it at once. Where the handlers
 * are elsewhere, their worker handles it.
 *
 * @returns The event as it is then: `done`, or `pending` after failing once more.
 * @throws PaymentsError `payment_not_found` when there is no such event; `invalid_request` for one that was handled.
 */
export async function redriveEvent(engine: Engine, eventId: string): Promise<WebhookEvent> {
  for (;;) {
    const event = await requireEvent(engine, eventId);
    if (event.status === "done" || event.status === "ignored") {
      throw new PaymentsError(
        "invalid_request",
        `The event is ${event.status}: only one that is dead or pending can be driven again.`,
      );
    }
    const revived: WebhookEvent = {
      ...event,
      status: "pending",
      attempts: 0,
      nextAttemptAt: engine.clock.now(),
      version: event.version + 1,
    };
    if (!(await engine.store.events.update(revived))) continue;
    if (leavesEvents(engine)) return revived;
    // What goes wrong is kept with the event, and tried again.
    await handleEvent(engine, { event: revived, stored: true }).catch(() => undefined);
    return requireEvent(engine, eventId);
  }
}

async function requireEvent(engine: Engine, eventId: string): Promise<WebhookEvent> {
  const event = await findOwnEvent(engine, eventId);
  if (event !== null) return event;
  throw new PaymentsError(
    "payment_not_found",
    "There is no such event of this key's mode and account in the inbox.",
  );
}
