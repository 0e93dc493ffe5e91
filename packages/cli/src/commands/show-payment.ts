import type { Payment, Review, StepAttempt, WebhookEvent } from "@chargeonce/core";
import type { Session } from "../connect.ts";
import { EVENT_COLUMNS, eventRow, eventSummary } from "../event-view.ts";
import { EXIT } from "../exit-code.ts";
import { formatAmount, formatInstant, instantOrDash } from "../format.ts";
import type { Look } from "../look.ts";
import { orderOf, paymentDocument, reasonsOf, reasonText, statusCell } from "../payment-view.ts";
import type { Result } from "../result.ts";
import { shownError } from "../shown-error.ts";
import { type Cell, type Column, facts, table } from "../table.ts";
import { requirePayment } from "./require-payment.ts";
import { besides, reviewsDocument, reviewText } from "./reviews.ts";

/** As many as are listed at once. */
const MOST_REVIEWS = 1_000;

/** More events than any payment has that is not under attack. */
const MOST_EVENTS = 200;

export async function showPayment(session: Session, id: string): Promise<Result> {
  const payment = await requirePayment(session, id);
  const { paymentIntentId } = payment;
  const events =
    paymentIntentId === null
      ? []
      : await session.operator.events.list({ paymentIntentId, limit: MOST_EVENTS });
  const reasons = reasonsOf(payment);
  const others = besides(payment, await session.operator.reviews({ limit: MOST_REVIEWS }));
  return {
    document: {
      payment: { ...paymentDocument(payment), reasons },
      events: events.map(eventSummary),
      sameOrder: reviewsDocument(others),
    },
    text: (look) =>
      [
        summary(look, payment),
        ...reasons.map((reason) => reasonText(look, reason)),
        ...otherReviews(look, others),
        ...sections(look, payment, events),
      ].join("\n\n"),
    exit: EXIT.fine,
  };
}

function otherReviews(look: Look, others: readonly Review[]): string[] {
  if (others.length === 0) return [];
  const title = look.paint("strong", "To be seen to of the same order");
  return [title, ...others.map((each) => reviewText(look, each))];
}

function summary(look: Look, payment: Payment): string {
  const { amount, currency, amountReceived, amountCapturable, amountRefunded } = payment;
  const { lastError, cancelReason } = payment;
  const money = (figure: number) => (figure === 0 ? null : formatAmount(figure, currency));
  const optional: [string, string | null][] = [
    ["principal", payment.principal],
    ["account", payment.account || null],
    ["customer", payment.customerId],
    ["method", payment.method?.resolved ?? payment.method?.requested ?? null],
    ["received", amountReceived === amount ? null : money(amountReceived)],
    ["held", money(amountCapturable)],
    ["refunded", money(amountRefunded)],
    ["canceled because", cancelReason],
    ["last error", lastError && `${lastError.declineCode ?? lastError.code}: ${lastError.message}`],
  ];
  return facts(look, [
    ["payment", payment.id],
    ["PaymentIntent", payment.paymentIntentId ?? "-"],
    ["order", `${orderOf(payment)}, attempt ${payment.attempt}`],
    ["amount", formatAmount(amount, currency)],
    ["status", statusCell(payment)],
    ["mode", payment.livemode ? "live" : "test"],
    ...optional.flatMap(([name, text]): [string, Cell][] => (text === null ? [] : [[name, text]])),
    ["made", formatInstant(payment.createdAt)],
    ["changed", formatInstant(payment.updatedAt)],
    ["looked at next", instantOrDash(payment.dueAt)],
  ]);
}

function sections(look: Look, payment: Payment, events: readonly WebhookEvent[]): string[] {
  const { steps, effects, refunds, disputes, contradictions, decisions, currency } = payment;
  const money = (amount: number) => formatAmount(amount, currency);
  const all: [string, string[], Cell[][]][] = [
    ["Sent to Stripe", ["step", "sent", "method", "outcome"], steps.map(stepRow)],
    [
      "Told to the application",
      ["handler", "state", "failed", "about", "reason", "last error"],
      effects.map(({ kind, state, tries, about, reason, failure, lastError }) => [
        kind,
        { text: state, tone: state === "dead" ? "bad" : state === "due" ? "warn" : "good" },
        tries === 0 ? "-" : String(tries),
        about ?? "-",
        reason ?? failure?.declineCode ?? failure?.code ?? "-",
        shownError(lastError) ?? "-",
      ]),
    ],
    [
      "Refunds",
      ["refund", "made", "amount", "status", "reason"],
      refunds.map(({ id, createdAt, amount, status, reason }) => [
        id,
        formatInstant(createdAt),
        money(amount),
        status,
        reason ?? "-",
      ]),
    ],
    [
      "Disputes",
      ["dispute", "made", "amount", "status", "reason"],
      disputes.map(({ id, createdAt, amount, status, reason }) => [
        id,
        formatInstant(createdAt),
        money(amount),
        status,
        reason,
      ]),
    ],
    [
      "Contradictions",
      ["kind", "seen", "PaymentIntent", "resolved", "as"],
      contradictions.map(({ kind, seenAt, paymentIntentId, resolvedAt, resolvedAs }) => [
        kind,
        formatInstant(seenAt),
        paymentIntentId,
        instantOrDash(resolvedAt),
        resolvedAs ?? "-",
      ]),
    ],
    [
      "Decisions",
      ["decision", "made", "by"],
      decisions.map(({ as, at, by }) => [as, formatInstant(at), by ?? "-"]),
    ],
  ];
  const shown = all
    .filter(([, , rows]) => rows.length > 0)
    .map(([title, columns, rows]) => section(look, title, columns.map(titled), rows));
  if (events.length === 0) return shown;
  // All are about this PaymentIntent: the last column says nothing new.
  const rows = events.map((event) => eventRow(event).slice(0, -1));
  return [...shown, section(look, "Events of Stripe's", EVENT_COLUMNS.slice(0, -1), rows)];
}

function section(
  look: Look,
  title: string,
  columns: readonly Column[],
  rows: readonly Cell[][],
): string {
  return `${look.paint("strong", title)}\n${table(look, columns, rows)}`;
}

function titled(title: string): Column {
  return { title, right: title === "amount" || title === "failed" };
}

function stepRow({ step, n, firstSentAt, method, outcome }: StepAttempt): Cell[] {
  return [`${step} ${n}`, formatInstant(firstSentAt), method ?? "-", outcomeText(outcome)];
}

function outcomeText(outcome: StepAttempt["outcome"]): Cell {
  if (outcome === null) return { text: "open: nobody knows yet", tone: "warn" };
  switch (outcome.kind) {
    case "completed":
      return outcome.status;
    case "declined":
      return {
        text: `declined: ${outcome.failure.declineCode ?? outcome.failure.code}`,
        tone: "bad",
      };
    case "refused":
      return { text: `refused: ${outcome.code}`, tone: "bad" };
    default:
      return outcome.kind;
  }
}
