import type { Engine } from "../engine.ts";

/**
 * Says, once in this process, that thin events come: they carry an id where others carry the object, so that nothing here
 * can be told by them. Health repeats it.
 */
export function noticeThinEvent(engine: Engine, type: string | null): void {
  const { deliveries, logger, clock } = engine;
  const isFirst = deliveries.thinAt === null;
  deliveries.noteThin(clock.now());
  if (!isFirst) return;
  logger.warn(
    { event: "thin_event_received", type },
    "Stripe delivers thin events here, which are answered and then do nothing: set the destination's payload style to snapshot, in Stripe's Dashboard, or make a webhook endpoint instead.",
  );
}
