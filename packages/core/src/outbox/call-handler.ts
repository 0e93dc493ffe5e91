import type { Engine } from "../engine.ts";
import type { Clock } from "../ports/clock.ts";

/** Most handlers end without waiting for anything outside the process: they need no timer. */
const QUICK_TURNS = 8;

/**
 * Calls one of the application's functions, for a limited time.
 *
 * After that it has failed, whatever it still does: its transaction is taken back and takes nothing more, and what it
 * answers in the end is not looked at. A function that never lets go of the event loop cannot be stopped.
 *
 * @param call Gets a signal that is aborted when the time is over.
 * @throws What it throws; Error when its time is over.
 */
export async function callHandler<Answer>(
  { clock, settings }: Engine,
  call: (signal: AbortSignal) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { handlerTimeoutMs } = settings;
  const giveUp = new AbortController();
  let ended = false;
  const called = (async () => call(giveUp.signal))();
  const end = () => {
    ended = true;
  };
  called.then(end, end);
  for (let turn = 0; turn < QUICK_TURNS && !ended; turn += 1) await null;
  if (ended) return called;

  const timer = new AbortController();
  const timeIsOver = timeOf(clock, handlerTimeoutMs, timer.signal).then(() => {
    if (ended) return called;
    const late = new Error(
      `The handler did not end within ${handlerTimeoutMs} ms: make it faster, give what it calls a time limit (its \`signal\`), or raise handlerTimeoutMs.`,
    );
    giveUp.abort(late);
    throw late;
  });
  try {
    return await Promise.race([called, timeIsOver]);
  } finally {
    // Wakes the sleeper, which finds the handler ended; where time is over nobody sleeps any more.
    timer.abort();
    timeIsOver.catch(() => undefined);
  }
}

/** Resolves when so much time has passed, or at once when the signal aborts: a clock's sleeper may wake too early. */
async function timeOf(clock: Clock, forMs: number, signal: AbortSignal): Promise<void> {
  const startMs = clock.now().getTime();
  let passedMs = 0;
  while (!signal.aborted) {
    await clock.sleep(forMs - passedMs, signal);
    const nowMs = clock.now().getTime() - startMs;
    // A clock that was set back says nothing, and one that stands still would be asked for ever.
    if (nowMs >= forMs || nowMs <= passedMs) return;
    passedMs = nowMs;
  }
}
