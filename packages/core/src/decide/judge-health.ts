import type { EventSummary } from "../ports/webhook-event-store.ts";

/** What was found, before it is judged. */
export interface HealthFacts {
  readonly webhooks: EventSummary & {
    /** When Stripe's list of events was last read to its end, however old its newest event; null before it ever was. */
    readonly readAt: Date | null;
  };
  readonly payments: {
    /** Payments that nobody looked at for a quarter of an hour after they were due, or that should have been canceled. */
    readonly stuck: number;
    /** Payments that a person must see to, see `payments.reviews`. */
    readonly forReview: number;
  };
  /** Null when Stripe was not asked. */
  readonly stripe: {
    /**
     * Whether it told the time; `key_refused`: it answered 401 or 403, so the key, its permissions or its account are
     * wrong; `none`: no answer, or one that a repeat may better.
     */
    readonly answer: "usable" | "key_refused" | "none";
    /** How far this server's clock is ahead of Stripe's, to the second; null where nobody said. */
    readonly clockSkewMs: number | null;
  } | null;
}

/** What is not well, and what to do about it. */
export interface HealthProblem {
  readonly code:
    | "events_waiting"
    | "events_dead"
    | "payments_stuck"
    | "payments_for_review"
    | "feed_behind"
    | "stripe_key_refused"
    | "stripe_unreachable"
    | "clock_skewed";
  readonly message: string;
}

const MINUTE_MS = 60_000;

/** Longer than a worker needs, shorter than anybody should wait. */
const LONGEST_WAIT_MS = 15 * MINUTE_MS;

/** A worker reads the list every hour, cron perhaps every day. */
const LONGEST_UNREAD_MS = 25 * 60 * MINUTE_MS;

/** Signatures are refused from five minutes on. */
const LARGEST_SKEW_MS = 2 * MINUTE_MS;

/** What an operator must know of these facts. */
export function judgeHealth(
  { webhooks, payments, stripe }: HealthFacts,
  { now, firstPaymentAt }: { now: Date; firstPaymentAt: Date | null },
): HealthProblem[] {
  const olderThan = (instant: Date | null, ms: number) =>
    instant !== null && now.getTime() - instant.getTime() > ms;
  const skewMs = Math.abs(stripe?.clockSkewMs ?? 0);
  const found: [HealthProblem["code"], boolean, string][] = [
    [
      "events_waiting",
      olderThan(webhooks.oldestPendingAt, LONGEST_WAIT_MS),
      "An event has waited for more than a quarter of an hour: check that a worker runs and what its handler fails at.",
    ],
    [
      "events_dead",
      webhooks.dead > 0,
      `Events whose handling failed twenty times: ${webhooks.dead}. Mend the handler, then redrive them.`,
    ],
    [
      "payments_stuck",
      payments.stuck > 0,
      `Payments that nobody finishes: ${payments.stuck}. Check that a worker runs and that Stripe answers it.`,
    ],
    [
      "payments_for_review",
      payments.forReview > 0,
      `Payments that a person must decide about: ${payments.forReview}. List them with reviews, then resolve or redrive them.`,
    ],
    [
      "feed_behind",
      olderThan(webhooks.readAt ?? firstPaymentAt, LONGEST_UNREAD_MS),
      "Stripe's list of events was not read for more than a day: run a worker, or reconcile from cron.",
    ],
    [
      "stripe_key_refused",
      stripe?.answer === "key_refused",
      "Stripe refuses the secret key: check it, its permissions and its account.",
    ],
    [
      "stripe_unreachable",
      stripe?.answer === "none",
      "Stripe gave no usable answer: check the network and Stripe's status page, then ask again.",
    ],
    [
      "clock_skewed",
      skewMs > LARGEST_SKEW_MS,
      `This server's clock is ${Math.round(skewMs / 1_000)} seconds off Stripe's: set it, or signatures are refused.`,
    ],
  ];
  return found.filter(([, isSo]) => isSo).map(([code, , message]) => ({ code, message }));
}
