import { believedUntil } from "../decide/has-come.ts";
import { type Engine, trustedNow } from "../engine.ts";
import { isPaymentsError } from "../errors.ts";
import { wakeUnheard } from "../inbox/wake-unheard.ts";
import { leavesEvents, type Settled, settleDue } from "../recovery/settle-due.ts";
import { checkHealth } from "./health.ts";
import { observeOperation } from "./observe-operation.ts";
import { reconcile } from "./reconcile.ts";

/** Handles what is due, again and again, until it is stopped. */
export interface Worker {
  /** Starts, if it is not running. */
  start(): void;
  /** Begins nothing new; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** How a worker works. */
export interface WorkerOptions {
  /** At most this many events or payments at once; default 4. */
  readonly concurrency?: number;
  /** Pause after finding nothing due, in milliseconds; default 1 000. */
  readonly intervalMs?: number;
  /** How often Stripe's side is read and compared, in milliseconds; default an hour. However many workers there are. */
  readonly reconcileEveryMs?: number;
}

/** After a run that could not read Stripe's side. */
const RETRY_MS = 60_000;

/** Over so long the workers of all processes spread the question whose turn it is. */
const SPREAD_MS = 60_000;

/** What reconciling finds is due, the worker's places handle. */
const settledByPlaces = async (): Promise<Settled> => ({ payments: 0, events: 0, failed: 0 });

/** How often the gauges are set, where somebody measures. */
const GAUGES_MS = 60_000;

/** How often is looked for what other processes could tell nobody. */
const WAKE_MS = 10_000;

/** A process without handlers finishes what it can, and leaves what must be told to others: no need to look all the time. */
const ELSEWHERE_MS = 60_000;

/**
 * A worker in this process. Any number of them, in any number of processes, share the work.
 *
 * @throws Error for an option that is no positive number, in one sentence.
 */
export function createWorker(engine: Engine, options: WorkerOptions = {}): Worker {
  const { concurrency = 4, intervalMs = 1_000, reconcileEveryMs = 3_600_000 } = options;
  assertPositive({ concurrency, intervalMs, reconcileEveryMs });
  let nextReconcileMs = 0;
  let nextGaugesMs = 0;
  let nextWakeMs = 0;
  /** What hangs must take no second place when it is due again. */
  const inHand = new Set<string>();

  const reconcileIfDue = async (signal: AbortSignal) => {
    const now = trustedNow(engine);
    const nowMs = now.getTime();
    // Nothing is planned further ahead: a clock that was wrong did it.
    if (nowMs < nextReconcileMs && nextReconcileMs <= nowMs + reconcileEveryMs + SPREAD_MS) return;
    const cursor = await engine.store.feed.find(engine.gateway);
    const isBelieved = cursor !== null && cursor.readAt <= believedUntil(now);
    const readMs = isBelieved ? cursor.readAt.getTime() : 0;
    // Another worker's run counts as well.
    if (readMs + reconcileEveryMs > nowMs) {
      // Not all at one instant: who comes first does it for the rest.
      nextReconcileMs = readMs + reconcileEveryMs + engine.ids.fraction() * SPREAD_MS;
      return;
    }
    const { problems } = await observeOperation(engine, "reconcile", () =>
      reconcile(engine, { signal }, settledByPlaces),
    );
    nextReconcileMs =
      trustedNow(engine).getTime() + (problems.length === 0 ? reconcileEveryMs : RETRY_MS);
  };

  const wakeIfDue = async (signal: AbortSignal) => {
    const nowMs = engine.clock.now().getTime();
    if (nowMs < nextWakeMs) return;
    nextWakeMs = nowMs + WAKE_MS;
    await wakeUnheard(engine, signal);
  };

  const measureIfDue = async () => {
    const nowMs = engine.clock.now().getTime();
    const isPlanned = nowMs < nextGaugesMs && nextGaugesMs <= nowMs + GAUGES_MS;
    if (!engine.telemetry.active || isPlanned) return;
    nextGaugesMs = nowMs + GAUGES_MS;
    await checkHealth(engine, { askStripe: false });
  };

  const repeat = async (signal: AbortSignal, pauseMs: number, work: () => Promise<unknown>) => {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        noteFailure(engine, error);
      }
      if (!signal.aborted) await engine.clock.sleep(pauseMs, signal);
    }
  };
  // Each place goes its own way, so that a handler that hangs holds up nobody else, however long.
  const run = async (signal: AbortSignal) => {
    const place = () => settleDue(engine, { concurrency: 1, signal, inHand });
    const upkeep = async () => {
      await wakeIfDue(signal);
      await reconcileIfDue(signal);
      await measureIfDue();
    };
    const restMs = leavesEvents(engine) ? Math.max(intervalMs, ELSEWHERE_MS) : intervalMs;
    const places = Array.from({ length: concurrency }, () => repeat(signal, restMs, place));
    await Promise.all([...places, repeat(signal, intervalMs, upkeep)]);
  };

  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();
  return {
    start() {
      if (stopping !== null) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      stopping = null;
      await running;
    },
  };
}

function assertPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new Error(`The worker's ${name} must be a number above 0.`);
    }
  }
  if (!Number.isInteger(options.concurrency)) {
    throw new Error("The worker's concurrency must be a whole number.");
  }
}

/** While the database is away every place fails every second: a line a minute says so. */
function noteFailure({ lines, logger }: Engine, error: unknown): void {
  const code = isPaymentsError(error) ? error.code : "internal_error";
  const times = lines.take(`worker_failed ${code}`);
  if (times === null) return;
  logger.error(
    { event: "worker_failed", code, times, error },
    "The worker could not run; it tries again.",
  );
}
