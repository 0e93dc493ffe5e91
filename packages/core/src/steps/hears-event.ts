import type { Engine } from "../engine.ts";
import type { WebhookEvent } from "../ports/webhook-event-store.ts";
import { hasObject } from "../wire/read-event.ts";

/** Whether this process has a handler for such an event, and the event has what the handler's type promises. */
export function hearsEvent({ handlers }: Engine, event: WebhookEvent): boolean {
  return handlers.eventTypes.includes(event.type) && hasObject(event.body);
}
