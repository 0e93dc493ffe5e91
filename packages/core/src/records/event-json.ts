import { revive } from "./revive.ts";
import type { WebhookEvent } from "./webhook-event.ts";

/** The whole event as JSON text, for stores that keep it beside their key columns. */
export function eventToJson(event: WebhookEvent): string {
  return JSON.stringify(event);
}

/**
 * The event out of the text that {@link eventToJson} made.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function eventFromJson(text: string): WebhookEvent {
  const { body, ...rest } = JSON.parse(text) as WebhookEvent; // our own text, see eventToJson
  // What Stripe sent stays as it is, whatever its names.
  return { ...revive(rest), body };
}
