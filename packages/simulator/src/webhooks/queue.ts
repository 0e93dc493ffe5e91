import type { EventRecord, WebhookEndpointRecord } from "../engine/objects.ts";
import type { Courier } from "./courier.ts";
import { type DeliveryRecord, endDelivery, newDelivery } from "./deliveries.ts";
import type { DeliveryFate } from "./disturbances.ts";

export interface Queued {
  readonly event: EventRecord;
  readonly endpoint: WebhookEndpointRecord;
  readonly fate: DeliveryFate;
  readonly nowMs: number;
}

/** Hands the courier what an event sends to an endpoint. @returns Everything for the log, what was dropped included. */
export function queue(
  courier: Courier,
  { event, endpoint, fate, nowMs }: Queued,
): readonly DeliveryRecord[] {
  const shared = { event, endpoint, place: fate.place, dueAt: nowMs + fate.delayMs };
  const first = newDelivery({ ...shared, origin: "event" });
  if (fate.dropped) {
    endDelivery(first, "dropped");
    return [first];
  }
  const records = [first];
  for (let left = fate.duplicates; left > 0; left -= 1) {
    records.push(newDelivery({ ...shared, origin: "duplicate", repeats: first }));
  }
  for (const record of records) courier.add(record);
  return records;
}
