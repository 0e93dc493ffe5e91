import { RESEND_WITHIN_MS } from "../decide/attempts/step-attempts.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { isPurchaseOfItsOwn } from "../orders/load-purchase.ts";
import type { OrderKey } from "../ports/payment-store.ts";
import type { Payment } from "../records/payment.ts";
import { MONEY_MOVED } from "../records/statuses.ts";
import { inProgress } from "../wire/in-progress.ts";
import { closeRow } from "./cancel-intent.ts";

/**
 * Sees, before an intent is made for it, that the payment's order has no live payment under another tenant, account or
 * installation: a deploy that names one for the first time, or no longer does, must not charge what it does not see.
 *
 * It comes after the reservation: of two servers that reserve one order under two names, the one that looks later sees
 * the other's row, unless that was closed.
 *
 * @throws PaymentsError `order_already_paid`, `payment_in_progress` or `payment_in_review`, after closing the payment's row.
 */
export async function refuseElsewhere(engine: Engine, payment: Payment): Promise<void> {
  if (engine.settings.sameOrderElsewhere === "allow" || isPurchaseOfItsOwn(payment)) return;
  const elsewhere = await engine.store.payments.findElsewhere(payment);
  if (elsewhere === null) return;
  const { id, orderRef, tenant, account, status } = elsewhere;
  const about = { payment_id: id, order_ref: orderRef, tenant, account, status };
  if (elsewhere.livemode !== payment.livemode) {
    engine.logger.warn(
      { event: "order_elsewhere", ...about, reason: "other_mode" },
      "The order has a live payment in the other mode: it is paid in this one besides.",
    );
    return;
  }
  engine.elsewhere.note(engine.clock.now());
  engine.logger.error(
    { event: "order_elsewhere", ...about, reason: "other_owner" },
    'The order has a live payment under another tenant, account or installation, and is not charged again. Was one of these named by a deploy? Cancel or finish the old payment, or set sameOrderElsewhere to "allow" where these are two orders.',
  );
  await closeRow(engine, payment, "refused");
  throw refusalOf(elsewhere);
}

/** Nothing of the other payment's is told but what the order's customer may know. */
function refusalOf({ status }: Payment): PaymentsError {
  if (status === "review") {
    return new PaymentsError("payment_in_review", "The payment is being looked at by the shop.");
  }
  if (status !== "processing" && MONEY_MOVED.has(status)) {
    return new PaymentsError("order_already_paid", "The order has been paid.");
  }
  return inProgress("Another payment of the order is under way.");
}

/**
 * The order's live payment under another tenant, account or installation, when somebody cancels the order here. A row that
 * never got an intent, and can get none any more, is closed: nobody works under a name that a deploy has taken back.
 *
 * @returns Null when there is none.
 * @throws PaymentsError `payment_in_progress`, whose message says whose it is, for one that has an intent or may get one.
 */
export async function cancelElsewhere(engine: Engine, order: OrderKey): Promise<Payment | null> {
  if (engine.settings.sameOrderElsewhere === "allow") return null;
  const payment = await engine.store.payments.findElsewhere(order);
  if (payment === null || payment.livemode !== order.livemode) return null;
  const ageMs = engine.clock.now().getTime() - payment.createdAt.getTime();
  if (payment.status === "creating" && ageMs > RESEND_WITHIN_MS) {
    return closeRow(engine, payment, "replaced");
  }
  const { id, status, tenant, account, installation } = payment;
  throw new PaymentsError(
    "payment_in_progress",
    `The order's live payment ${id} is of tenant "${tenant}", account "${account}" and installation "${installation}": cancel it with these settings.`,
    { details: { payment_id: id, status } },
  );
}
