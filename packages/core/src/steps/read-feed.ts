import {
  type FeedStart,
  feedStart,
  type Stretch,
  stretchesUntil,
} from "../decide/feed-stretches.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import type { JsonObject } from "../payment.ts";
import { readListedEvent } from "../wire/read-event.ts";
import { keepForWorker } from "./inbox.ts";
import { listAll } from "./list-all.ts";
import { noticeVersion } from "./notice-version.ts";

/** What was read of Stripe's list of events. */
export interface FeedReport extends FeedStart {
  readonly to: Date;
  readonly read: number;
  /** How many of them no delivery had brought. */
  readonly missed: number;
}

const NEVER = new Date(0);

/** How the feed is read. */
export interface FeedOptions {
  /** Reads and counts; keeps nothing and moves no cursor. */
  readonly dryRun: boolean;
  /** Stops between two pages once it is aborted; the cursor says how far it came. */
  readonly signal?: AbortSignal | undefined;
  readonly onRead?: ((read: number) => void) | undefined;
}

/**
 * Reads every event that Stripe made since the cursor, delivered or not, and keeps those that are not in the inbox. They
 * are handled as if they had just been delivered.
 *
 * @throws PaymentsError by what Stripe answered instead, and `store_unavailable`: the next call goes on where it was.
 */
export async function readFeed(engine: Engine, options: FeedOptions): Promise<FeedReport> {
  const { store, clock, gateway } = engine;
  const now = clock.now();
  const [cursor, { firstCreatedAt }] = await Promise.all([
    store.feed.find(gateway),
    store.payments.summarize(gateway, { dueBefore: now, createdBefore: now }),
  ]);
  const start = feedStart(cursor, firstCreatedAt, now);
  if (start.gap !== null) {
    engine.logger.error(
      { event: "feed_gap", from: start.gap.from.toISOString(), to: start.gap.to.toISOString() },
      "Stripe lists events for thirty days and older ones were not read: run reconcile with `since` to compare the payments themselves.",
    );
  }
  let read = 0;
  let missed = 0;
  for (const stretch of stretchesUntil(start.from, now)) {
    for await (const bodies of listAll(engine, null, askFor(engine, stretch))) {
      if (options.signal?.aborted) return { ...start, to: stretch.from, read, missed };
      missed += await keepUnknown(engine, bodies, options.dryRun);
      read += bodies.length;
      options.onRead?.(read);
    }
    if (options.dryRun) continue;
    const toTheEnd = stretch.to >= now;
    await store.feed.advance(gateway, {
      readUntil: stretch.to,
      readAt: toTheEnd ? now : (cursor?.readAt ?? NEVER),
    });
  }
  return { ...start, to: now, read, missed };
}

function askFor(engine: Engine, { from, to }: Stretch) {
  return (page: { after?: string }) =>
    engine.gateway.listEvents({
      ...page,
      createdFrom: from,
      createdTo: to,
      deadlineAt: stripeDeadline(engine),
    });
}

/** @returns How many were not in the inbox. */
async function keepUnknown(
  engine: Engine,
  bodies: readonly JsonObject[],
  dryRun: boolean,
): Promise<number> {
  const { account } = engine.gateway;
  const now = engine.clock.now();
  const events = await Promise.all(bodies.map((body) => readListedEvent(body, account, now)));
  const unknown = new Set(await engine.store.events.findUnknown(events.map(({ id }) => id)));
  if (dryRun) return unknown.size;
  for (const event of events.filter(({ id }) => unknown.has(id))) {
    noticeVersion(engine, event);
    await keepForWorker(engine, event);
  }
  return unknown.size;
}
