import type { Fates, Flaw, ServerRole, Tempo } from "../plan.ts";

const NEVER_MS = 1_000 * 365 * 24 * 3_600_000;

/** Servers on which nothing happens but what they are asked. */
export const QUIET: ServerRole = { webhookMode: "inline", worker: null, flaw: null };

/**
 * The first of several handles what it is delivered at once, the others leave it to their workers. None reconciles by
 * itself: what is dropped stays dropped until somebody asks.
 */
export function mixedRoles(servers: number, flaw: Flaw | null): ServerRole[] {
  return Array.from({ length: servers }, (_, at) =>
    at === 0 && servers > 1
      ? { webhookMode: "inline", worker: null, flaw }
      : { webhookMode: "deferred", worker: { reconcileEveryMs: NEVER_MS }, flaw },
  );
}

/** @param seconds How long the deliveries may take: calls go by dozens a second. */
export const fatesFor = (seconds: number): Fates => ({ share: 0.5, mostCalls: seconds * 8 });

/** @param seconds How long the deliveries may take: some dozen servers die in it, Postgres stops two or three times. */
export const tempoFor = (seconds: number): Tempo => ({
  killMs: [Math.max(seconds * 15, 1_000), Math.max(seconds * 45, 3_000)],
  postgresStopMs: [seconds * 200, seconds * 350],
  connectionCutMs: [8_000, 16_000],
  stripeShare: 0.001,
});
