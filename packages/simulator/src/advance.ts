import { type Clock, earliest } from "./clock.ts";
import type { Engine } from "./engine/engine.ts";
import type { WebhookOffice } from "./webhooks/webhooks.ts";

const HOUR_MS = 60 * 60 * 1000;

export interface AdvanceParts {
  engine: Engine;
  clock: Clock;
  /** Null when nothing is to be delivered. */
  webhooks: Pick<WebhookOffice, "nextDueAt" | "deliverDue" | "idle"> | null;
}

/**
 * Puts the clock forward from one due thing to the next, so that each happens at its own time.
 *
 * @throws RangeError When `hours` is not more than 0.
 */
export async function advance(
  { engine, clock, webhooks }: AdvanceParts,
  hours: number,
): Promise<void> {
  if (!(hours > 0 && Number.isFinite(hours))) {
    throw new RangeError(`The clock goes forward only: ${hours} is no number of hours above 0.`);
  }
  const end = clock.now() + hours * HOUR_MS;
  for (;;) {
    // What is under way may fail, and is then due again on the way.
    await webhooks?.idle();
    const next = earliest(engine.world.schedule.nextAt(), webhooks?.nextDueAt() ?? null);
    if (next === null || next > end) break;
    clock.putForwardTo(next);
    engine.tick();
    await webhooks?.deliverDue();
  }
  clock.putForwardTo(end);
  engine.tick();
}
