import type { LogFields, Logger } from "@chargeonce/core";
import { printable } from "./printable.ts";

/** What the library says while a command runs: the part of it that no result tells goes to stderr. */
export interface ReportLog extends Logger {
  /** Why Stripe refused the key, the last time that it did. */
  whyMisconfigured(): string | null;
}

/** Told by results, with what to do about them. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  "paid_there_not_here",
  "paid_here_not_there",
  "feed_gap",
  "reconcile_part_failed",
  "stripe_misconfigured",
  "stripe_outcome_unknown",
]);

const NAMED = ["payment_id", "event_id", "payment_intent_id", "code"] as const;

/** @param say Writes one line to stderr. */
export function reportLog(say: (line: string) => void): ReportLog {
  let misconfigured: string | null = null;
  const tell = (fields: LogFields, message: string) => {
    if (fields.event === "stripe_misconfigured") misconfigured = message;
    if (TOLD_ELSEWHERE.has(fields.event)) return;
    const named = NAMED.flatMap((name) => (fields[name] ? [`${name}=${fields[name]}`] : []));
    say(printable([message, ...named].join(" ")));
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: tell,
    error: tell,
    isLevelEnabled: (level) => level === "warn" || level === "error",
    whyMisconfigured: () => misconfigured,
  };
}
