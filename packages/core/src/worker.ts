import type { Engine } from "./engine.ts";
import { reconcile } from "./reconcile.ts";

/** Repeats `reconcile` until it is stopped. */
export interface Worker {
  /** Starts, if it is not running. */
  start(): void;
  /** Lets the run in progress finish. */
  stop(): Promise<void>;
}

/** At most this many payments and events a run. */
const BATCH = 100;

/**
 * A worker in this process.
 *
 * @param intervalMs Pause between two runs, in milliseconds.
 */
export function createWorker(engine: Engine, intervalMs: number): Worker {
  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        await reconcile(engine, BATCH);
      } catch (error) {
        engine.logger.error(
          { event: "worker_failed", error },
          "The worker could not run; it tries again.",
        );
      }
      await engine.clock.sleep(intervalMs, signal);
    }
  };

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
