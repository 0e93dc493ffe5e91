import { LONGEST_LOOK_MS } from "../decide/due.ts";
import { LONGEST_BACKOFF_MS } from "../decide/effects.ts";
import { believedUntil } from "../decide/has-come.ts";
import { ownerOf } from "../decide/is-ours.ts";
import { type Engine, trustedNow } from "../engine.ts";
import { isPaymentsError, type PaymentsErrorCode } from "../errors.ts";
import { removeOldEvents } from "../inbox/remove-old-events.ts";
import { wakeUnheard } from "../inbox/wake-unheard.ts";
import { assertOneAccount } from "../intents/same-account.ts";
import { compareWithStripe } from "../reconciliation/compare-with-stripe.ts";
import type { ComparisonReport } from "../reconciliation/comparison-report.ts";
import { countReviews } from "../reconciliation/list-reviews.ts";
import { type FeedReport, type FeedState, readFeed } from "../reconciliation/read-feed.ts";
import { type Settled, settleDue } from "../recovery/settle-due.ts";

/** What one run found and did. */
export interface ReconcileReport extends Settled {
  /** Whether nothing was changed: then everything here is what a run would find. */
  readonly dryRun: boolean;
  /** Stripe's list of events; null when it could not be read to the end, see `problems`. */
  readonly feed: FeedReport | null;
  /** The comparison of what was paid; null when it could not be made, see `problems`. */
  readonly comparison: ComparisonReport | null;
  /** What a person must see to, see `payments.reviews`. */
  readonly reviews: number;
  /** Handled events that were older than 35 days and were removed. */
  readonly removedEvents: number;
  /** Parts that did not come to their end; running again goes on. */
  readonly problems: readonly ReconcileProblem[];
}

/** A part of a run that did not come to its end. */
export interface ReconcileProblem {
  readonly part: "feed" | "due" | "comparison" | "retention";
  readonly code: PaymentsErrorCode;
  readonly message: string;
}

/** What a run has done so far. */
export interface ReconcileProgress {
  /** Events of Stripe's list that were read. */
  readonly read: number;
  /** Events and payments that were due and were looked at. */
  readonly settled: number;
  /** PaymentIntents that were compared. */
  readonly compared: number;
}

/** How a run goes. */
export interface ReconcileOptions {
  /** Reads both sides and reports; changes nothing here or at Stripe. Default false. */
  readonly dryRun?: boolean;
  /**
   * Compares what was made since then. Default: what was made since the last run, and a day more than `abandonAfter`
   * before that. Name an older instant after restoring a backup.
   */
  readonly since?: Date;
  /** At most this many payments or events at once; default 4. */
  readonly concurrency?: number;
  /** Stops at the next point where nothing is left half done. */
  readonly signal?: AbortSignal;
  /** Hears how far the run is. */
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Makes Stripe and the database agree: events that never arrived are read from Stripe's list, what is due is finished,
 * payments are compared, abandoned orphans canceled, differences listed and kept for a person. Never starts a charge. Safe to run twice at once.
 *
 * @param settle Who finishes what is due.
 * @throws PaymentsError `store_unavailable` when nothing could be begun.
 */
export async function reconcile(
  engine: Engine,
  options: ReconcileOptions = {},
  settle: typeof settleDue = settleDue,
): Promise<ReconcileReport> {
  const { dryRun = false, concurrency = 4, signal } = options;
  const startedAt = engine.clock.now();
  const state = await readState(engine);
  const dueFrom = defaultStart(engine, state);
  const from = options.since ?? dueFrom;
  const problems: ReconcileProblem[] = [];
  const attempt = async <Result>(part: ReconcileProblem["part"], work: () => Promise<Result>) => {
    try {
      return await work();
    } catch (error) {
      problems.push(problemOf(engine, part, error));
      return null;
    }
  };
  let progress: ReconcileProgress = { read: 0, settled: 0, compared: 0 };
  const report = (news: Partial<ReconcileProgress>) => {
    progress = { ...progress, ...news };
    options.onProgress?.(progress);
  };

  const feed = await attempt("feed", async () => {
    await assertOneAccount(engine);
    return readFeed(engine, { ...state, dryRun, signal, onRead: (read) => report({ read }) });
  });
  if (!dryRun) await attempt("due", () => wakeUnheard(engine, signal));
  const settled = await attempt("due", () =>
    dryRun
      ? countDue(engine, feed?.missed ?? 0)
      : settle(engine, {
          concurrency,
          signal,
          onSettled: () => report({ settled: progress.settled + 1 }),
        }),
  );
  const comparison = await attempt("comparison", () =>
    compareWithStripe(engine, {
      from,
      dryRun,
      signal,
      onCompared: (compared) => report({ compared }),
    }),
  );
  const whole = feed !== null && comparison !== null && !signal?.aborted && from <= dueFrom;
  const skewMs = noticeSkew(engine);
  if (whole && !dryRun) {
    const readAt = new Date(startedAt.getTime() - skewMs);
    await attempt("feed", () => markRead(engine, readAt));
  }
  const removed = dryRun ? 0 : await attempt("retention", () => removeOldEvents(engine));
  const reviews = await countReviews(engine);
  const looked = settled ?? { payments: 0, events: 0, failed: 0 };
  engine.logger.info({ event: "reconciled", ...looked }, "Reconciling has ended.");
  return {
    dryRun,
    feed,
    ...looked,
    comparison,
    reviews,
    removedEvents: removed ?? 0,
    problems,
  };
}

async function readState({ store, gateway, clock }: Engine): Promise<FeedState> {
  const now = clock.now();
  const [cursor, { firstCreatedAt }] = await Promise.all([
    store.feed.find(gateway),
    store.payments.summarize(gateway, { dueBefore: now, abandonBefore: now }),
  ]);
  return { cursor, firstPaymentAt: firstCreatedAt };
}

/** What was made before the last run can still have changed since: an unconfirmed intent lives for `abandonAfter`. */
function defaultStart(engine: Engine, { cursor, firstPaymentAt }: FeedState): Date {
  const now = trustedNow(engine);
  // What was not compared by a run that broke off is made up by the next; so is what a clock that was wrong put off.
  const ended = cursor !== null && cursor.readAt.getTime() > 0;
  const last =
    ended && cursor.readAt <= believedUntil(now) ? cursor.readAt : (firstPaymentAt ?? now);
  const beforeMs = engine.settings.abandonAfterMs + DAY_MS;
  return new Date(Math.min(last.getTime(), now.getTime()) - beforeMs);
}

/** Whoever comes next need not go further back. A mark that a clock left in the future gives way. */
async function markRead(engine: Engine, readAt: Date): Promise<void> {
  const { store, gateway } = engine;
  await store.feed.advance(
    gateway,
    { readUntil: new Date(0), readAt },
    believedUntil(trustedNow(engine)),
  );
}

/** @returns How far our clock is ahead of Stripe's, in milliseconds; 0 where it is right or nobody knows. */
function noticeSkew(engine: Engine): number {
  const skewMs = engine.clock.now().getTime() - trustedNow(engine).getTime();
  if (skewMs !== 0) {
    engine.logger.warn(
      { event: "clock_wrong", skew_seconds: Math.round(skewMs / 1_000) },
      "This process's clock differs from Stripe's by more than five minutes: set it. What it wrote in the future is not waited for.",
    );
  }
  return skewMs;
}

/** More than this is "at least so many". */
const MOST_COUNTED = 10_000;

/** @param missed Events that a run would have kept before. */
async function countDue({ store, gateway, clock }: Engine, missed: number): Promise<Settled> {
  const now = clock.now();
  const query = { ...ownerOf(gateway), now, limit: MOST_COUNTED };
  const [payments, events] = await Promise.all([
    store.payments.listDue({ ...query, believedUntil: believedUntil(now, LONGEST_LOOK_MS) }),
    store.events.listDue({ ...query, believedUntil: believedUntil(now, LONGEST_BACKOFF_MS) }),
  ]);
  return { payments: payments.length, events: events.length + missed, failed: 0 };
}

function problemOf(
  engine: Engine,
  part: ReconcileProblem["part"],
  error: unknown,
): ReconcileProblem {
  const code = isPaymentsError(error) ? error.code : "internal_error";
  const message = isPaymentsError(error) ? error.message : "An unexpected error; see the log.";
  engine.logger.error(
    { event: "reconcile_part_failed", part, code, error },
    "A part of reconciling did not come to its end; the next run goes on.",
  );
  return { part, code, message };
}
