import { isBusy, storeFailure } from "./sqlite-failure.ts";

const LONGEST_PAUSE_MS = 25;

/**
 * Runs a synchronous use of the database, again and again while another process holds the lock.
 *
 * The event loop stays free in between: SQLite's own busy timeout would stop it, and with it the very transaction
 * of this process that others may be waiting for.
 *
 * @param deadline Reading of `performance.now()` after which it gives up.
 * @throws PaymentsError `store_unavailable` when the lock did not come free in time, or for any error of SQLite's.
 */
export async function retryWhileBusy<Result>(use: () => Result, deadline: number): Promise<Result> {
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return use();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw storeFailure(error);
    }
    // Out of step with the other processes.
    const jitteredMs = pauseMs * (0.5 + Math.random() / 2);
    await new Promise((resume) => setTimeout(resume, jitteredMs));
  }
}
