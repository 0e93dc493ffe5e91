import { isMethodOnIntent } from "../decide/attempts/same-method.ts";
import { mayBeUnderWay } from "../decide/attempts/step-attempts.ts";
import { planFacts } from "../decide/facts.ts";
import { mergeIntent } from "../decide/money/merge-intent.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { changePayment } from "../outbox/change-payment.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { PaymentIntentSnapshot, StripeAnswer } from "../ports/stripe-gateway.ts";
import { type FactUpdate, type JsonObject, openAttempt, type Payment } from "../records/payment.ts";
import { declineOf, failureOf } from "../wire/stripe-failure.ts";
import type { Known } from "./fetch-intent.ts";
import { customerOf } from "./stripe-parameters.ts";

/** What an intent is to carry. */
export interface Wanted {
  /** What the order says now. */
  readonly facts: JsonObject;
  /** The caller's payment method; null leaves the one that is there. */
  readonly method: string | null;
  /** SHA-256 of client key and method: a late duplicate names nothing, another card may have come since. Null without either. */
  readonly naming: string | null;
  readonly deadlineAt: Date;
}

/**
 * Has an unconfirmed intent carry what the order says, and the caller's method, as far as Stripe lets it be changed.
 *
 * A change of the facts is counted before it is sent. While one that nobody heard an answer to may still arrive, no other
 * follows: it would be overwritten. Under manual confirmation so is a method: its last confirm names none, and must not
 * be made with one that comes late.
 *
 * @returns Null when Stripe does not let it be changed: the intent must give way to another.
 * @throws PaymentsError `payment_in_progress` while a confirm with another method, or another change, may be running.
 */
export async function bringUpToDate(
  engine: Engine,
  known: Known,
  wanted: Wanted,
): Promise<Known | null> {
  const { payment, intent } = known;
  const method = methodToName(payment, intent, wanted);
  if (method !== null) {
    const open = openAttempt(payment, "confirm");
    if (open !== undefined) {
      refuseWhile(isUnderWay(engine, open.lastSentAt), payment);
      return null;
    }
  }
  const change = changeToSend(engine, payment, intent, wanted.facts);
  if (change === "impossible") return null;
  if (change === null && method === null) return known;
  const isCounted = change !== null || payment.confirmationMethod === "manual";
  const before = isCounted ? await writeAhead(engine, payment, { change, method }) : payment;
  if (before === null) {
    refuseWhile(true, payment);
    return null;
  }
  const answer = await engine.gateway.updatePaymentIntent(intent.id, {
    parameters: { ...change?.parameters, ...(method === null ? {} : { payment_method: method }) },
    deadlineAt: wanted.deadlineAt,
  });
  return record(engine, before, { answer, change, isCounted, method, naming: wanted.naming });
}

type Change = NonNullable<FactUpdate["pending"]>;

/** @returns Null when nothing has to change; `"impossible"` when the intent must give way. */
function changeToSend(
  engine: Engine,
  payment: Payment,
  intent: PaymentIntentSnapshot,
  facts: JsonObject,
): Change | "impossible" | null {
  const plan = planFacts(payment, intent, facts);
  switch (plan.kind) {
    case "carried":
      return null;
    case "send":
      return plan.change;
    case "replace":
      return "impossible";
    case "in_doubt": {
      const { lastSentAt } = payment.factUpdate;
      refuseWhile(lastSentAt !== null && isUnderWay(engine, lastSentAt), payment);
      return "impossible";
    }
  }
}

function methodToName(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  { method, naming }: Wanted,
): string | null {
  if (method === null || isMethodOnIntent(payment, intent, method)) return null;
  if (naming !== null && payment.namings.includes(naming)) return null;
  return openAttempt(payment, "confirm")?.method === method ? null : method;
}

/** @returns Null when somebody changed the payment meanwhile: ask again. */
async function writeAhead(
  engine: Engine,
  payment: Payment,
  { change, method }: { change: Change | null; method: string | null },
): Promise<Payment | null> {
  let begun = false;
  const lastSentAt = engine.clock.now();
  const written = await compareAndSet(engine, payment, (each, fresh) => {
    begun = fresh;
    if (!fresh) return each;
    const { sent, answered, pending, methods } = each.factUpdate;
    const factUpdate = {
      sent: sent + 1,
      answered,
      lastSentAt,
      pending: change ?? pending,
      methods: method === null || methods.includes(method) ? methods : [...methods, method],
    };
    return { ...each, factUpdate };
  });
  return begun ? written : null;
}

async function record(
  engine: Engine,
  payment: Payment,
  sent: {
    answer: StripeAnswer;
    change: Change | null;
    isCounted: boolean;
    method: string | null;
    naming: string | null;
  },
): Promise<Known | null> {
  const { answer, change, isCounted, method, naming } = sent;
  switch (answer.kind) {
    case "intent": {
      const { intent } = answer;
      const at = engine.clock.now();
      const { payment: changed } = await changePayment(engine, payment, (each, fresh) => {
        const updated = applied(isCounted ? withAnswer(each) : each, change);
        if (!fresh) return updated;
        const merged = mergeIntent(updated, intent, at);
        if (method === null) return merged;
        return {
          ...merged,
          method: { requested: method, resolved: intent.paymentMethodId },
          namings: naming === null ? merged.namings : [...merged.namings, naming],
        };
      });
      return { payment: changed, intent };
    }
    case "declined":
      await refused(engine, payment, isCounted);
      throw declineOf(payment, answer.failure, {
        requestId: answer.requestId,
        replayed: false,
      });
    case "unexpected_state":
      await refused(engine, payment, isCounted);
      return null;
    case "refused":
      await refused(engine, payment, isCounted);
      if (change !== null && answer.reason === "other") return null;
      throw failureOf(engine, payment, answer);
    case "in_use":
    case "rate_limited":
    case "misconfigured":
    case "not_sent":
      await refused(engine, payment, isCounted);
      throw failureOf(engine, payment, answer);
    default:
      throw failureOf(engine, payment, answer);
  }
}

/** The payment with facts that Stripe has taken. */
function applied(payment: Payment, change: Change | null): Payment {
  if (change === null) return payment;
  return { ...payment, facts: change.facts, customerId: customerOf(change.facts) };
}

/** The payment with one more of its updates answered. */
function withAnswer(payment: Payment): Payment {
  const { factUpdate } = payment;
  const answered = factUpdate.answered + 1;
  const open = answered >= factUpdate.sent ? { pending: null, methods: [] } : {};
  return { ...payment, factUpdate: { ...factUpdate, answered, ...open } };
}

/** Stripe took nothing of it. */
async function refused(engine: Engine, payment: Payment, isCounted: boolean): Promise<void> {
  if (isCounted) await compareAndSet(engine, payment, withAnswer);
}

function isUnderWay({ clock, settings }: Engine, sentAt: Date): boolean {
  return mayBeUnderWay(sentAt, clock.now(), settings.stripeDeadlineMs);
}

function refuseWhile(isUnderWay: boolean, payment: Payment): void {
  if (!isUnderWay) return;
  throw new PaymentsError(
    "payment_in_progress",
    "The payment is being changed or confirmed by another request; ask again shortly.",
    { details: { payment_id: payment.id, status: payment.status } },
  );
}
