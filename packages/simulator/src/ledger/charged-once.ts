import { formatAmount } from "../engine/currencies.ts";
import type { LedgerCharge, LedgerPaymentIntent } from "./rows.ts";
import { takesMoney } from "./total.ts";

export interface ChargedOnceOptions {
  /** What the one charge has to have taken or hold, in minor units; not looked at when absent. */
  amount?: number;
  /** Lower case, e.g. `usd`; not looked at when absent. */
  currency?: string;
}

export interface ChargedOnceFacts {
  /** What was asked about, as the message goes on after "Expected one charge". */
  readonly about: string;
  readonly charges: readonly LedgerCharge[];
  readonly paymentIntents: readonly LedgerPaymentIntent[];
}

/**
 * The one charge among those given.
 *
 * @throws Error That tells what there is instead: no charge, several, or another amount.
 */
export function chargedOnce(
  { about, charges, paymentIntents }: ChargedOnceFacts,
  { amount, currency }: ChargedOnceOptions,
): LedgerCharge {
  const taking = charges.filter(takesMoney);
  const [charge, ...more] = taking;
  if (!charge)
    throw new Error(
      `Expected one charge ${about}, but there is none.${explain(charges, paymentIntents)}`,
    );
  if (more.length > 0) {
    throw new Error(
      `Expected one charge ${about}, but there are ${taking.length}:\n${taking.map(line).join("\n")}`,
    );
  }
  const took = charge.captured ? charge.amountCaptured : charge.amount;
  if ((amount ?? took) !== took || (currency ?? charge.currency) !== charge.currency) {
    throw new Error(
      `Expected one charge of ${amount ?? took} ${currency ?? charge.currency} ${about}, but it is:\n${line(charge)}`,
    );
  }
  return charge;
}

function line({
  id,
  paymentIntentId,
  amount,
  currency,
  captured,
  amountCaptured,
  created,
}: LedgerCharge) {
  const took = captured ? `took ${amountCaptured}` : `holds ${amount}`;
  const shown = formatAmount(captured ? amountCaptured : amount, currency);
  return `  ${id} ${took} ${currency} (${shown}) for ${paymentIntentId} at ${time(created)}`;
}

function explain(
  charges: readonly LedgerCharge[],
  paymentIntents: readonly LedgerPaymentIntent[],
): string {
  const failed = charges.filter(({ status }) => status === "failed").length;
  const attempts = failed === 0 ? "" : ` Attempts that failed: ${failed}.`;
  if (paymentIntents.length === 0) return `${attempts} There is no PaymentIntent either.`;
  const intents = paymentIntents.map(({ id, status }) => `  ${id} is ${status}`).join("\n");
  return `${attempts} Its PaymentIntents:\n${intents}`;
}

function time(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
