import type { Engine } from "../engine.ts";
import type { LogEvent } from "../ports/log-events.ts";
import type { RawLogFields } from "../ports/logger.ts";
import type { Effect, EffectKind, Payment } from "../records/payment.ts";

/** What the log says when something new is to be told of a payment. */
const TOLD: Readonly<
  Record<EffectKind, { event: LogEvent; level: "info" | "warn"; says: string }>
> = {
  authorized: { event: "payment_authorized", level: "info", says: "Money is held." },
  succeeded: { event: "payment_succeeded", level: "info", says: "The payment succeeded." },
  failed: { event: "payment_failed", level: "info", says: "One try to pay failed." },
  canceled: { event: "payment_canceled", level: "info", says: "The payment was canceled." },
  review: {
    event: "review_opened",
    level: "warn",
    says: "A person must look at this payment: payments.reviews lists it.",
  },
  refunded: { event: "payment_refunded", level: "info", says: "Money goes back to the payer." },
  disputed: { event: "payment_disputed", level: "warn", says: "The payer's bank disputes it." },
};

/** Logs and counts what a write changed. Called once it is committed, with what it replaced. */
export function noteChange(engine: Engine, before: Payment, after: Payment): void {
  if (before === after) return;
  const about = { payment_id: after.id, order_ref: after.orderRef, status: after.status };
  const { logger } = engine;
  if (before.paymentIntentId === null && after.paymentIntentId !== null) {
    logger.info(
      { event: "payment_created", ...about, payment_intent_id: after.paymentIntentId },
      "A PaymentIntent was made.",
    );
  }
  noteConfirms(engine, before, after, about);
  if (needsDecision(before) && !needsDecision(after)) {
    logger.info({ event: "review_resolved", ...about }, "What a person had to see to has ended.");
  }
  const known = new Map(before.effects.map((effect) => [effect.key, effect]));
  for (const effect of after.effects) noteEffect(engine, known.get(effect.key), effect, about);
  // A payment that another one replaces, or whose create was refused, is told to nobody.
  const ended = before.status !== "canceled" && after.status === "canceled";
  if (ended && !after.effects.some(({ kind }) => kind === "canceled")) {
    logger.info(
      { event: "payment_canceled", ...about, reason: after.cancelReason },
      "The payment was canceled.",
    );
  }
}

function needsDecision({ status, contradictions }: Payment): boolean {
  return status === "review" || contradictions.some(({ resolvedAt }) => resolvedAt === null);
}

type About = Omit<RawLogFields, "event" | "error">;

function noteConfirms(engine: Engine, before: Payment, after: Payment, about: About): void {
  const open = new Set(
    before.steps.filter(({ outcome }) => outcome === null).map(({ step, n }) => `${step}:${n}`),
  );
  for (const { step, n, outcome } of after.steps) {
    if (step !== "confirm" || outcome === null) continue;
    if (!open.has(`${step}:${n}`)) continue;
    engine.logger.debug(
      { event: "payment_confirmed", ...about, answer: outcome.kind },
      "A confirm was answered.",
    );
  }
}

function noteEffect(engine: Engine, was: Effect | undefined, is: Effect, about: About): void {
  const { logger, telemetry } = engine;
  const effect = { effect: is.key, reason: is.reason };
  if (was === undefined) {
    const { event, level, says } = TOLD[is.kind];
    const code = is.failure?.code;
    logger[level](
      { event, ...about, ...effect, ...(code === undefined ? {} : { code }) },
      is.state === "passed_over"
        ? "An earlier try had failed; the payment was told since, and this is not told any more."
        : says,
    );
  }
  const wanted = was?.state === "unheard" || is.tries > 0;
  if (is.state === "passed_over" && was?.state !== "passed_over" && wanted) {
    logger.warn(
      { event: "handler_passed_over", ...about, ...effect, attempts: is.tries },
      "A payment went on while the handler for an earlier step kept failing: that step is not told any more.",
    );
  }
  if (is.tries <= (was?.tries ?? 0)) return;
  const handler = { "chargeonce.retried": "handler" };
  if (is.state !== "dead") {
    telemetry.count("chargeonce.retries", handler);
    return;
  }
  telemetry.count("chargeonce.dead_letters", handler);
  logger.error(
    { event: "handler_dead", ...about, ...effect, attempts: is.tries },
    "A payment handler failed twenty times and is not tried again: payments.redrive tells it once more.",
  );
}
