import type { EventSummary } from "../ports/webhook-event-store.ts";

/** Why a delivery was refused. */
export type RefusedBecause =
  | "missing"
  | "malformed"
  | "too_old"
  | "too_new"
  | "no_match"
  | "not_an_event";

/** Since when deliveries are refused, and why the last one was. */
export interface Refused {
  readonly since: Date;
  readonly reason: RefusedBecause;
}

/** What was found, before it is judged. */
export interface HealthFacts {
  readonly webhooks: EventSummary & {
    /** When Stripe's list of events was last read to its end, however old its newest event; null before it ever was. */
    readonly readAt: Date | null;
    /** Of the newest payments that succeeded a while ago, three at most: at how many it was looked. */
    readonly paymentsChecked: number;
    /** Of how many of these no delivery of Stripe's spoke, though its list may have. */
    readonly paymentsUndelivered: number;
    /** Since when this process refuses deliveries, and why; null when it accepted the last one, or got none. */
    readonly refusing: Refused | null;
    /** When this process got the last thin event; null when it got none. */
    readonly thinEventAt: Date | null;
  };
  readonly clocks: {
    /** When Stripe's list of events was last read, if that has yet to come: a clock that was ahead wrote it; else null. */
    readonly aheadUntil: Date | null;
  };
  readonly payments: {
    /** Payments under another account or installation name, or none, that nobody looks after. */
    readonly unattended: number;
    /** When this process last refused an order because it is live under another tenant or account; null when it never did. */
    readonly refusedElsewhereAt: Date | null;
    /** Whether some of the newest payments were made with the key of another Stripe account. */
    readonly ofOtherAccount: boolean;
    /** Payments that nobody looked at for a quarter of an hour after they were due, or that should have been canceled. */
    readonly stuck: number;
    /** What a person must see to, see `payments.reviews`: payments, and charges that no payment stands for. */
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
    | "webhooks_missing"
    | "webhooks_refused"
    | "thin_events"
    | "payments_unattended"
    | "orders_elsewhere"
    | "other_account"
    | "clock_was_ahead"
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
  { webhooks, payments, stripe, clocks: { aheadUntil } }: HealthFacts,
  { now, firstPaymentAt }: { now: Date; firstPaymentAt: Date | null },
): HealthProblem[] {
  const olderThan = (instant: Date | null, ms: number) =>
    instant !== null && now.getTime() - instant.getTime() > ms;
  const unheard =
    webhooks.paymentsChecked > 0 && webhooks.paymentsUndelivered === webhooks.paymentsChecked;
  const refused = webhooks.refusing !== null && (unheard || neverAccepted(webhooks, olderThan));
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
      "webhooks_missing",
      unheard && !refused,
      "Payments succeed, and no delivery of Stripe's speaks of them: check in Stripe's Dashboard that a webhook endpoint of this mode is enabled, that its URL reaches this server and ends in /webhook, and that it is sent payment_intent events.",
    ],
    [
      "webhooks_refused",
      refused,
      `Deliveries are refused and none is accepted: ${WHY_REFUSED[webhooks.refusing?.reason ?? "no_match"]}`,
    ],
    [
      "thin_events",
      webhooks.thinEventAt !== null && !olderThan(webhooks.thinEventAt, LONGEST_UNREAD_MS),
      "Stripe delivers thin events, of which nothing is told: set the destination's payload style to snapshot, or make a webhook endpoint instead.",
    ],
    [
      "payments_unattended",
      payments.unattended > 0,
      `Payments under another account or installation name than this process has, which nobody looks after: ${payments.unattended}. Run a worker with the settings they were made with until they have ended.`,
    ],
    [
      "orders_elsewhere",
      payments.refusedElsewhereAt !== null &&
        !olderThan(payments.refusedElsewhereAt, LONGEST_UNREAD_MS),
      "Orders were refused that have a live payment under another tenant, account or installation: search the log for order_elsewhere, then cancel or finish those payments.",
    ],
    [
      "other_account",
      payments.ofOtherAccount,
      "Payments of this database were made with the key of another Stripe account: name each account by the option account, or give each a store of its own.",
    ],
    [
      "clock_was_ahead",
      aheadUntil !== null,
      `A clock was ahead: Stripe's list of events was read at ${aheadUntil?.toISOString()}. The next run does not wait for that; set the clocks of all servers and of cron's machines.`,
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

/** Without any event ever, a refused delivery is all that is known of the endpoint: it was never set up right. */
function neverAccepted(
  { lastReceivedAt, refusing }: HealthFacts["webhooks"],
  olderThan: (instant: Date | null, ms: number) => boolean,
): boolean {
  return lastReceivedAt === null && olderThan(refusing?.since ?? null, LONGEST_WAIT_MS);
}

const WHY_REFUSED: Readonly<Record<RefusedBecause, string>> = {
  missing: "they have no Stripe-Signature header; see that no proxy takes it away.",
  malformed: "their Stripe-Signature header cannot be read; see that no proxy changes it.",
  too_old: "their signatures are too old; set this server's clock.",
  too_new: "their signatures are from the future; set this server's clock.",
  no_match:
    "their signatures do not match; check webhookSecrets against the endpoint's signing secret, and that nothing changes the raw body.",
  not_an_event: "they are no events; point only Stripe's webhook endpoints at this address.",
};
