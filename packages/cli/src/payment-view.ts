import { needsPerson, type Payment, type Resolution, type StrayCharge } from "@chargeonce/core";
import { formatAmount, formatInstant } from "./format.ts";
import type { Look, Tone } from "./look.ts";
import { shownError } from "./shown-error.ts";
import { type Cell, type Column, wrapped } from "./table.ts";

/** The record for `--json`, without hashes and without what was sent to Stripe. */
export function paymentDocument(payment: Payment) {
  const {
    clientSecretHash,
    ownerKeyHash,
    namings,
    facts,
    factUpdate,
    steps,
    reservedWith,
    ...shown
  } = payment;
  return {
    ...shown,
    steps: steps.map(({ request, clientKeyHashes, ...step }) => step),
    needsPerson: needsPerson(payment),
  };
}

export const PAYMENT_COLUMNS: readonly Column[] = [
  { title: "payment" },
  { title: "made" },
  { title: "order" },
  { title: "amount", right: true },
  { title: "status" },
];

export function paymentRow(payment: Payment): Cell[] {
  return [
    payment.id,
    formatInstant(payment.createdAt),
    orderOf(payment),
    amountOf(payment),
    statusCell(payment),
  ];
}

/** What was agreed; where Stripe received less of it, that first. */
export function amountOf({ amount, amountReceived, currency }: Payment): string {
  const agreed = formatAmount(amount, currency);
  const isPart = amountReceived > 0 && amountReceived !== amount;
  return isPart ? `${formatAmount(amountReceived, currency)} of ${agreed}` : agreed;
}

/** The order, with its tenant where there is one. */
export function orderOf({ tenant, orderRef }: Pick<Payment, "tenant" | "orderRef">): string {
  return tenant === "" ? orderRef : `${orderRef} (tenant ${tenant})`;
}

/** A review says so itself; what else needs a person is marked. */
export function statusCell(payment: Payment): Cell {
  const { status } = payment;
  if (needsPerson(payment))
    return { text: status === "review" ? status : `${status} !`, tone: "bad" };
  const tone = TONES[status];
  return tone === undefined ? status : { text: status, tone };
}

const TONES: Readonly<Record<string, Tone>> = { succeeded: "good", canceled: "faint" };

/** Why a person must look, what to do, and the command that ends it. */
export interface Reason {
  readonly why: string;
  readonly todo: string;
  /** One of these. */
  readonly commands: readonly string[];
}

export function reasonsOf({ id, status, contradictions, effects }: Payment): Reason[] {
  const resolve = (as: Resolution) => resolveCommand(id, as);
  const inReview = status === "review";
  const because = effects.findLast(({ kind }) => kind === "review")?.reason ?? null;
  const review: Reason = {
    why: because === null ? "in review" : `in review: ${because}`,
    todo: "keep the money (paid), or refund or cancel it at Stripe first (closed)",
    commands: [resolve("paid"), resolve("closed")],
  };
  const open = contradictions.filter(({ resolvedAt }) => resolvedAt === null);
  const dead = effects.filter(({ state }) => state === "dead");
  return [
    ...(inReview ? [review] : []),
    ...open.map(({ kind, paymentIntentId }) => ({
      why: `${CONTRADICTIONS[kind]} (${paymentIntentId})`,
      todo: kind === "not_paid_at_stripe" ? FREE : SETTLE,
      commands: inReview
        ? []
        : kind === "not_paid_at_stripe"
          ? [resolve("closed")]
          : [resolve("closed"), resolve("kept")],
    })),
    ...dead.map(({ kind, lastError }) => ({
      why: `the handler \`${kind}\` failed twenty times${lastError === null ? "" : `: ${shownError(lastError)}`}`,
      todo: "mend the handler first",
      commands: [`chargeonce payments redrive ${id}`],
    })),
  ];
}

/** The same for people; a command stays on one line, to be copied. */
export function reasonText(look: Look, { why, todo, commands }: Reason): string {
  return [
    look.paint("bad", wrapped(look, "! ", why)),
    wrapped(look, "  ", `${todo}${commands.length === 0 ? "." : ":"}`),
    ...commands.map((command) => `  → ${command}`),
  ].join("\n");
}

/** The same of a charge that no payment stands for. */
export function reasonOfStray({ id, because, paymentId, orderRef }: StrayCharge): Reason {
  return {
    why:
      because === "no_such_payment"
        ? `Stripe has money of the payment ${paymentId}, which this database does not have`
        : `charged at Stripe for order ${orderRef}, beside the library`,
    todo: SETTLE,
    commands: [resolveCommand(id, "closed"), resolveCommand(id, "kept")],
  };
}

function resolveCommand(id: string, as: Resolution): string {
  return `chargeonce payments resolve ${id} ${as}`;
}

const SETTLE =
  "give the money back at Stripe first (closed), or account for it where it belongs (kept)";
const FREE = "check that the key is of the account that took it, else let go of the order (closed)";

const CONTRADICTIONS: Readonly<Record<Payment["contradictions"][number]["kind"], string>> = {
  succeeded_after_canceled: "Stripe took money after the payment was canceled here",
  money_came_back: "money for whose return this was closed is at Stripe again",
  other_intent_took_money: "another PaymentIntent took money for this order",
  intent_never_stored:
    "Stripe took money for it, and this database does not know its PaymentIntent",
  not_paid_at_stripe: "paid here, and Stripe has no such money",
};
