import type { MoneyAtStripe } from "../decide/money/judge-resolution.ts";
import type { MoneyFacts } from "../decide/money/learn-money.ts";
import { GIVES_NOTHING, goneBackOf } from "../decide/money/money-kept.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { retrieveIfThere } from "../intents/retrieve-intent.ts";
import type { Payment } from "../records/payment.ts";
import { listDisputes, listRefunds } from "./fetch-reversals.ts";

/** What Stripe said, and what that comes to. */
export interface AskedMoney extends MoneyFacts {
  readonly money: MoneyAtStripe;
}

/**
 * Asks Stripe about an intent, its refunds and its disputes: all that a decision about its money rests on.
 *
 * @param about Whom an error is about; null when about no payment.
 * @throws PaymentsError by what Stripe answered instead.
 */
export async function askAboutMoney(
  engine: Engine,
  about: Payment | null,
  paymentIntentId: string,
): Promise<AskedMoney> {
  const deadlineAt = stripeDeadline(engine);
  const intent = await retrieveIfThere(engine, about, { paymentIntentId, deadlineAt });
  if (intent === null) {
    const money = { paymentIntentId, status: "missing", currency: "", kept: 0, leaving: 0 };
    return { money, intent, refunds: [], disputes: [] };
  }
  const refunds = await listRefunds(engine, about, paymentIntentId, deadlineAt);
  const disputes = await listDisputes(engine, about, paymentIntentId, deadlineAt);
  const { status, currency, amountReceived, amountCapturable } = intent;
  const onTheirWay = refunds.filter((each) => !SETTLED.has(each.status));
  const money = {
    paymentIntentId,
    status,
    currency,
    kept: amountReceived + amountCapturable - goneBackOf(refunds, disputes),
    leaving: onTheirWay.reduce((sum, { amount }) => sum + amount, 0),
  };
  return { money, intent, refunds, disputes };
}

/** Statuses in which a refund has arrived, or never will. */
const SETTLED: ReadonlySet<string> = new Set(["succeeded", ...GIVES_NOTHING]);
