import type { LedgerCharge, LedgerDispute, LedgerRefund } from "./rows.ts";

/** What came of some charges together. Amounts are in minor units of `currency`. */
export interface LedgerTotal {
  /** Charges that took money or still hold it; 1 for an order that was charged exactly once. */
  readonly charges: number;
  /** Attempts that the issuer or Stripe refused. */
  readonly failedCharges: number;
  readonly refunds: number;
  readonly disputes: number;
  /** Null when nothing was charged. */
  readonly currency: string | null;
  /** Taken from customers. */
  readonly amount: number;
  /** Held on their cards and not yet taken. */
  readonly held: number;
  /** Given back, or on its way. */
  readonly refunded: number;
  /** In the hands of banks, because of disputes that are not won. */
  readonly disputed: number;
  /** `amount` without `refunded` and `disputed`. Fees are not counted. */
  readonly net: number;
}

export interface LedgerRows {
  readonly charges: readonly LedgerCharge[];
  readonly refunds: readonly LedgerRefund[];
  readonly disputes: readonly LedgerDispute[];
}

/** @throws Error When the charges are in several currencies, whose amounts cannot be added. */
export function totalOf({ charges, refunds, disputes }: LedgerRows): LedgerTotal {
  const taking = charges.filter(takesMoney);
  const [currency = null, ...others] = new Set(taking.map((charge) => charge.currency));
  if (others.length > 0) {
    throw new Error(
      `These charges are in ${[currency, ...others].join(" and ")}, which cannot be added; filter them, by PaymentIntent or metadata.`,
    );
  }
  const given = refunds.filter(({ status, released }) => status !== "failed" && !released);
  const amount = sum(taking.map(({ amountCaptured }) => amountCaptured));
  const refunded = sum(given.map((refund) => refund.amount));
  const disputed = sum(
    disputes.filter(({ withdrawn }) => withdrawn).map((dispute) => dispute.amount),
  );
  return {
    charges: taking.length,
    failedCharges: charges.filter(({ status }) => status === "failed").length,
    refunds: given.length,
    disputes: disputes.length,
    currency,
    amount,
    held: sum(taking.filter(({ captured }) => !captured).map((charge) => charge.amount)),
    refunded,
    disputed,
    net: amount - refunded - disputed,
  };
}

/** Whether a charge took money or holds it. A hold that ended without being captured does neither. */
export function takesMoney({ status, captured, amount, amountRefunded }: LedgerCharge): boolean {
  return status === "succeeded" && (captured || amountRefunded < amount);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
