import type { Clock } from "../ports/clock.ts";

/** Keeps what a stranger can provoke from filling the log: of one cause a line at once, then at most one a minute. */
export interface LineLimiter {
  /**
   * Asks for a line.
   *
   * @param cause Out of a closed list, and never a text of the request's: one is remembered for each.
   * @returns How often the cause was met since its last line, this time included; null when none is due.
   */
  take(cause: string): number | null;
}

const PAUSE_MS = 60_000;

export function createLineLimiter(clock: Clock): LineLimiter {
  const said = new Map<string, { atMs: number; heldBack: number }>();
  return {
    take(cause) {
      const nowMs = clock.now().getTime();
      const last = said.get(cause);
      // A clock that jumped back must not silence the log until it has caught up.
      if (last !== undefined && nowMs >= last.atMs && nowMs - last.atMs < PAUSE_MS) {
        last.heldBack += 1;
        return null;
      }
      said.set(cause, { atMs: nowMs, heldBack: 0 });
      return 1 + (last?.heldBack ?? 0);
    },
  };
}
