import {
  isPaymentsError,
  needsPerson,
  type Payment,
  type Resolution,
  type StrayCharge,
} from "@chargeonce/core";
import type { Session } from "../connect.ts";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { count, formatAmount } from "../format.ts";
import { orderOf, paymentDocument } from "../payment-view.ts";
import { printable } from "../printable.ts";
import type { Result } from "../result.ts";
import { requirePayment } from "./require-payment.ts";

const BY_WORKER = "the application's worker does it";

export async function redrivePayment(session: Session, id: string): Promise<Result> {
  const before = await requirePayment(session, id);
  const dead = before.effects.filter(({ state }) => state === "dead");
  const payment = await session.operator.redrive(id);
  const handlers = dead.map(({ kind }) => kind).join(", ");
  const says =
    dead.length === 0
      ? `No handler of ${payment.id} has given up: nothing to redrive.`
      : `${count(dead.length, "handler")} of ${payment.id} will be called again (${handlers}): ${BY_WORKER}.`;
  return changed(payment, says, { redriven: dead.map(({ kind }) => kind) });
}

/** What was decided, and by whom. */
export interface Decided {
  readonly by?: string;
}

export async function resolveReview(
  session: Session,
  id: string,
  { as, ...decided }: Decided & { as: Resolution },
): Promise<Result> {
  const before = await session.operator.find(id);
  const review = await session.operator.resolve(id, as, decided).catch(async (error: unknown) => {
    if (isPaymentsError(error) && error.code === "payment_not_found") {
      await requirePayment(session, id);
    }
    throw error;
  });
  return "status" in review ? settled(before, review) : settledStray(review);
}

function settled(before: Payment | null, payment: Payment): Result {
  const told = payment.effects.filter(({ state }) => state === "due").map(({ kind }) => kind);
  const hears =
    told.length === 0
      ? ""
      : ` Your handler ${told.map((kind) => `\`${kind}\``).join(", ")} hears of it: ${BY_WORKER}.`;
  const says =
    before?.status === payment.status
      ? `The contradictions of ${payment.id} are seen to; it stays ${payment.status}.`
      : `${payment.id} is ${payment.status} now (order ${orderOf(payment)}, ${money(payment)}).${hears}`;
  const more = needsPerson(payment) ? " A person must still look: chargeonce reviews." : "";
  return changed(payment, `${says}${more}`);
}

function settledStray(stray: StrayCharge): Result {
  const { id, amount, currency, resolvedAs } = stray;
  const says = `${id} (${formatAmount(amount, currency)}) is ${resolvedAs}: it is listed no more${resolvedAs === "closed" ? ", unless its money comes back" : ""}.`;
  return { document: { stray }, text: () => printable(says), exit: EXIT.fine };
}

export async function cancelOrder(
  session: Session,
  order: string,
  decided: Decided & { tenant?: string },
): Promise<Result> {
  const payment = await session.operator.cancel(order, decided);
  if (payment === null) {
    throw new Failure(
      "payment_not_found",
      `Order ${printable(order)} has no live payment (${session.owner}): check its id, its --tenant, and whether it is canceled already.`,
    );
  }
  const vanished =
    payment.cancelReason === "vanished"
      ? ` Stripe knows no PaymentIntent ${payment.paymentIntentId}: if STRIPE_SECRET_KEY or --account is of another account than the one that made it, it may still be paid there.`
      : "";
  return changed(
    payment,
    `${payment.id} is ${payment.status} now: order ${orderOf(payment)}, ${money(payment)}, can be paid anew.${vanished}`,
  );
}

function changed(payment: Payment, says: string, more: object = {}): Result {
  return {
    document: { payment: paymentDocument(payment), ...more },
    text: () => printable(says),
    exit: EXIT.fine,
  };
}

function money({ amount, currency }: Payment): string {
  return formatAmount(amount, currency);
}
