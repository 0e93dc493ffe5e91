import { isOurs, ownerOf } from "../decide/is-ours.ts";
import { contradict } from "../decide/money/contradict.ts";
import { bringsMoneyBack } from "../decide/money/what-to-fetch.ts";
import { type Engine, stripeDeadline } from "../engine.ts";
import { retrieveIfThere } from "../intents/retrieve-intent.ts";
import { askAboutMoney } from "../money/ask-about-money.ts";
import { paidThereBefore, reportDifference } from "../money/difference.ts";
import { noticeStray, reopenIfBack, whyStray } from "../money/notice-stray.ts";
import { findOwner } from "../orders/find-owner.ts";
import { changePayment } from "../outbox/change-payment.ts";
import type { Payment } from "../records/payment.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import type { Statement } from "./find-statement.ts";
import { objectOf } from "./read-event.ts";

/**
 * Whether an event tells of money that came back to an intent which no payment stores. It may be a stray charge, or
 * contradict a payment, and a person may have closed it because the money had gone: so it costs a look, and no other event
 * about foreign money does.
 */
export function mayHaveReturned(event: WebhookEvent): boolean {
  return event.paymentIntentId !== null && bringsMoneyBack(event.type, objectOf(event.body));
}

/**
 * Looks at the intent of such an event. A stray charge of ours is seen to here.
 *
 * @returns What is to be asked about a payment that the intent names; null when the money is nobody's here.
 * @throws PaymentsError by what Stripe answered.
 */
export async function noticeReturned(
  engine: Engine,
  event: WebhookEvent,
): Promise<Statement | "stray" | null> {
  const { paymentIntentId } = event;
  if (paymentIntentId === null) return null;
  const known = await engine.store.strays.find(ownerOf(engine.gateway), paymentIntentId);
  if (known !== null) {
    const open = await reopenIfBack(engine, known);
    if (open !== null) reportDifference(engine, "paid_there_not_here", paidThereBefore(open));
    return "stray";
  }
  const asked = { paymentIntentId, deadlineAt: stripeDeadline(engine) };
  const intent = await retrieveIfThere(engine, null, asked);
  if (intent === null) return null;
  const payment = await findOwner(engine, intent);
  if (payment !== null) {
    const asks = new Set(["other money"] as const);
    return isOurs(payment, event) ? { payment, about: intent.id, intent: null, asks } : null;
  }
  if ((await whyStray(engine, intent)) === null) return null;
  const { money } = await askAboutMoney(engine, null, intent.id);
  if (money.kept > 0) await noticeStray(engine, intent);
  return "stray";
}

/** The payment, with a person told if Stripe has money again of another intent that names it. */
export async function learnReturned(
  engine: Engine,
  payment: Payment,
  paymentIntentId: string,
): Promise<Payment> {
  const { money } = await askAboutMoney(engine, payment, paymentIntentId);
  if (money.kept <= 0) return payment;
  const at = engine.clock.now();
  const changed = await changePayment(engine, payment, (each) => {
    // The reconciler knows what money of a row is that is still being created.
    if (each.status === "creating") return each;
    const wasKnown = each.contradictions.some((one) => one.paymentIntentId === paymentIntentId);
    const kind = wasKnown ? "money_came_back" : "other_intent_took_money";
    return contradict(each, kind, paymentIntentId, at);
  });
  return changed.payment;
}
