import type { Evidence } from "./evidence.ts";
import { groupBy } from "./truth.ts";

/** Clocks are read to the millisecond. */
const APART_MS = 2;

/**
 * Whether the workers took each payment's events in the order in which they came in.
 *
 * Of two events of one payment the first must have been handled first when it was durable before the second was sent
 * at all: when its 2xx lay here before that. Only events that a worker handled, at the first try, count: one that
 * failed gives up its turn, and a server that handles at the delivery keeps no turns.
 *
 * @returns One sentence for each violation, and how many pairs of neighbours were compared.
 */
export function judgeOrder({
  events,
  heard,
  inbox,
  deliveries,
}: Pick<Evidence, "events" | "heard" | "inbox" | "deliveries">): {
  readonly violations: string[];
  readonly compared: number;
} {
  const byId = new Map(events.map((event) => [event.id, event]));
  const handled = heard.flatMap(({ eventId, seq, mode }) => {
    const delivery = deliveries.get(eventId);
    const intentId = byId.get(eventId)?.intentId;
    const inTurn = mode === "deferred" && inbox.get(eventId)?.failed === false;
    if (!inTurn || !intentId || delivery === undefined || delivery.ackedAt === null) return [];
    return { eventId, seq, intentId, sentAt: delivery.firstSentAt, ackedAt: delivery.ackedAt };
  });
  const violations: string[] = [];
  let compared = 0;
  for (const [intentId, turns] of groupBy(handled, "intentId")) {
    for (const first of turns) {
      for (const second of turns) {
        if (first.ackedAt + APART_MS > second.sentAt) continue;
        compared += 1;
        if (first.seq > second.seq) {
          violations.push(
            `${second.eventId} of ${intentId} was handled before ${first.eventId}, which had come in before it.`,
          );
        }
      }
    }
  }
  return { violations, compared };
}
