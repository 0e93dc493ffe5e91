import { ownerOf } from "../decide/is-ours.ts";
import { learnMoney } from "../decide/money/learn-money.ts";
import { intentsToAsk, settleReview, whyNotSettled } from "../decide/money/settle-review.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { mergeFetched } from "../intents/merge-fetched.ts";
import { askAboutMoney } from "../money/ask-about-money.ts";
import { settleStray } from "../money/settle-stray.ts";
import { findOwnPayment, noSuchPayment } from "../orders/find-own-payment.ts";
import type { Resolution } from "../records/contradiction.ts";
import type { Payment } from "../records/payment.ts";
import type { StrayCharge } from "../records/stray-charge.ts";

/** What a person decides, and who. */
export interface Resolving {
  readonly as: Resolution;
  readonly by: string | null;
}

/**
 * Ends a review, contradictions or a stray charge by a person's decision, once Stripe bears it out: it is asked about every
 * PaymentIntent concerned, its refunds and its disputes, and asked again when the record changes meanwhile.
 *
 * @throws PaymentsError `payment_not_found`; `invalid_request` when there is nothing to resolve or Stripe says otherwise.
 */
export async function resolveReview(
  engine: Engine,
  id: string,
  { as, by }: Resolving,
): Promise<Payment | StrayCharge> {
  const payment = await findOwnPayment(engine, id);
  if (payment === null) {
    const stray = await engine.store.strays.find(ownerOf(engine.gateway), id);
    if (stray === null) throw noSuchPayment();
    return settleStray(engine, stray, { as, by });
  }
  const settled = await mergeFetched(engine, payment, {
    ask: (current) => askForAll(engine, current, as),
    merge: (each, asked, at) => {
      const own = asked.find(({ money }) => money.paymentIntentId === each.paymentIntentId);
      const learned = own === undefined ? each : learnMoney(each, own, at);
      return settleReview(
        learned,
        { as, at, by },
        asked.map(({ money }) => money),
      );
    },
    holds: () => false,
  });
  return settled.payment;
}

async function askForAll(engine: Engine, payment: Payment, as: Resolution) {
  const asked = await Promise.all(
    intentsToAsk(payment, as).map((id) => askAboutMoney(engine, payment, id)),
  );
  const why = whyNotSettled(
    payment,
    as,
    asked.map(({ money }) => money),
  );
  if (why !== null) throw new PaymentsError("invalid_request", why);
  return asked;
}
