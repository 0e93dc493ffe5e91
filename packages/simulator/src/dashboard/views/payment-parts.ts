import type { RequestLogEntry } from "../../engine/exchange.ts";
import type { ChargeRecord, EventRecord } from "../../engine/objects.ts";
import type { World } from "../../engine/world.ts";
import type { Simulator } from "../../simulator.ts";
import { type Newest, newest } from "../newest.ts";

/** What belongs to one payment shares this part of its ids. */
const MIDDLE = 17;

export function chargesOf(world: World, id: string): Newest<ChargeRecord> {
  return newest([...world.charges.oldestFirst({ payment_intent: id })], 1);
}

export function eventsOf(world: World, id: string): Newest<EventRecord> {
  const prefix = `evt_${(id.split("_")[1] ?? "").slice(0, MIDDLE)}`;
  return newest([...world.events.oldestFirst({ fits: (event) => event.id.startsWith(prefix) })], 1);
}

/** Requests that name the payment or caused one of its events, and those that came with the same idempotency key. */
export function requestsOf(
  { requests }: Simulator,
  id: string,
  events: Newest<EventRecord>,
): Newest<RequestLogEntry> {
  const causes = new Set(events.items.map(({ request }) => request?.id));
  const isAbout = ({ requestId, path, params }: RequestLogEntry) =>
    causes.has(requestId) || path.includes(id) || params.payment_intent === id;
  const about = new Set(requests.filter(isAbout));
  const keys = new Set([...about].map(({ idempotencyKey }) => idempotencyKey));
  keys.delete(null);
  const sent = requests.filter((entry) => about.has(entry) || keys.has(entry.idempotencyKey));
  return newest(sent, 1);
}
