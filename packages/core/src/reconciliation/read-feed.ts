import { type FeedStart, feedStart, stretchesUntil } from "../decide/feed-stretches.ts";
import { CLOCKS_DIFFER_MS } from "../decide/has-come.ts";
import { type Engine, stripeDeadline, trustedNow } from "../engine.ts";
import { keepForWorker } from "../inbox/inbox.ts";
import { noticeVersion } from "../inbox/notice-version.ts";
import { readListedEvent } from "../inbox/read-event.ts";
import type { FeedCursor } from "../ports/event-feed-store.ts";
import type { StripePage } from "../ports/stripe-gateway.ts";
import type { JsonObject } from "../records/payment.ts";
import { failureOf } from "../wire/stripe-failure.ts";

/** What was read of Stripe's list of events. */
export interface FeedReport extends FeedStart {
  /** When the newest event that was read was made. */
  readonly to: Date;
  readonly read: number;
  /** How many of them no delivery had brought. */
  readonly missed: number;
}

/** That the whole run has ended is not the feed's to say, and a cursor never goes back. */
const NEVER = new Date(0);

/** What is known before anything is read. */
export interface FeedState {
  /** Null before anything was ever read. */
  readonly cursor: FeedCursor | null;
  /** When our first payment was made; null when there is none. */
  readonly firstPaymentAt: Date | null;
}

/** How the feed is read. */
export interface FeedOptions extends FeedState {
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
  const { store, gateway } = engine;
  const { now, start, first } = await readFirst(engine, options);
  if (start.gap !== null) {
    engine.logger.error(
      { event: "feed_gap", from: start.gap.from.toISOString(), to: start.gap.to.toISOString() },
      "Stripe lists events for thirty days and older ones were not read: run reconcile with `since` to compare the payments themselves.",
    );
  }
  const tally = { read: 0, missed: 0, newestMs: start.from.getTime() };
  const keep = async (bodies: readonly JsonObject[]) => {
    const kept = await keepUnknown(engine, bodies, options.dryRun);
    tally.read += bodies.length;
    tally.missed += kept.missed;
    tally.newestMs = Math.max(tally.newestMs, kept.newestMs);
    options.onRead?.(tally.read);
  };
  // Our clock may be wrong: it is Stripe's, on the events and their list, by which the cursor moves.
  const advance = async () => {
    if (options.dryRun) return;
    await store.feed.advance(gateway, { readUntil: new Date(tally.newestMs), readAt: NEVER });
  };

  const reading = readInStretches(engine, { from: start.from, now, first });
  for await (const { bodies, ended } of reading) {
    if (options.signal?.aborted) break;
    await keep(bodies);
    if (ended !== "page") await advance();
  }
  const { read, missed, newestMs } = tally;
  return { ...start, to: new Date(newestMs), read, missed };
}

/** Where reading begins, and the first page from there on. */
interface FirstRead {
  readonly now: Date;
  readonly start: FeedStart;
  readonly first: ListedPage;
}

/** Asks anew where Stripe's answer shows that our clock is wrong, and with it the place that was asked for. */
async function readFirst(engine: Engine, options: FeedState): Promise<FirstRead> {
  const read = async (now: Date): Promise<FirstRead> => {
    const start = feedStart(options.cursor, options.firstPaymentAt, now);
    return { now, start, first: await ask(engine, { createdFrom: start.from }) };
  };
  const own = await read(trustedNow(engine));
  const now = trustedNow(engine);
  const differMs = Math.abs(now.getTime() - own.now.getTime());
  return differMs > CLOCKS_DIFFER_MS ? read(now) : own;
}

/** A page, and what ends with it: after a stretch nothing older is left unread. */
interface FeedPage {
  readonly bodies: readonly JsonObject[];
  readonly ended: "page" | "stretch";
}

/** What Stripe lists since an instant: most often one page; of more, one stretch after the other, the oldest first. */
async function* readInStretches(
  engine: Engine,
  { from, now, first }: { from: Date; now: Date; first: ListedPage },
): AsyncGenerator<FeedPage, void, undefined> {
  if (first.next === null) return yield { bodies: first.items, ended: "stretch" };
  const stretches = stretchesUntil(from, now);
  for (const [place, stretch] of stretches.entries()) {
    const isLast = place === stretches.length - 1;
    // What Stripe made since we began, or what our clock has not come to yet, belongs to the last one.
    const query = { createdFrom: stretch.from, ...(isLast ? {} : { createdTo: stretch.to }) };
    for (let next: string | null | undefined; next !== null; ) {
      const page = await ask(engine, { ...query, ...(next === undefined ? {} : { after: next }) });
      next = page.next;
      const ended = next === null ? "stretch" : "page";
      yield { bodies: page.items, ended };
    }
  }
}

type ListedPage = Extract<StripePage<JsonObject>, { kind: "page" }>;

async function ask(
  engine: Engine,
  query: { createdFrom: Date; createdTo?: Date; after?: string },
): Promise<ListedPage> {
  const answer = await engine.gateway.listEvents({ ...query, deadlineAt: stripeDeadline(engine) });
  if (answer.kind === "page") return answer;
  throw failureOf(engine, null, answer);
}

/** @returns How many were not in the inbox, and when the newest of all was made. */
async function keepUnknown(
  engine: Engine,
  bodies: readonly JsonObject[],
  dryRun: boolean,
): Promise<{ missed: number; newestMs: number }> {
  const now = engine.clock.now();
  const events = await Promise.all(
    bodies.map((body) => readListedEvent(body, engine.gateway, now)),
  );
  const unknown = new Set(
    await engine.store.events.findUnknown(
      engine.gateway,
      events.map(({ id }) => id),
    ),
  );
  const newestMs = Math.max(0, ...events.map(({ createdAt }) => createdAt.getTime()));
  if (!dryRun) {
    const missed = events.filter(({ id }) => unknown.has(id));
    for (const event of missed) noticeVersion(engine, event);
    await Promise.all(missed.map((event) => keepForWorker(engine, event)));
  }
  return { missed: unknown.size, newestMs };
}
