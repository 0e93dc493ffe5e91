import { contradict, wasClosed } from "../decide/money/contradict.ts";
import { learnMoney } from "../decide/money/learn-money.ts";
import { nextWatchAt, watchedOthers } from "../decide/watch-closed.ts";
import type { Engine } from "../engine.ts";
import { mergeFetched } from "../intents/merge-fetched.ts";
import { askAboutMoney } from "../money/ask-about-money.ts";
import { changePayment } from "../outbox/change-payment.ts";
import type { Payment } from "../records/payment.ts";

/**
 * Asks Stripe whether money for whose return a person closed something is there again, and tells if it is.
 *
 * @throws PaymentsError by what Stripe answered; the payment is then due again later.
 */
export async function watchReturned(engine: Engine, payment: Payment): Promise<Payment> {
  const now = engine.clock.now();
  if (nextWatchAt(payment, now) === null) return payment;
  let current = await lookAtOwn(engine, payment);
  for (const { paymentIntentId } of watchedOthers(current, now)) {
    const { money } = await askAboutMoney(engine, current, paymentIntentId);
    if (money.kept <= 0) continue;
    const told = await changePayment(engine, current, (each) =>
      contradict(each, "money_came_back", paymentIntentId, now),
    );
    current = told.payment;
  }
  return current;
}

async function lookAtOwn(engine: Engine, payment: Payment): Promise<Payment> {
  const { paymentIntentId } = payment;
  if (paymentIntentId === null || !wasClosed(payment)) return payment;
  const learned = await mergeFetched(engine, payment, {
    ask: (current) => askAboutMoney(engine, current, paymentIntentId),
    merge: learnMoney,
    holds: () => false,
  });
  return learned.payment;
}
