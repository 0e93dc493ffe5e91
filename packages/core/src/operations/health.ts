import { believedUntil } from "../decide/has-come.ts";
import { type HealthFacts, type HealthProblem, judgeHealth } from "../decide/judge-health.ts";
import type { Engine } from "../engine.ts";
import { hasOtherAccounts } from "../intents/same-account.ts";
import type { FeedCursor } from "../ports/event-feed-store.ts";
import { countUnattended } from "../reconciliation/count-unattended.ts";
import { findUndelivered } from "../reconciliation/find-undelivered.ts";

/** Whether payments are being looked after, and what is not well. */
export interface Health extends HealthFacts {
  /** Whether `problems` is empty. */
  readonly ok: boolean;
  readonly problems: readonly HealthProblem[];
}

/** What health asks. */
export interface HealthOptions {
  /** Also asks Stripe what time it is, one request; default true. */
  readonly askStripe?: boolean;
}

const ASK_FOR_MS = 5_000;

/**
 * Counts what waits, what is stuck and what a person must see to, and asks Stripe for the time.
 *
 * @throws PaymentsError `store_unavailable`: the database cannot be asked, and nothing else can be told.
 */
export async function checkHealth(engine: Engine, options: HealthOptions = {}): Promise<Health> {
  const { store, gateway, clock } = engine;
  const now = clock.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const { refused, thinAt } = engine.deliveries;
  const askingStripe = options.askStripe ?? true;
  const [events, payments, strays, cursor, heard, unattended, ofOtherAccount, stripe] =
    await Promise.all([
      store.events.summarize(gateway),
      store.payments.summarize(gateway, {
        dueBefore: ago(OVERDUE_MS),
        abandonBefore: ago(OVERDUE_MS),
      }),
      store.strays.countOpen(gateway),
      store.feed.find(gateway),
      findUndelivered(engine, refused === null ? UNHEARD_MS : UNHEARD_AND_REFUSED_MS),
      countUnattended(engine, ago(OVERDUE_MS)),
      askingStripe ? hasOtherAccounts(engine) : false,
      askingStripe ? askStripe(engine) : null,
    ]);
  const facts: HealthFacts = {
    webhooks: {
      ...events,
      readAt: readToItsEnd(cursor),
      paymentsChecked: heard.checked,
      paymentsUndelivered: heard.undelivered,
      refusing: refused,
      thinEventAt: thinAt,
    },
    clocks: { aheadUntil: aheadOf(now, cursor) },
    payments: {
      stuck: payments.stuck,
      forReview: payments.forReview + strays,
      unattended,
      refusedElsewhereAt: engine.elsewhere.refusedAt,
      ofOtherAccount,
    },
    stripe,
  };
  measure(engine, facts);
  const problems = judgeHealth(facts, { now, firstPaymentAt: payments.firstCreatedAt });
  return { ok: problems.length === 0, problems, ...facts };
}

function measure({ telemetry }: Engine, { webhooks, payments }: HealthFacts): void {
  telemetry.gauge("chargeonce.event.pending", webhooks.pending);
  telemetry.gauge("chargeonce.event.dead", webhooks.dead);
  telemetry.gauge("chargeonce.payment.stuck", payments.stuck);
  telemetry.gauge("chargeonce.payment.in_review", payments.forReview);
}

/** When the list was read last, if that has yet to come. */
function aheadOf(now: Date, cursor: FeedCursor | null): Date | null {
  return cursor !== null && cursor.readAt > believedUntil(now) ? cursor.readAt : null;
}

/** Before the first reading came to its end the cursor says 1970. */
function readToItsEnd(cursor: FeedCursor | null): Date | null {
  return cursor === null || cursor.readAt.getTime() === 0 ? null : cursor.readAt;
}

/** Stripe repeats what was lost after minutes, then after half an hour. */
const UNHEARD_MS = 60 * 60_000;

/** What was refused explains why a payment is unheard of. */
const UNHEARD_AND_REFUSED_MS = 10 * 60_000;

/** So long may something be due before nobody seems to look. */
const OVERDUE_MS = 15 * 60_000;

async function askStripe({ gateway, clock }: Engine): Promise<HealthFacts["stripe"]> {
  const asked = clock.now().getTime();
  const answer = await gateway.askTime({ deadlineAt: new Date(asked + ASK_FOR_MS) });
  if (answer.kind === "misconfigured") return { answer: "key_refused", clockSkewMs: null };
  if (answer.kind !== "time") return { answer: "none", clockSkewMs: null };
  const halfway = (asked + clock.now().getTime()) / 2;
  // Stripe's answer is cut to the second.
  const clockSkewMs = answer.at === null ? null : Math.round(halfway - answer.at.getTime() - 500);
  return { answer: "usable", clockSkewMs };
}
