/** So much may clocks of servers and Stripe's differ without any of them being wrong: deliveries are accepted within it. */
export const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * The last instant that something can be due at in earnest. What lies after it was written by a clock that was ahead, and
 * nobody waits for it.
 *
 * @param longestWaitMs The longest that anything of the kind ever waits.
 */
export function believedUntil(now: Date, longestWaitMs = 0): Date {
  return new Date(now.getTime() + longestWaitMs + CLOCKS_DIFFER_MS);
}

/** Whether an instant that something waits for has come, or is none that anything can wait for. */
export function hasCome(instant: Date, now: Date, longestWaitMs: number): boolean {
  return instant <= now || instant > believedUntil(now, longestWaitMs);
}

/** The instant, or now where it cannot be believed. */
export function comesAt(instant: Date, now: Date, longestWaitMs: number): Date {
  return instant > believedUntil(now, longestWaitMs) ? now : instant;
}

/** What time it is: by our clock, unless Stripe's last answer shows that ours is wrong. */
export function trustedTime(own: Date, atStripe: Date | null): Date {
  const differMs = atStripe === null ? 0 : Math.abs(atStripe.getTime() - own.getTime());
  return atStripe !== null && differMs > CLOCKS_DIFFER_MS ? atStripe : own;
}
