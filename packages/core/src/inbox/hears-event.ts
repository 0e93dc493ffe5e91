import type { Engine } from "../engine.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { hasObject } from "./read-event.ts";

/** Whether this process has a handler for such an event, and the event has what the handler's type promises. */
export function hearsEvent({ handlers }: Engine, event: WebhookEvent): boolean {
  return handlers.eventTypes.includes(event.type) && hasObject(event.body);
}
