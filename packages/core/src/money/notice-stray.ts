import { ownerOf } from "../decide/is-ours.ts";
import { heldBy } from "../decide/money/money-kept.ts";
import type { Engine } from "../engine.ts";
import { findOwner } from "../orders/find-owner.ts";
import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import { MONEY_TAKEN } from "../records/statuses.ts";
import type { StrayCharge } from "../records/stray-charge.ts";
import { askAboutMoney } from "./ask-about-money.ts";
import { paidThere, reportDifference } from "./difference.ts";
import { changeStray } from "./settle-stray.ts";

/**
 * Why money of an intent that belongs to no payment here concerns this installation all the same.
 *
 * @returns null when it does not: other installations that share the account name their own, and a shop may charge for what
 * was never sold through this library.
 */
export async function whyStray(
  { store, gateway, settings }: Engine,
  { status, metadata }: PaymentIntentSnapshot,
): Promise<StrayCharge["because"] | null> {
  if (!MONEY_TAKEN.has(status)) return null;
  if ((metadata.installation ?? "") !== settings.installation) return null;
  if (metadata.payment_id !== undefined) return "no_such_payment";
  const orderRef = metadata.order_id;
  if (orderRef === undefined) return null;
  const query = { ...ownerOf(gateway), orderRef, limit: 1 };
  const [known] = await store.payments.list(query);
  return known === undefined ? null : "charged_beside_the_library";
}

/** Whether Stripe still has money of it. Refunds and disputes are asked for only where its charge shows some. */
export async function hasMoney(engine: Engine, intent: PaymentIntentSnapshot): Promise<boolean> {
  const { charge } = intent;
  const isTouched = charge !== null && (charge.amountRefunded > 0 || charge.disputed);
  if (!isTouched) return heldBy(intent) > 0;
  return (await askAboutMoney(engine, null, intent.id)).money.kept > 0;
}

/** Keeps a stray charge. @returns It as it is stored: a person may have seen to it already. */
export async function keepStray(
  { store, gateway, clock }: Engine,
  intent: PaymentIntentSnapshot,
  because: StrayCharge["because"],
): Promise<StrayCharge> {
  const { stray } = await store.strays.record({
    ...ownerOf(gateway),
    id: intent.id,
    because,
    paymentId: intent.metadata.payment_id ?? null,
    orderRef: intent.metadata.order_id ?? null,
    amount: intent.amountReceived + intent.amountCapturable,
    currency: intent.currency,
    seenAt: clock.now(),
    resolvedAt: null,
    resolvedAs: null,
    decisions: [],
    version: 1,
  });
  return stray;
}

/** Money for whose return a person closed it is there again. @returns It as it is then. */
export function reopenStray(engine: Engine, stray: StrayCharge): Promise<StrayCharge> {
  return changeStray(engine, stray, (each) =>
    each.resolvedAs === "closed" ? { ...each, resolvedAt: null, resolvedAs: null } : each,
  );
}

/** Opens a charge again that a person closed, if its money is there again. @returns It as it is then; null when it is not. */
export async function reopenIfBack(
  engine: Engine,
  stray: StrayCharge,
): Promise<StrayCharge | null> {
  if (stray.resolvedAs !== "closed") return null;
  const { money } = await askAboutMoney(engine, null, stray.id);
  return money.kept > 0 ? reopenStray(engine, stray) : null;
}

/** Keeps the charge of an event that says of an intent of nobody's that it took money, and tells the operator. */
export async function noticeStray(engine: Engine, intent: PaymentIntentSnapshot): Promise<void> {
  if ((await findOwner(engine, intent)) !== null) return;
  const because = await whyStray(engine, intent);
  if (
    because === null ||
    (await engine.store.strays.find(ownerOf(engine.gateway), intent.id)) !== null
  )
    return;
  await keepStray(engine, intent, because);
  reportDifference(engine, "paid_there_not_here", paidThere(intent, because));
}
