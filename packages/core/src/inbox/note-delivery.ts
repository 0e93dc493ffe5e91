import type { WebhookEventStore } from "../ports/webhook-event-store.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";

/**
 * Notes that an event which Stripe's list had brought was delivered after all, so that health does not say that the
 * endpoint is not reached. A lost race is left at that: the next delivery notes it.
 *
 * @param arrived As it came in just now.
 * @param recorded What the inbox answered to it.
 */
export async function noteDelivery(
  events: WebhookEventStore,
  arrived: WebhookEvent,
  { event: kept, inserted }: { event: WebhookEvent; inserted: boolean },
): Promise<void> {
  // One that is pending is written anew when it is handled, perhaps at this moment.
  const isHandled = kept.status === "done" || kept.status === "ignored";
  if (inserted || !isHandled || arrived.broughtBy === kept.broughtBy) return;
  if (arrived.broughtBy === "list") return;
  await events.update({ ...kept, broughtBy: "delivery", version: kept.version + 1 });
}
