import { needsPerson, type Payment } from "@chargeonce/core";
import { formatAmount, formatInstant } from "./format.ts";
import type { Tone } from "./look.ts";
import type { Cell, Column } from "./table.ts";

/** The record for `--json`, without hashes and without what was sent to Stripe. */
export function paymentDocument({ clientSecretHash, namings, steps, ...payment }: Payment) {
  return {
    ...payment,
    steps: steps.map(({ request, clientKeyHashes, ...step }) => step),
    needsPerson: needsPerson({ ...payment, clientSecretHash, namings, steps }),
  };
}

export const PAYMENT_COLUMNS: readonly Column[] = [
  { title: "PAYMENT" },
  { title: "MADE" },
  { title: "ORDER" },
  { title: "AMOUNT", right: true },
  { title: "STATUS" },
];

export function paymentRow(payment: Payment): Cell[] {
  return [
    payment.id,
    formatInstant(payment.createdAt),
    orderOf(payment),
    formatAmount(payment.amount, payment.currency),
    statusCell(payment),
  ];
}

/** The order, with its tenant where there is one. */
export function orderOf({ tenant, orderRef }: Pick<Payment, "tenant" | "orderRef">): string {
  return tenant === "" ? orderRef : `${orderRef} (tenant ${tenant})`;
}

export function statusCell(payment: Payment): Cell {
  if (needsPerson(payment)) {
    const text = payment.status === "review" ? "review" : `${payment.status} (needs a person)`;
    return { text, tone: "bad" };
  }
  const tone = TONES[payment.status];
  return tone === undefined ? payment.status : { text: payment.status, tone };
}

const TONES: Readonly<Record<string, Tone>> = { succeeded: "good", canceled: "faint" };

/** Why a person must look, and the command that ends it. */
export interface Reason {
  readonly why: string;
  readonly todo: string;
}

export function reasonsOf(payment: Payment): Reason[] {
  const { id, status, contradictions, effects } = payment;
  const reasons: Reason[] = [];
  if (status === "review") {
    const because = effects.findLast(({ kind }) => kind === "review")?.reason;
    reasons.push({
      why: because == null ? "in review" : `in review: ${because}`,
      todo: `chargeonce payments resolve ${id} paid, or closed after the money went back`,
    });
  }
  for (const { kind, paymentIntentId, resolvedAt } of contradictions) {
    if (resolvedAt !== null) continue;
    const why = `${CONTRADICTIONS[kind]} (${paymentIntentId})`;
    const todo = `settle it at Stripe, then chargeonce payments resolve ${id} closed`;
    reasons.push(status === "review" ? { why, todo: "settle it at Stripe first" } : { why, todo });
  }
  for (const { kind, state, lastError } of effects) {
    if (state !== "dead") continue;
    reasons.push({
      why: `the handler ${kind} failed too often${lastError === null ? "" : `: ${lastError}`}`,
      todo: `mend the handler, then chargeonce payments redrive ${id}`,
    });
  }
  return reasons;
}

const CONTRADICTIONS: Readonly<Record<Payment["contradictions"][number]["kind"], string>> = {
  succeeded_after_canceled: "Stripe took money after the payment was canceled here",
  other_intent_took_money: "another PaymentIntent took money for this order",
};
